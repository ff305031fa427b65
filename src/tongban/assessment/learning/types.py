"""What callers of education share."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from tongban.assessment.questions.types import Wording
from tongban.law.learning_facts import Study
from tongban.law.text import Text

REGISTER = "learning"  # how this room is called in entries


class Kind(StrEnum):
    """What a course is for."""

    POINTS_LIMIT = "points_limit"
    REVIEW = "review"
    REDUCTION = "reduction"


class CourseState(StrEnum):
    """Where a course stands. DONE: what it is worth is in the register."""

    OPEN = "open"
    DONE = "done"
    ENDED = "ended"


class End(StrEnum):
    """Why a course ended without a result."""

    STRUCK = "struck"
    NO_LICENCE = "no_licence"
    TIME_OVER = "time_over"
    RESITS_USED = "resits_used"
    FRAUD = "fraud"
    GIVEN_UP = "given_up"
    REFUSED = "refused"


class ViewingState(StrEnum):
    """Where a lesson of a course stands."""

    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


class ClassState(StrEnum):
    """Where an on-site class stands."""

    PLANNED = "planned"
    CONFIRMED = "confirmed"


KIND_NAMES = {
    Kind.POINTS_LIMIT: Text(zh="满分教育", en="Points-limit education"),
    Kind.REVIEW: Text(zh="审验教育", en="Review education"),
    Kind.REDUCTION: Text(zh="学法减分", en="Points-reduction course"),
}
END_WORDS = {
    End.STRUCK: Text(zh="记分已撤销，不用再学", en="the points were taken back: nothing is owed any more"),
    End.NO_LICENCE: Text(zh="驾驶证已不存在", en="there is no licence any more"),
    End.TIME_OVER: Text(zh="没有在期限内完成", en="not finished in time"),
    End.RESITS_USED: Text(zh="补考次数已用完", en="failed as often as it may be sat"),
    End.FRAUD: Text(zh="学习弄虚作假", en="cheating"),
    End.GIVEN_UP: Text(zh="本人放弃", en="given up by the person"),
    End.REFUSED: Text(zh="考试合格，但是现在不能减分", en="passed, but nothing can be taken off now"),
}


@dataclass(frozen=True, slots=True)
class Course:
    """A course as callers see it. `study` is what law reads of it."""

    id: UUID
    person_id: UUID
    driver_id: UUID
    kind: Kind
    mode: str
    region: str
    target: str
    begun_at: datetime
    state: CourseState
    end: End | None
    finished_at: datetime | None
    credited: int
    refusal: tuple[Text, ...]  # why a passed course takes nothing off
    waits_until: date | None  # an activity that was made public: the first day on which it counts
    study: Study

    @property
    def open(self) -> bool:
        return self.state is CourseState.OPEN


@dataclass(frozen=True, slots=True)
class Viewing:
    """A lesson of a course: seconds that count, seconds that wait for the next check, and what is asked now."""

    id: UUID
    course_id: UUID
    lesson: str
    state: ViewingState
    counted: int
    waiting: int
    needed: int
    check: tuple[Text, tuple[tuple[str, Text], ...]] | None  # the word to choose, and those offered
    answer_by: datetime | None
    passed: int
    missed: int


@dataclass(frozen=True, slots=True)
class OnSiteClass:
    """A class that is held on-site, or an activity for the public."""

    id: UUID
    office: str
    place: str
    activity: bool
    starts_at: datetime
    ends_at: datetime
    places: int
    taken: int
    teacher: str
    checker: str
    confirmer: str
    state: ClassState


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who has a place in a class, when they came and went, and the minutes that were confirmed."""

    course_id: UUID
    person_id: UUID
    kind: Kind
    came_at: datetime | None
    left_at: datetime | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a paper with its options as they stand, and what was answered ("" where nothing was)."""

    place: int
    wording: Wording
    options: tuple[Text, ...]
    right: str
    given: str

    @property
    def correct(self) -> bool:
        return self.given == self.right


@dataclass(frozen=True, slots=True)
class Paper:
    """A test of a course."""

    id: UUID
    course_id: UUID
    number: int
    count: int
    marks: int
    begun_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    score: int | None
    passed: bool | None
