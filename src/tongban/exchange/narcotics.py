"""The drug-user register (吸毒人员信息库): who is under a rehabilitation measure and not cured."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from tongban.exchange import client
from tongban.exchange.forms import Number
from tongban.exchange.registry import register
from tongban.exchange.types import Partner, Question
from tongban.law.text import Text

Measure = Literal["community_rehab", "isolation", "community_recovery"]


@dataclass(frozen=True, slots=True)
class Listing:
    """Whether a person is listed. Everybody is answered about: `found` is always true."""

    found: Literal[True]
    identity_number: str
    listed: bool
    measure: Measure | None
    since: date | None
    last_use_on: date | None
    reference: str | None

    @property
    def not_cured(self) -> bool:
        """True while a measure runs: addicted and not cured (吸毒成瘾未戒除)."""
        return self.listed and self.measure is not None


@dataclass(frozen=True, slots=True)
class Listed:
    """What the register tells us when somebody is listed."""

    identity_number: Number
    reference: Number
    since: date
    measure: Measure


PERSON: Question[Listing] = Question(
    "person",
    Text(zh="比对吸毒人员信息", en="Whether the person is listed as addicted and not cured"),
    Listing,
    kept_days=90,
)
PARTNER = register(
    Partner(
        code="narcotics",
        name=Text(zh="吸毒人员信息库", en="the drug-user register"),
        purpose=Text(zh="核对是否有不得申领驾驶证的情形", en="To check whether the law forbids the person a licence"),
        legal_basis=Text(
            zh="《中华人民共和国禁毒法》、《机动车驾驶证申领和使用规定》（公安部令第162号）",
            en="Narcotics Control Law; Provisions on driving licences (MPS Order 162)",
        ),
        basis_confidence="derived",
        questions=(PERSON,),
        events={"listed": Listed},
    )
)

# The question whether this person is listed, alone or with others.
_ABOUT: client.AboutPerson[Listing] = client.AboutPerson("narcotics", "person")
request, ask_listing = _ABOUT.request, _ABOUT.ask
