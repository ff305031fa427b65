"""The contract network of banks and motor finance companies (抵押合同联网核查): mortgage contracts that an owner
signed."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from tongban.exchange import client
from tongban.exchange.about_vehicles.asking import AboutVehicle, Vin, question
from tongban.exchange.forms import Long, NotKnown, Short
from tongban.exchange.registry import register
from tongban.exchange.types import Partner, Question, Request
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class Contract:
    """A mortgage contract on a vehicle: `holder` is the mortgagee with its unified social credit code."""

    number: Short
    holder: Long
    holder_code: Short
    vin: Short
    signed_by_owner: bool
    signed_on: date | None
    released: bool  # the mortgagee has given the mortgage up


@dataclass(frozen=True, slots=True)
class Contracts:
    """The open contracts of a person the network knows."""

    found: Literal[True]
    identity_number: str
    contracts: tuple[Contract, ...]


@dataclass(frozen=True, slots=True)
class NoContracts(NotKnown):
    """The network knows no contract of this person."""

    contracts: tuple[()] = ()


@dataclass(frozen=True, slots=True)
class NewContract:
    """A contract whose mortgage is to be registered. `owner`: the number of whoever owns the vehicle by it."""

    number: Short
    holder: Long
    holder_code: Short
    owner: Short
    signed_by_owner: bool
    signed_on: date | None


@dataclass(frozen=True, slots=True)
class OnVehicle:
    """The newest contract on a vehicle whose mortgage is to be registered; null where there is none."""

    found: bool
    vin: Vin
    contract: NewContract | None


CONTRACTS: Question[Contracts | NoContracts] = Question(
    "contracts",
    Text(zh="查询本人签署的车辆抵押合同", en="Mortgage contracts on vehicles that the person signed"),
    Contracts | NoContracts,
    kept_days=90,
)
PARTNER = register(
    Partner(
        code="mortgages",
        name=Text(zh="抵押合同联网核查", en="the contract network of banks"),
        purpose=Text(
            zh="办理抵押登记时核对合同，免交纸质合同",
            en="To check the contract of a mortgage, which then need not be handed in",
        ),
        legal_basis=Text(
            zh="《机动车登记规定》（公安部令第164号）第三十五条",
            en="Provisions on the registration of vehicles (MPS Order 164), Article 35",
        ),
        basis_confidence="verified",
        questions=(
            CONTRACTS,
            question(
                "of_vehicle",
                Text(
                    zh="查询这辆车待登记的抵押合同", en="The contract on a vehicle whose mortgage is to be registered"
                ),
                OnVehicle,
            ),
        ),
    )
)


def request(
    identity_number: str, *, purpose: str, case_id: UUID | None, person_id: UUID | None = None
) -> Request[Contracts | NoContracts]:
    """Return the question for a person's contracts, to be asked with others by `client.ask_many`."""
    payload = {"identity_number": identity_number}
    return client.build("mortgages", "contracts", payload, purpose=purpose, case_id=case_id, person_id=person_id)


request_of_vehicle = AboutVehicle("mortgages", "of_vehicle").request
