"""What callers of slots share."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tongban.law.text import Text

REGISTER = "slots"  # how these entries are called


class SiteKind(StrEnum):
    """What a site is."""

    TEST_CENTRE = "test_centre"
    INSPECTION = "inspection"
    COUNTER = "counter"


class PlanState(StrEnum):
    """Where a plan stands: announced, taking preferences, waiting to be fixed, fixed, run."""

    PUBLISHED = "published"
    OPEN = "open"
    CLOSED = "closed"
    FIXED = "fixed"
    RUN = "run"


class Standing(StrEnum):
    """What became of a slot."""

    BOOKED = "booked"
    ATTENDED = "attended"
    CANCELLED = "cancelled"
    ABSENT = "absent"
    RELEASED = "released"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class OrderingKey:
    """What puts somebody in their place: a priority, the ordering time, and the event that gave it, for people."""

    at: datetime
    event: str
    priority: bool = False


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session to be published. `quota` None: as many as fit. `examiners` limits the road test, where it is known."""

    site: str
    begins_at: datetime
    ends_at: datetime
    subjects: str
    classes: tuple[str, ...]
    quota: int | None = None
    examiners: int | None = None
    weekend: bool = False


@dataclass(frozen=True, slots=True)
class SiteView:
    """A site as everybody may see it."""

    code: str
    kind: SiteKind
    region: str
    name: Text
    address: str
    layout: Text
    hours: dict[str, list[list[str]]]
    daily_limit: int
    mobile: bool
    opened_on: date
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session as everybody may see it. `left`: slots that nobody has."""

    id: UUID
    plan: str
    place: int
    site: str
    site_name: Text
    region: str
    begins_at: datetime
    ends_at: datetime
    subjects: str
    classes: tuple[str, ...]
    capacity: int
    formula: dict[str, Any]
    quota: int
    taken: int
    weekend: bool
    cancelled: Text | None

    @property
    def left(self) -> int:
        """How many slots nobody has."""
        return 0 if self.cancelled else self.quota - self.taken


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan as everybody may see it; what a later day brings is None or empty before it."""

    id: UUID
    number: str
    kind: SiteKind
    region: str
    title: Text
    rule: dict[str, Any]
    opens_at: datetime
    closes_at: datetime
    first_on: date
    result_by: date
    state: PlanState
    applicants: int
    commitment: str
    fixed_at: datetime | None
    given: int
    run_at: datetime | None


@dataclass(frozen=True, slots=True)
class Preferred:
    """Somebody's preferences in a plan for one test. `code`: under it they stand in the published files."""

    plan: str
    code: str
    subjects: str
    places: tuple[int, ...]
    key: OrderingKey
    stands_by: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands at one session they prefer, as last reckoned.

    `ahead`: people with an earlier key who prefer it too; `equal`: others with the same, among whom a draw decides;
    `inside`: they would get it if it were their first and preferences ended now; None where the draw would decide.
    """

    session: SessionView
    ahead: int
    equal: int
    inside: bool | None


@dataclass(frozen=True, slots=True)
class Order:
    """Somebody's places at all they prefer, the session they would get now, and when that was reckoned."""

    preferred: Preferred
    places: tuple[Place, ...]
    would_get: SessionView | None
    reckoned_at: datetime | None
    others: tuple[SessionView, ...] = field(default=())  # where they would get a slot now and have not asked


@dataclass(frozen=True, slots=True)
class SlotView:
    """A slot of somebody, one for each subject."""

    session: SessionView
    person: UUID
    subject: str
    standing: Standing
    how: str
    given_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a slot in a subject, and when."""

    subject: str
    standing: Standing
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Got:
    """The slot is theirs."""

    session: UUID
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Full:
    """The last slot is gone: an answer, no error."""

    session: UUID
