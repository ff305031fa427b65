"""The commerce authority (商务部门): recyclers and what they took, dealers in used cars.

Recyclers certify every vehicle they take (报废机动车回收证明) in the authority's system, which tells us of it and is
asked again before anything rests on it. Which firms are certified, and which dealers are filed, it alone says.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tongban.exchange import client
from tongban.exchange.about_vehicles.asking import KEPT_DAYS, AboutVehicle, Vin, question
from tongban.exchange.forms import Long, Short
from tongban.exchange.registry import register
from tongban.exchange.types import Partner, Question, Request
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class Recovery:
    """A recovery certificate. `certified`: the province has certified the recycler; `supervision`: the number under
    which police saw the vehicle taken apart, "" where nobody did; `region`: where it was."""

    number: Short
    recycler: Long
    recycler_code: Short
    certified: bool
    region: Short
    on: date
    supervision: Long


@dataclass(frozen=True, slots=True)
class Recovered:
    """The recovery certificate of a vehicle; null where no recycler has it."""

    found: bool
    vin: Vin
    recovery: Recovery | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What the authority tells when a recycler has certified a vehicle: which. The certificate is asked for."""

    vin: Vin


@dataclass(frozen=True, slots=True)
class Dealer:
    """A firm by its unified social credit code. `filed`: it is on the list of filed dealers (汽车流通企业备案)."""

    found: bool
    code: Short
    filed: bool
    name: Long


_DEALER: Question[Dealer] = Question(
    "dealer", Text(zh="查询经销企业备案", en="Whether a dealer is filed"), Dealer,
    asked=("code",), echoes=("code",), kept_days=KEPT_DAYS,
)  # fmt: skip
PARTNER = register(
    Partner(
        code="commerce",
        name=Text(zh="商务部门", en="the commerce authority"),
        purpose=Text(
            zh="核对报废机动车回收证明和经销企业备案，免交纸质证明",
            en="To check recovery certificates and filed dealers instead of asking for the paper",
        ),
        legal_basis=Text(
            zh="《机动车登记规定》（公安部令第164号）第三十八条；《报废机动车回收管理办法》",
            en="Provisions on the registration of vehicles (MPS Order 164), Article 38; State Council Order 715",
        ),
        basis_confidence="verified",
        questions=(
            question("recovered", Text(zh="查询报废回收证明", en="The recovery certificate of a vehicle"), Recovered),
            _DEALER,
        ),
        events={"taken": Taken},
    )
)
request_recovered = AboutVehicle("commerce", "recovered").request


def request_dealer(code: str, *, purpose: str, case_id: UUID | None, person_id: UUID | None = None) -> Request[Dealer]:
    """Return the question whether a firm is a filed dealer, to be asked with others by `client.ask_many`."""
    return client.build("commerce", "dealer", {"code": code}, purpose=purpose, case_id=case_id, person_id=person_id)
