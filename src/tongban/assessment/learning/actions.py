"""Verbs that change courses. Keyword-only, one transaction, an entry each. Lessons: `watching`; classes: `classes`;
tests: `testing`."""

from uuid import UUID

from django.db import transaction

from tongban.assessment.learning import models, queries, record, testing
from tongban.assessment.learning.types import Course, CourseState, End, Kind
from tongban.core import clock, outbox, rows
from tongban.core.actor import Actor, system
from tongban.core.errors import Conflict
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.law.rules import points_limit, points_reduction
from tongban.law.text import Text
from tongban.registers.drivers import points
from tongban.registers.drivers import queries as drivers

DOUBLE = Text(zh="您已经有一门同类课程，还没有结束。", en="You have an open course of this kind already.")
NO_REASON = Text(zh="请写明理由。", en="Please give the reason.")
NOT_ALONE = Text(zh="只有满分教育可以自主学习。", en="Only points-limit education has days of study by oneself.")


def begin(*, person_id: UUID, driver_id: UUID, kind: Kind, actor: Actor, cause: str, mode: str = "online") -> Course:
    """Begin a course. The decision that calls it has asked the law. Raises Conflict where one of the kind is open."""
    file = drivers.get_driver(driver_id)
    on, rules = clock.today(), book().at(file.region)
    course = models.Course(
        id=new_id(), person=person_id, driver=driver_id, kind=kind.value, mode=mode, region=file.region,
        target=points_limit.target(file.licence, on, rules), begun_at=clock.now(), begun_on=on,
    )  # fmt: skip
    with transaction.atomic(savepoint=False):
        if not rows.insert(course, otherwise="ON CONFLICT DO NOTHING"):
            raise Conflict(DOUBLE, code="course_open")
        record.note(course, "course_begun", actor, cause, {"kind": kind, "mode": mode})
    return queries.view(course)


def study_alone(*, course_id: UUID, actor: Actor, cause: str = "page") -> Course:
    """Note today as a day of study by oneself (自主学习), on the person's word; once a day."""
    with transaction.atomic(savepoint=False):
        course = record.locked_open(course_id)
        if course.kind != Kind.POINTS_LIMIT:
            raise Conflict(NOT_ALONE, code="not_alone")
        record.add_alone(course, clock.today())
        record.note(course, "studied_alone", actor, cause)
        record.go_on(course, actor, cause)
    return queries.view(course)


def tell_passed(*, course_id: UUID, subjects: tuple[str, ...], actor: Actor, cause: str) -> Course:
    """Examinations passed these subjects, all together; telling it again changes nothing."""
    with transaction.atomic(savepoint=False):
        course = record.locked(course_id)
        if sorted(subjects) != course.passed:
            course.passed = sorted(subjects)
            rows.update(course, "passed")
            record.note(course, "tests_passed", actor, cause, {"subjects": course.passed})
            outbox.announce("course_tested", course=course.id)
    return queries.view(course)


def conclude(*, course_id: UUID, actor: Actor, cause: str) -> Course:
    """The education at the points limit is done, and the register has cleared the points."""
    with transaction.atomic(savepoint=False):
        course = record.locked_open(course_id)
        record.finish(course, 0, actor, cause)
    return queries.view(course)


def end(*, course_id: UUID, why: End, actor: Actor, cause: str) -> Course:
    """End a course without a result. One that is over stays as it is."""
    with transaction.atomic(savepoint=False):
        course = record.locked(course_id)
        if course.state == CourseState.OPEN:
            record.end(course, why, actor, cause)
    return queries.view(course)


def void_for_fraud(*, course_id: UUID, reason: str, actor: Actor) -> Course:
    """Somebody had another person study, or otherwise cheated: the course is void, and the register notes it, in one
    transaction. Raises Conflict without a reason, or where the course is over."""
    if not reason.strip():
        raise Conflict(NO_REASON, code="no_reason")
    with transaction.atomic(savepoint=False):
        course = record.locked_open(course_id)
        cause = f"course:{course_id}"
        record.note(course, "fraud_found", actor, cause, {"reason": reason.strip()})
        points.record_fraud(
            driver_id=course.driver, reference=course.id.hex, effective_on=clock.today(), actor=actor, cause=cause
        )
        record.end(course, End.FRAUD, actor, cause)
    return queries.view(course)


def look_at(course_id: UUID) -> Course:
    """What time does to a course of points reduction: an activity to which nobody objected is credited, one that can no
    longer lead to anything ends."""
    actor, cause = system("daily"), "daily"
    with transaction.atomic():
        course = record.locked(course_id)
        if course.state == CourseState.OPEN and course.kind == Kind.REDUCTION:
            if course.waits_until and course.waits_until < clock.today():
                testing.credit(course, actor, cause)
            elif _time_over(course):
                record.end(course, End.TIME_OVER, actor, cause)
    return queries.view(course)


def _time_over(course: models.Course) -> bool:
    """The cycle in which it began is over, or its test can no longer be taken."""
    on, rules, study = clock.today(), book().at(course.region), record.study_of(course)
    licence = drivers.get_driver(course.driver).licence
    if not points_reduction.same_cycle(licence, course.begun_on, on, rules):
        return True
    return bool(study.studied_on) and not points_reduction.may_test(study, clock.now(), on, rules).allowed
