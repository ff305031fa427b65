"""The national traffic platform (全国交通管理平台): what is not settled, and demerit points.

Used until the product keeps violations and accidents itself.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from tongban.exchange import client
from tongban.exchange.forms import Long, NotKnown, Number, Points, Short
from tongban.exchange.registry import register
from tongban.exchange.types import Partner, Question
from tongban.law.facts import Cycle, OpenMatter
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class ReportedMatter:
    """A violation, accident or seizure, settled or not. `settle_at`: where the person settles it today."""

    kind: Literal["violation", "accident", "seizure"]
    number: Number
    place: Short
    on: date
    state: Literal["open", "settled"]
    letter: Literal["", "D", "K", "U"]
    until: date | None
    settle_at: Long


@dataclass(frozen=True, slots=True)
class ReportedCycle:
    """A points cycle as the platform counts it."""

    starts_on: date
    ends_on: date
    points: Points


@dataclass(frozen=True, slots=True)
class DriverRecord:
    """What the platform holds of a driver. `points` are those of the running cycle."""

    found: Literal[True]
    identity_number: str
    matters: tuple[ReportedMatter, ...]
    points: Points
    cycles: tuple[ReportedCycle, ...]

    @property
    def open_matters(self) -> tuple[OpenMatter, ...]:
        """Return what stands in the way, as facts for the law."""
        return tuple(
            OpenMatter(each.kind, each.number, each.place, each.on, each.letter, each.until)
            for each in self.matters
            if each.state == "open"
        )

    @property
    def law_cycles(self) -> tuple[Cycle, ...]:
        """Return the points cycles as facts for the law, newest last."""
        ordered = sorted(self.cycles, key=lambda each: each.starts_on)
        return tuple(Cycle(each.starts_on, each.ends_on, each.points) for each in ordered)

    def settle_at(self, number: str) -> str:
        """Return where a matter is settled today; empty where the platform does not say."""
        return next((each.settle_at for each in self.matters if each.number == number), "")


@dataclass(frozen=True, slots=True)
class NoDriverRecord(NotKnown):
    """The platform has nothing on this person."""

    points: Literal[0] = 0

    @property
    def open_matters(self) -> tuple[OpenMatter, ...]:
        """Return that nothing stands in the way."""
        return ()

    @property
    def law_cycles(self) -> tuple[Cycle, ...]:
        """Return that no cycle is known."""
        return ()

    def settle_at(self, number: str) -> str:
        """Return nothing: there is no matter."""
        return ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What the platform tells us when a matter is settled."""

    identity_number: Number
    number: Number
    settled_on: date


@dataclass(frozen=True, slots=True)
class DecidedAccident:
    """What the platform tells us when an accident is decided: its outcome and the driver's part in it."""

    identity_number: Number
    number: Number
    on: date
    outcome: Literal["minor", "serious", "fatal"]
    responsibility: Literal["none", "minor", "equal", "main", "full"]


@dataclass(frozen=True, slots=True)
class PassedTest:
    """A test of a person: the subject (S1 to S3) and the day on which it was passed."""

    subject: Short
    passed_on: date


@dataclass(frozen=True, slots=True)
class TestRecord:
    """The tests a person has passed, until the test room keeps them itself."""

    found: Literal[True]
    identity_number: str
    tests: tuple[PassedTest, ...]

    def passed_on(self, subject: str) -> date | None:
        """Return the newest day on which a subject was passed, None where it never was."""
        return max((each.passed_on for each in self.tests if each.subject == subject), default=None)


@dataclass(frozen=True, slots=True)
class NoTestRecord(NotKnown):
    """The platform knows no test of this person."""

    tests: tuple[()] = ()

    def passed_on(self, subject: str) -> date | None:
        """Return that none was passed."""
        return None


@dataclass(frozen=True, slots=True)
class TestPassed:
    """What the platform tells us when somebody passes a test."""

    identity_number: Number
    subject: Short
    passed_on: date


TESTS: Question[TestRecord | NoTestRecord] = Question(
    "tests",
    Text(zh="查询科目一考试成绩", en="Whether subject 1 was passed"),
    TestRecord | NoTestRecord,
    kept_days=365,
)
DRIVER: Question[DriverRecord | NoDriverRecord] = Question(
    "driver",
    Text(zh="查询未处理的违法、事故和记分", en="Unsettled violations and accidents, demerit points"),
    DriverRecord | NoDriverRecord,
    kept_days=365,
)
PARTNER = register(
    Partner(
        code="platform",
        name=Text(zh="全国交通管理平台", en="the national traffic platform"),
        purpose=Text(
            zh="核对未处理完毕的违法、事故和累积记分",
            en="To check unsettled violations and accidents, and points",
        ),
        legal_basis=Text(
            zh="《道路交通安全违法行为记分管理办法》（公安部令第163号）",
            en="Measures on demerit points (MPS Order 163)",
        ),
        basis_confidence="derived",
        questions=(DRIVER, TESTS),
        events={"settled": Settled, "accident": DecidedAccident, "test_passed": TestPassed},
    )
)

# The question for open matters and points of this driver.
_ABOUT: client.AboutPerson[DriverRecord | NoDriverRecord] = client.AboutPerson("platform", "driver")
request = _ABOUT.request

# The question which tests this person has passed.
_TESTS: client.AboutPerson[TestRecord | NoTestRecord] = client.AboutPerson("platform", "tests")
request_tests = _TESTS.request
