"""The quota office of a city (小客车指标管理机构): the certificate that an owner has bound to a vehicle.

Asked about before a registration, told after it: a certificate is used once, and given back where the registration was
struck. Both are told under a reference of ours; told twice, the office acts once. It refuses a certificate that was
used for another vehicle.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from tongban.exchange import client
from tongban.exchange.about_vehicles.asking import KEPT_DAYS, AboutVehicle, Vin, question
from tongban.exchange.about_vehicles.industry import Code
from tongban.exchange.forms import Number, Short
from tongban.exchange.registry import register
from tongban.exchange.types import Answer, Partner, Question
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class Certificate:
    """A quota certificate (指标). `owner`: identity number or social credit code; `until`: its last day."""

    number: Short
    owner: Number
    plate_type: Code
    until: date
    state: Literal["free", "used"]


@dataclass(frozen=True, slots=True)
class Quota:
    """The certificate that is bound to a vehicle; null where none is."""

    found: bool
    vin: Vin
    certificate: Certificate | None


@dataclass(frozen=True, slots=True)
class Told:
    """How a certificate stands after the office was told."""

    number: Short
    reference: Number
    state: Literal["free", "used"]


def _deed(name: str, title: Text) -> Question[Told]:
    asked = ("number", "vin", "reference")
    return Question(name, title, Told, asked=asked, echoes=("number", "reference"), kept_days=KEPT_DAYS)


PARTNER = register(
    Partner(
        code="quota",
        name=Text(zh="小客车指标管理机构", en="the quota office"),
        purpose=Text(
            zh="核对指标，登记后告知已使用，免交指标证明",
            en="To check a quota certificate, and to tell that it was used, instead of asking for the paper",
        ),
        legal_basis=Text(
            zh="本地的小客车数量调控规定（由使用单位填写）",
            en="The city's own rule on the number of cars (the authority enters it)",
        ),
        basis_confidence="design",
        questions=(
            question("certificate", Text(zh="查询指标", en="The quota certificate of a vehicle"), Quota),
            _deed("use", Text(zh="告知指标已使用", en="A certificate was used")),
            _deed("give_back", Text(zh="告知指标退回", en="A certificate is given back")),
        ),
    )
)
request = AboutVehicle("quota", "certificate").request


def tell(deed: Literal["use", "give_back"], *, number: str, vin: str, reference: UUID, person_id: UUID) -> Answer[Told]:
    """Tell the office that a certificate was used, or is given back. Raises ExchangeError."""
    said = {"number": number, "vin": vin, "reference": str(reference)}
    return client.ask(
        "quota", deed, said, purpose="quota", case_id=None, person_id=person_id, key=f"{deed}-{reference}"
    )
