"""What callers of examinations share."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from tongban.core.proportions import Share
from tongban.law.text import Text
from tongban.law.verdict import Verdict

REGISTER = "exams"  # how this room is called in entries


class Kind(StrEnum):
    """How a person came to be tested. POINTS_LIMIT: education at the points limit (满分)."""

    INITIAL = "initial"
    ADDITION = "addition"
    MILITARY = "military"
    FOREIGN = "foreign"
    RESTORATION = "restoration"
    POINTS_LIMIT = "points_limit"


class Schooling(StrEnum):
    """How the person learns. NONE: nothing is to be learnt (a foreign licence), or they have not said."""

    SCHOOL = "school"
    SELF_STUDY = "self_study"
    NONE = "none"


class FileState(StrEnum):
    """Where a file stands. PASSED: everything; the licence is still to be issued."""

    OPEN = "open"
    PASSED = "passed"
    LICENSED = "licensed"
    ENDED = "ended"


class SittingState(StrEnum):
    """Where a sitting stands. VOID: it says nothing about the candidate."""

    EXPECTED = "expected"
    PRESENT = "present"
    RUNNING = "running"
    JUDGED = "judged"
    VOID = "void"
    ABSENT = "absent"


class Role(StrEnum):
    """Who signs a result."""

    CANDIDATE = "candidate"
    EXAMINER = "examiner"


class End(StrEnum):
    """Why a file ended without a licence."""

    WITHDRAWN = "withdrawn"
    BOOKINGS_USED = "bookings_used"
    TIME_OVER = "time_over"
    BARRED = "barred"
    CHEATED = "cheated"
    MOVED = "moved"
    OPENED_ANEW = "opened_anew"


END_WORDS: dict[End, Text] = {
    End.WITHDRAWN: Text(zh="本人撤回申请", en="withdrawn by the candidate"),
    End.BOOKINGS_USED: Text(zh="预约次数用完仍不合格", en="failed as often as it may be booked"),
    End.TIME_OVER: Text(zh="没有在有效期内考完", en="not finished in time"),
    End.BARRED: Text(zh="有不得申请驾驶证的情形", en="barred from applying for a licence"),
    End.CHEATED: Text(zh="考试舞弊，考试资格取消", en="cheated at a test"),
    End.MOVED: Text(zh="考试地变更到外地", en="moved to another office"),
    End.OPENED_ANEW: Text(zh="在新的考试地重新申请", en="applied anew elsewhere"),
}


@dataclass(frozen=True, slots=True)
class LearnerPermit:
    """A learner permit; `valid_to` is its last day."""

    serial: str
    issued_on: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class ExamFile:
    """An exam file as it stands. `school` is the code of the school's outlet, "" without one."""

    id: UUID
    person_id: UUID
    target: str
    kind: Kind
    subjects: tuple[str, ...]
    accepted_on: date
    case_id: UUID | None
    region: str
    office: str
    schooling: Schooling
    school: str
    school_named_at: datetime | None
    school_books: bool  # the learner lets the school say preferences for them
    learner_permit: LearnerPermit | None
    state: FileState
    end: End | None
    ended_on: date | None
    passed: tuple[str, ...]
    moved_from: str  # region of the office that had the file before
    moved_to: str
    places_changed: int
    holds_car: bool
    born: date
    passed_at: datetime | None
    licensed_at: datetime | None

    @property
    def live(self) -> bool:
        """True until a licence is issued or the file ends."""
        return self.state in (FileState.OPEN, FileState.PASSED)

    @property
    def to_pass(self) -> tuple[str, ...]:
        """The subjects still to be passed."""
        return tuple(subject for subject in self.subjects if subject not in self.passed)


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points that were taken off: the item and the fault by their codes, and when in the test."""

    item: str
    fault: str
    points: int
    at_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class RecordingGiven:
    """A recording to be registered: `sha256` of its bytes, `reference` under which its keeper finds it."""

    reference: str
    sha256: str
    camera: str  # "hall", "desk", "car", "site", "body"
    started_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Recording:
    """A registered recording. It is kept until the end of `keep_until`, longer where it is `held`."""

    reference: str
    sha256: str
    camera: str
    started_at: datetime
    ended_at: datetime
    keep_until: date


@dataclass(frozen=True, slots=True)
class Result:
    """One result of a sitting; the newest of several counts. `reason` says why it replaced the one before."""

    id: UUID
    sitting_id: UUID
    number: int
    score: int
    passed: bool
    edition: str
    deductions: tuple[dict[str, Any], ...]
    evidence_digest: str
    reason: str
    made_at: datetime
    made_by: str
    signed_by: frozenset[Role]
    must_sign: frozenset[Role] = frozenset(Role)  # by the law of the day on which it was made

    @property
    def signed(self) -> bool:
        """True where everybody who must has signed."""
        return self.must_sign <= self.signed_by


@dataclass(frozen=True, slots=True)
class Sitting:
    """One candidate at one session for one subject. `attempt` 1 is the first try of a booking, 2 its re-sit."""

    id: UUID
    file_id: UUID
    subject: str
    target: str
    booking_id: UUID
    booking_number: int
    attempt: int
    session_id: UUID
    centre: str
    on: date
    starts_at: datetime | None
    desk: str
    car: str
    route: str
    examiner: UUID | None
    present_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    state: SittingState
    counts: bool
    void_reason: str
    score: int | None
    passed: bool | None
    recorded: bool
    region: str  # of the file: the place of the tests
    held: str = ""  # why the result waits for a person

    @property
    def resit(self) -> bool:
        """True for the second try of a booking."""
        return self.attempt > 1

    @property
    def stands(self) -> bool:
        """True where a pass counts: judged, passed, its recording is there, and nobody holds it."""
        return self.state is SittingState.JUDGED and self.passed is True and self.recorded and not self.held


@dataclass(frozen=True, slots=True)
class SessionOfDay:
    """A session with its sittings of one subject, counted."""

    session_id: UUID
    centre: str
    subject: str
    starts_at: datetime | None
    people: int


@dataclass(frozen=True, slots=True)
class Bookable:
    """May a subject be booked: the verdict with all reasons, the earliest day, what is used and left."""

    subject: str
    verdict: Verdict
    earliest: date | None
    bookings_used: int
    bookings_left: int | None  # None: the law sets no limit


@dataclass(frozen=True, slots=True)
class ToLicence:
    """Licences after tests: how many on the day of the last pass, and within which time from it half of them came."""

    licences: int
    same_day: int
    half_within: timedelta


@dataclass(frozen=True, slots=True)
class CeremonyView:
    """An oath ceremony of an office."""

    id: UUID
    office: str
    place: str
    on: date
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Invited:
    """A person asked to a ceremony: whether they came, how long they were taught, when they swore."""

    ceremony: CeremonyView
    file_id: UUID
    person_id: UUID
    target: str
    state: FileState
    came_at: datetime | None
    educated_minutes: int
    sworn_at: datetime | None
    licensed_at: datetime | None


class TestOutcome(StrEnum):
    """What became of a test, for a school: nothing of how."""

    __test__ = False

    BOOKED = "booked"
    PASSED = "passed"
    FAILED = "failed"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class TestOfLearner:
    """A test of a learner as their school sees it: no examiner, no score, no picture, no answers."""

    __test__ = False

    subject: str
    on: date
    starts_at: datetime | None
    centre: str
    resit: bool
    outcome: TestOutcome


@dataclass(frozen=True, slots=True)
class NextTest:
    """A subject that is still to be passed. `earliest` None where time alone does not bring it."""

    subject: str
    earliest: date | None
    bookings_left: int | None
    booked: bool


@dataclass(frozen=True, slots=True)
class Learner:
    """A learner as the school sees it that they name: `tests` only since then."""

    file_id: UUID
    person_id: UUID
    target: str
    region: str
    since: datetime
    accepted_on: date
    state: FileState
    passed: tuple[str, ...]
    next: tuple[NextTest, ...]
    learner_permit_to: date | None
    books: bool  # the school may say preferences for them
    tests: tuple[TestOfLearner, ...]
    last_tested_at: datetime | None


@dataclass(frozen=True, slots=True)
class PassRate:
    """Of the tests taken in a subject so many were passed: by a school's learners, and in its whole city."""

    subject: str
    own: Share
    all: Share


class FeeState(StrEnum):
    """Where a fee stands. OWED: the test has begun and it is not paid; LAPSED: not paid in time, the slot is gone;
    OVER: the booking ended before it was paid; BACK: given back."""

    DUE = "due"
    OWED = "owed"
    PAID = "paid"
    LAPSED = "lapsed"
    OVER = "over"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Fee:
    """The fee of one subject of a booking, re-sit included. `order`: number of the newest order, "" before one."""

    id: UUID
    file_id: UUID
    person_id: UUID
    booking_id: UUID
    session_id: UUID
    subject: str
    amount: Decimal
    due_at: datetime
    order: str
    state: FeeState
    paid_at: datetime | None
