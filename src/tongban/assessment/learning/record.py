"""Rows under lock, their entries, and the one way in which a course goes on when something of it has changed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tongban.assessment.learning import models, shelf
from tongban.assessment.learning.types import REGISTER, CourseState, End, Kind
from tongban.core import clock, entries, outbox, rows, working_days
from tongban.core.actor import Actor
from tongban.core.errors import Conflict, NotFound
from tongban.core.law_book import book
from tongban.law.book import Book
from tongban.law.learning_facts import Study, StudyDay
from tongban.law.rules import lessons, points_limit, points_reduction
from tongban.law.text import Text
from tongban.registers.drivers import points
from tongban.registers.drivers import queries as drivers

NO_COURSE = Text(zh="没有这门课程。", en="There is no such course.")
OVER = Text(zh="这门课程已经结束。", en="This course is over.")
_LOCKED = rows.Rows(models.Course, "id = %s FOR UPDATE", why="a course goes on")


def locked(course_id: UUID) -> models.Course:
    """The course, locked until the end of the transaction; NotFound where there is none."""
    course = _LOCKED.first(course_id)
    if course is None:
        raise NotFound(NO_COURSE)
    return course


def locked_open(course_id: UUID) -> models.Course:
    """The same; Conflict where it is over."""
    course = locked(course_id)
    if course.state != CourseState.OPEN:
        raise Conflict(OVER, code="course_over")
    return course


def note(course: models.Course, kind: str, actor: Actor, cause: str, said: Mapping[str, Any] | None = None) -> UUID:
    """Write the entry of something that happened in a course."""
    facts = {"course": course.id, **(said or {})}
    return entries.write(
        register=REGISTER, subject=course.driver, kind=kind, effective_on=clock.today(), actor=actor, cause=cause,
        facts=facts,
    )  # fmt: skip


def law_day(instant: datetime) -> date:
    """The law's day on which an instant lies, where that day is fixed by a setting too."""
    return clock.today() - (clock.day_of(clock.now()) - clock.day_of(instant))


def study_of(course: models.Course) -> Study:
    """The course as law reads it. Three statements."""
    days = models.Day.objects.filter(course=course.id).order_by("on")
    finished = models.Viewing.for_system("what was studied").filter(course=course.id, state="done")
    failed = models.Paper.for_system("tests of a course").filter(course=course.id, passed=False)
    ended = [at for at in failed.order_by("number").values_list("ended_at", flat=True) if at is not None]
    return Study(
        kind=course.kind,
        begun_on=course.begun_on,
        mode=course.mode,
        days=tuple(StudyDay(day.on, day.online_seconds // 60, day.on_site_minutes, day.alone) for day in days),
        topics=tuple(sorted({shelf.get(code).topic for code in finished.values_list("lesson", flat=True)})),
        studied_on=course.studied_on,
        failed_at=tuple(ended),
        passed=tuple(course.passed),
        open=course.state == CourseState.OPEN,
    )


def add_online(course: models.Course, on: date, seconds: int) -> None:
    """Add seconds of study online to a day. One statement."""
    rows.insert(
        models.Day(course_id=course.id, on=on, online_seconds=seconds),
        otherwise='ON CONFLICT (course_id, "on") DO UPDATE SET online_seconds ='
        " learning_day.online_seconds + excluded.online_seconds",
    )  # fmt: skip


def add_on_site(course: models.Course, on: date, minutes: int) -> None:
    """Note a class on a day: the longest one without a break is what counts. One statement."""
    rows.insert(
        models.Day(course_id=course.id, on=on, on_site_minutes=minutes),
        otherwise='ON CONFLICT (course_id, "on") DO UPDATE SET on_site_minutes ='
        " greatest(learning_day.on_site_minutes, excluded.on_site_minutes)",
    )  # fmt: skip


def add_alone(course: models.Course, on: date) -> None:
    """Note a day of study by oneself. One statement."""
    rows.insert(
        models.Day(course_id=course.id, on=on, alone=True),
        otherwise='ON CONFLICT (course_id, "on") DO UPDATE SET alone = true',
    )  # fmt: skip


def go_on(course: models.Course, actor: Actor, cause: str) -> None:
    """Something was studied: is the study complete, or the whole course? What it is worth goes into the register here,
    in the caller's transaction."""
    on, rules, study = clock.today(), book().at(course.region), study_of(course)
    if course.kind == Kind.REVIEW and lessons.review_complete(study, on, rules):
        hours = study.minutes // 60
        act: Any = {"effective_on": on, "actor": actor, "cause": f"course:{course.id}"}
        points.record_education(driver_id=course.driver, hours=hours, reference=course.id.hex, **act)
        finish(course, hours, actor, cause)
    elif (course.studied_on is None or course.kind == Kind.POINTS_LIMIT) and _complete(course, study, on, rules):
        _studied(course, on, actor, cause)


def credit(course: models.Course, actor: Actor, cause: str) -> int:
    """A points-reduction course is passed: take its points off now. Raises Refused with every reason of law."""
    act: Any = {"effective_on": clock.today(), "actor": actor, "cause": f"course:{course.id}"}
    taken = points.reduce_points(driver_id=course.driver, study=study_of(course), reference=course.id.hex, **act)
    finish(course, taken, actor, cause)
    return taken


def finish(course: models.Course, credited: int, actor: Actor, cause: str) -> None:
    """The course is done; whoever waits for it listens to the topic "course_done"."""
    course.state, course.credited, course.finished_at = CourseState.DONE.value, credited, clock.now()
    rows.update(course, "state", "credited", "finished_at")
    stop_viewings(course)
    note(course, "course_done", actor, cause, {"kind": course.kind, "credited": credited})
    outbox.announce("course_done", course=course.id)


def end(course: models.Course, why: End, actor: Actor, cause: str) -> None:
    """End a course without a result."""
    course.state, course.end, course.finished_at = CourseState.ENDED.value, why.value, clock.now()
    rows.update(course, "state", "end", "finished_at")
    stop_viewings(course)
    note(course, "course_ended", actor, cause, {"kind": course.kind, "why": why})
    outbox.announce("course_ended", course=course.id)


def stop_viewings(course: models.Course) -> None:
    """Nothing of the course runs any more."""
    models.Viewing.for_system("a course is over").filter(course=course.id, state="running").update(state="stopped")


def _complete(course: models.Course, study: Study, on: date, rules: Book) -> bool:
    if course.kind == Kind.REDUCTION:
        return points_reduction.study_complete(study, on, rules)
    licence = drivers.get_driver(course.driver).licence
    return course.kind == Kind.POINTS_LIMIT and points_limit.days_complete(licence, study, on, rules)


def _studied(course: models.Course, on: date, actor: Actor, cause: str) -> None:
    course.studied_on = course.studied_on or on
    if course.mode == "activity":
        course.waits_until = _public_until(on, course.region)
    rows.update(course, "studied_on", "waits_until")
    note(course, "studied", actor, cause, {"kind": course.kind})
    outbox.announce("course_studied", course=course.id)


def _public_until(on: date, region: str) -> date:
    days = book().at(region).value("points_reduction.activity_notice_days", on)
    return working_days.table().add_working(on, days)
