"""Education with the least facts: a driver with points, a course, somebody who studies and is there."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tests import builders
from tests.builders import TEST

from tongban.assessment.learning import actions, classes, queries, watching
from tongban.assessment.learning.types import Course, Kind, OnSiteClass, Viewing, ViewingState
from tongban.assessment.questions import actions as bank
from tongban.assessment.questions import reading
from tongban.assessment.questions.models import Question
from tongban.core import clock
from tongban.core.actor import Actor, Grant, system
from tongban.core.law_book import book
from tongban.registers.drivers import points
from tongban.registers.drivers.types import Driver

START = datetime(2026, 11, 27, 1, tzinfo=UTC)  # nine in the morning in China
SECOND = system("second")


def act() -> Any:
    return {"effective_on": clock.today(), "actor": TEST, "cause": "test"}


def a_driver(count: int = 9, **more: Any) -> Driver:
    """A driver with so many points in the running cycle."""
    driver = builders.a_licence(builders.a_person(), **more)
    if count:
        points.record_points(driver_id=driver.id, decision="V1", points=count, item="p6_8", **act())
    return driver


def a_course(driver: Driver, kind: Kind = Kind.REDUCTION, mode: str = "online") -> Course:
    return actions.begin(
        person_id=driver.person_id, driver_id=driver.id, kind=kind, mode=mode, actor=TEST, cause="test"
    )


def the_bank() -> None:
    """The sample bank, approved."""
    rows = reading.read(reading.SAMPLE.read_bytes(), book(), clock.today())
    bank.take_in(wordings=[row.wording for row in rows if row.wording], actor=TEST, cause="test")
    bank.approve(question_ids=[one.id for one in Question.objects.all()], actor=SECOND, cause="test")


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    @contextmanager
    def running(self) -> Iterator["Clock"]:
        with clock.frozen(self.at):
            yield self

    def goes(self, **time: float) -> None:
        self.at += timedelta(**time)
        clock._frozen = self.at


class Learner:
    """Somebody in front of a lesson, who answers each check unless told otherwise."""

    def __init__(self, time: Clock, course: Course, lesson: str = "points") -> None:
        self.time, self.course, self.lesson = time, course, lesson
        self.viewing, self.device = watching.open_lesson(course_id=course.id, lesson=lesson, actor=TEST)

    def beats(self, seconds: float = 30, pressed: bool = False) -> Viewing:
        """So many seconds go by, and the page gives a sign."""
        self.time.goes(seconds=seconds)
        self.viewing = watching.beat(viewing_id=self.viewing.id, device=self.device, pressed=pressed)
        return self.viewing

    def answers(self, word: str = "", after: float = 5) -> Viewing:
        """The person answers the open check, rightly unless a word is given."""
        self.time.goes(seconds=after)
        assert self.viewing.check, "nothing is asked"
        right = next(key for key, text in queries.WORDS.items() if text == self.viewing.check[0])
        self.viewing = watching.show_presence(
            viewing_id=self.viewing.id, device=self.device, word=word or right, actor=TEST
        )
        return self.viewing

    def studies(self, minutes: float) -> Viewing:
        """The person reads for so many minutes and answers every check; or until the lesson is done."""
        until = self.time.at + timedelta(minutes=minutes)
        while self.time.at < until and self.viewing.state is ViewingState.RUNNING:
            if self.beats().check:
                self.answers()
        return self.viewing

    def studies_until_asked(self) -> Viewing:
        while not self.beats().check:
            pass
        return self.viewing


def finishes(time: Clock, course: Course, *lessons: str) -> None:
    """The person studies whole lessons, one after the other."""
    for lesson in lessons:
        assert Learner(time, course, lesson).studies(120).state is ViewingState.DONE


def staff(number: str) -> Actor:
    """A member of staff by number."""
    return Actor(
        kind="staff", label=number, channel="window", account_id=UUID(int=int(number[1:])), office=builders.OFFICE,
        posts=frozenset({"acceptance"}), grants=frozenset(Grant(power) for power in ("see", "work", "decide")),
    )  # fmt: skip


def a_class(places: int = 2, minutes: int = 60, in_hours: int = 2, **more: Any) -> OnSiteClass:
    """A class that S11 teaches."""
    begin = clock.now() + timedelta(hours=in_hours)
    return classes.plan(
        office=builders.OFFICE, place="一号教室", starts_at=begin, ends_at=begin + timedelta(minutes=minutes),
        places=places, teacher="S11", actor=TEST, **more,
    )  # fmt: skip
