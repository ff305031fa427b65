"""The residence register (流动人口、居住证): where somebody lives who is registered elsewhere."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from tongban.exchange import client
from tongban.exchange.forms import NotKnown, Region
from tongban.exchange.registry import register
from tongban.exchange.types import Answer, Partner, Question, Request
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


def request(
    identity_number: str, *, purpose: str, case_id: UUID | None, person_id: UUID | None = None
) -> Request[Resident | NotKnown]:
    """Return the question for a residence card, to be asked with others by `client.ask_many`."""
    payload = {"identity_number": identity_number}
    return client.build("residence", "person", payload, purpose=purpose, case_id=case_id, person_id=person_id)


def ask_card(
    identity_number: str, *, purpose: str, case_id: UUID | None, person_id: UUID | None = None
) -> Answer[Resident | NotKnown]:
    """Ask for a residence card; raises ExchangeError."""
    return client.ask_request(request(identity_number, purpose=purpose, case_id=case_id, person_id=person_id))
