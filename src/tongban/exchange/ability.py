"""The ability test centre (能力测试): tests of memory, judgement and reaction of elderly drivers."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from tongban.exchange import client
from tongban.exchange.forms import NotKnown, Number, Short
from tongban.exchange.registry import register
from tongban.exchange.types import Partner, Question
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class AbilityTest:
    """The newest test of a person (三力测试). The centre says whether it was passed, not with how many points."""

    serial: Number
    taken_on: date
    passed: bool
    place: Short


@dataclass(frozen=True, slots=True)
class AbilityRecord:
    """The answer about a person the centre knows."""

    found: Literal[True]
    identity_number: str
    test: AbilityTest | None

    @property
    def passed_on(self) -> date | None:
        """Return the day of a passed test, None where the newest was not passed or there is none."""
        return self.test.taken_on if self.test and self.test.passed else None


@dataclass(frozen=True, slots=True)
class NoAbilityRecord(NotKnown):
    """The centre knows nobody under this number."""

    @property
    def passed_on(self) -> None:
        """Return that no test was passed."""
        return None


@dataclass(frozen=True, slots=True)
class Result:
    """What the centre tells us after a test."""

    identity_number: Number
    test: AbilityTest


ABILITY: Question[AbilityRecord | NoAbilityRecord] = Question(
    "ability",
    Text(zh="查询能力测试结果", en="The test of memory, judgement and reaction"),
    AbilityRecord | NoAbilityRecord,
    kept_days=365,
)
PARTNER = register(
    Partner(
        code="ability",
        name=Text(zh="能力测试点", en="the ability test centre"),
        purpose=Text(
            zh="核对记忆力、判断力、反应力测试结果，免交纸质证明",
            en="To check the ability test of elderly drivers without a paper",
        ),
        legal_basis=Text(
            zh="《机动车驾驶证申领和使用规定》（公安部令第162号）",
            en="Provisions on the application for and use of driving licences (MPS Order 162)",
        ),
        basis_confidence="derived",
        questions=(ABILITY,),
        events={"result": Result},
    )
)

# The question for the newest test.
_ABOUT: client.AboutPerson[AbilityRecord | NoAbilityRecord] = client.AboutPerson("ability", "ability")
request = _ABOUT.request
