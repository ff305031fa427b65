"""The residence register (流动人口、居住证): where somebody lives who is registered elsewhere."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from tongban.exchange import client
from tongban.exchange.forms import NotKnown, Region
from tongban.exchange.registry import register
from tongban.exchange.types import Partner, Question
from tongban.law.facts import Residence
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class ResidenceCard:
    """A residence card (居住证): the region that issued it, its first and last valid day."""

    region: Region
    issued_on: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody the register knows; `card` None where they hold none."""

    found: Literal[True]
    identity_number: str
    card: ResidenceCard | None

    @property
    def residence(self) -> Residence | None:
        """The card as rules read it."""
        return Residence(self.card.region, self.card.valid_to) if self.card else None


PERSON: Question[Resident | NotKnown] = Question(
    "person",
    Text(zh="查询居住证", en="Whether the person holds a residence card"),
    Resident | NotKnown,
    kept_days=90,
)
PARTNER = register(
    Partner(
        code="residence",
        name=Text(zh="居住证信息库", en="the residence register"),
        purpose=Text(
            zh="只在转入外省的大中型客货车驾驶证时核对居住证，免交复印件",
            en="To check a residence card without a copy, only where a large class is transferred to another province",
        ),
        legal_basis=Text(
            zh="《居住证暂行条例》（国务院令第663号）、《机动车驾驶证申领和使用规定》（公安部令第162号）",
            en="State Council Order 663 on residence cards; Provisions on driving licences (MPS Order 162)",
        ),
        basis_confidence="derived",
        questions=(PERSON,),
    )
)

# The question for the residence card.
_ABOUT: client.AboutPerson[Resident | NotKnown] = client.AboutPerson("residence", "person")
request = _ABOUT.request
