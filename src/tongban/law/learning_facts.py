"""What rules about points and education read: entries of the points ledger, and what somebody has studied."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Demerit:
    """Points that one decision recorded (记分): for which item of the table ("p6_8")."""

    number: str
    on: date
    points: int
    item: str = ""


@dataclass(frozen=True, slots=True)
class Reduced:
    """Points that a course took off (学法减分)."""

    reference: str
    on: date
    points: int


@dataclass(frozen=True, slots=True)
class LimitReached:
    """The points limit was reached (满分). `times`: by which the days of education are reckoned; `done_on`: the day on
    which the education ended with the points cleared, None while it is owed."""

    reference: str
    on: date
    times: int
    done_on: date | None = None
    cleared: int = 0


@dataclass(frozen=True, slots=True)
class StudyDay:
    """One day of somebody's education: minutes that count. `alone`: a day of study by oneself (自主学习)."""

    on: date
    online: int = 0
    on_site: int = 0  # the longest stretch without a break
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Study:
    """A course as its rules read it. `kind`: "points_limit", "review", "reduction"; `mode`: "online", "on_site"."""

    kind: str
    begun_on: date
    mode: str = "online"
    days: tuple[StudyDay, ...] = ()
    topics: tuple[str, ...] = ()  # of the lessons that were finished
    studied_on: date | None = None  # the day on which the study part was complete
    failed_at: tuple[datetime, ...] = ()  # tests that were not passed
    passed: tuple[str, ...] = ()  # subjects of the exam file that are passed
    open: bool = True

    @property
    def minutes(self) -> int:
        """All minutes that count, online and on-site."""
        return sum(day.online + day.on_site for day in self.days)


@dataclass(frozen=True, slots=True)
class Education:
    """Education taken for a licence review (审验教育), as a school or this office has it."""

    completed_on: date
    hours: int
