"""The register of vehicles (机动车登记系统): own vehicles with something overdue, until this product keeps them."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from tongban.exchange import client
from tongban.exchange.forms import Long, NotKnown, Short
from tongban.exchange.registry import register
from tongban.exchange.types import Partner, Question
from tongban.law.facts import OwnVehicle
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class Owned:
    """A vehicle of the person. `state`: in order, overdue for inspection, or to be scrapped and deregistered."""

    plate: Short
    state: Literal["ok", "inspection_overdue", "to_deregister"]
    since: date | None
    settle_at: Long


@dataclass(frozen=True, slots=True)
class Vehicles:
    """The vehicles of a person the register knows."""

    found: Literal[True]
    identity_number: str
    vehicles: tuple[Owned, ...]

    @property
    def facts(self) -> tuple[OwnVehicle, ...]:
        """Return what a rule may see of them."""
        return tuple(OwnVehicle(each.plate, each.state) for each in self.vehicles)


@dataclass(frozen=True, slots=True)
class NoVehicles(NotKnown):
    """The register knows no vehicle of this person."""

    vehicles: tuple[()] = ()

    @property
    def facts(self) -> tuple[OwnVehicle, ...]:
        """Return that there is none."""
        return ()


OWNED: Question[Vehicles | NoVehicles] = Question(
    "owned",
    Text(zh="查询本人名下逾期未检验、未注销的机动车", en="Own vehicles overdue for inspection or deregistration"),
    Vehicles | NoVehicles,
    kept_days=90,
)
PARTNER = register(
    Partner(
        code="vehicles",
        name=Text(zh="机动车登记系统", en="the register of vehicles"),
        purpose=Text(
            zh="恢复驾驶资格前，核对本人名下机动车是否逾期",
            en="To see before a restoration whether a vehicle of the person is overdue",
        ),
        legal_basis=Text(
            zh="《机动车驾驶证申领和使用规定》（公安部令第162号）",
            en="Provisions on driving licences (MPS Order 162)",
        ),
        basis_confidence="derived",
        questions=(OWNED,),
    )
)

# The question for a person's vehicles.
_ABOUT: client.AboutPerson[Vehicles | NoVehicles] = client.AboutPerson("vehicles", "owned")
request = _ABOUT.request
