"""On-site classes and activities for the public: planned, places taken, people signed in and out, minutes confirmed.

Who teaches, who signs in and out, and who confirms are three persons: refused here in words, and by the table.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tongban.assessment.learning import models, queries, record
from tongban.assessment.learning.types import ClassState, CourseState, Kind, OnSiteClass
from tongban.core import clock, entries, rows
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.ids import new_id
from tongban.law.text import Text

PAST = Text(zh="现场课应在现在之后。", en="A class lies ahead.")
ENDS_FIRST = Text(zh="结束时间应在开始时间之后。", en="The end lies after the beginning.")
NO_PLACES = Text(zh="请填写名额（1 到 500）。", en="Say how many places there are, 1 to 500.")
NO_TEACHER = Text(zh="请填写授课人的工号。", en="Give the staff number of the teacher.")
FULL = Text(
    zh="这节课的名额刚刚满了，请换一节。", en="The last place of this class has just gone. Please choose another."
)
BEGUN = Text(zh="这节课已经开始或者结束。", en="This class has begun or is over.")
NOT_FOR_THIS = Text(zh="这节课不适合您的课程。", en="This class is not for your course.")
AT_THE_SAME_TIME = Text(zh="您在这个时间已经约了另一节课。", en="You have a place in another class at that time.")
NOT_BOOKED = Text(zh="这个人没有约这节课。", en="This person has no place in this class.")
TEACHER_CHECKS = Text(zh="授课人不能为学员签到、签退。", en="Who teaches does not sign people in or out.")
ANOTHER_CHECKS = Text(
    zh="这节课的签到由另一位工作人员负责。", en="Another member of staff signs people in for this class."
)
SAME_CONFIRMS = Text(
    zh="授课、签到、确认应当由三个人分别负责。", en="Teaching, signing in and confirming are three persons' work."
)
NOT_HERE = Text(zh="请先签到。", en="Sign them in first.")
NOT_OVER = Text(zh="课还没有结束，不能确认。", en="The class is not over yet.")
CONFIRMED = Text(zh="这节课已经确认过。", en="This class is confirmed already.")
MOST_PLACES = 500
REGISTER = "learning"


def plan(
    *, office: str, place: str, starts_at: datetime, ends_at: datetime, places: int, teacher: str, actor: Actor,
    activity: bool = False,
) -> OnSiteClass:  # fmt: skip
    """Plan a class; planning the same place and time again returns the first. Raises BadInput."""
    if starts_at < clock.now():
        raise BadInput("starts_at", PAST)
    if ends_at <= starts_at:
        raise BadInput("ends_at", ENDS_FIRST)
    if not 0 < places <= MOST_PLACES:
        raise BadInput("places", NO_PLACES)
    if not teacher.strip():
        raise BadInput("teacher", NO_TEACHER)
    row = models.OnSiteClass(
        id=new_id(), office=office, place=place, activity=activity, starts_at=starts_at, ends_at=ends_at,
        places=places, teacher=teacher.strip(),
    )  # fmt: skip
    with transaction.atomic(savepoint=False):
        if rows.insert(row, otherwise="ON CONFLICT DO NOTHING"):
            _note(row, "class_planned", actor, {"teacher": row.teacher, "starts_at": starts_at, "places": places})
        found = models.OnSiteClass.objects.get(office=office, place=place, starts_at=starts_at)
    return queries.get_class(found.id)


def take_place(*, course_id: UUID, class_id: UUID, actor: Actor) -> OnSiteClass:
    """Take a place in a class; again changes nothing. Raises Conflict where it is full, has begun, does not fit the
    course, or lies beside another one."""
    with transaction.atomic(savepoint=False):
        course = record.locked_open(course_id)
        row = _locked(class_id)
        mine = models.Attendance.for_system("places of a course").filter(course=course_id)
        if not mine.filter(on_site=class_id).exists():
            _must_fit(course, row)
            beside = mine.filter(on_site__starts_at__lt=row.ends_at, on_site__ends_at__gt=row.starts_at)
            if beside.exists():
                raise Conflict(AT_THE_SAME_TIME, code="at_the_same_time")
            if models.Attendance.for_system("places taken").filter(on_site=class_id).count() >= row.places:
                raise Conflict(FULL, code="class_full")
            rows.insert(models.Attendance(on_site_id=class_id, course_id=course_id, booked_at=clock.now()))
            record.note(course, "place_taken", actor, "page", {"class": class_id})
    return queries.get_class(class_id)


def give_place_back(*, course_id: UUID, class_id: UUID, actor: Actor) -> None:
    """Give a place back before the class begins. Raises Conflict afterwards."""
    with transaction.atomic(savepoint=False):
        course, row = record.locked(course_id), _locked(class_id)
        if row.starts_at <= clock.now():
            raise Conflict(BEGUN, code="class_begun")
        mine = models.Attendance.for_system("give a place back").filter(on_site=class_id, course=course_id)
        if mine.delete()[0]:
            record.note(course, "place_given_back", actor, "page", {"class": class_id})


def sign_in(*, class_id: UUID, course_id: UUID, actor: Actor) -> None:
    """Somebody has come; again changes nothing. Raises Conflict for the teacher, and for a second checker."""
    _sign(class_id, course_id, actor, "came_at", "signed_in")


def sign_out(*, class_id: UUID, course_id: UUID, actor: Actor) -> None:
    """Somebody goes; again changes nothing. Raises Conflict before they were signed in."""
    _sign(class_id, course_id, actor, "left_at", "signed_out")


def confirm(*, class_id: UUID, actor: Actor) -> OnSiteClass:
    """Confirm a class that is over: each who came and went gets the minutes they were there, and their course goes on.
    Raises Conflict for who taught or signed in, before the end, and the second time."""
    with transaction.atomic(savepoint=False):
        here = models.Attendance.for_system("confirm a class").filter(on_site=class_id)
        courses = {one: record.locked(one) for one in here.order_by("course").values_list("course", flat=True)}
        row = _locked(class_id)
        if row.state == ClassState.CONFIRMED:
            raise Conflict(CONFIRMED, code="class_confirmed")
        if row.ends_at > clock.now():
            raise Conflict(NOT_OVER, code="class_not_over")
        if actor.label in (row.teacher, row.checker):
            raise Conflict(SAME_CONFIRMS, code="three_persons")
        row.state, row.confirmer = ClassState.CONFIRMED.value, actor.label
        rows.update(row, "state", "confirmer")
        for one in here:
            minutes = _minutes(one, row)
            here.filter(course=one.course_id).update(minutes=minutes)
            course = courses[one.course_id]
            if minutes and course.state == CourseState.OPEN:
                record.add_on_site(course, record.law_day(row.starts_at), minutes)
                record.go_on(course, actor, f"class:{class_id}")
        _note(row, "class_confirmed", actor, {"teacher": row.teacher, "checker": row.checker})
    return queries.get_class(class_id)


def _sign(class_id: UUID, course_id: UUID, actor: Actor, column: str, kind: str) -> None:
    with transaction.atomic(savepoint=False):
        course, row = record.locked(course_id), _locked(class_id)
        mine = models.Attendance.for_system("sign in").filter(on_site=class_id, course=course_id)
        found = mine.first()
        if found is None:
            raise NotFound(NOT_BOOKED)
        _must_check(row, actor)
        if column == "left_at" and found.came_at is None:
            raise Conflict(NOT_HERE, code="not_here")
        if getattr(found, column) is None:
            mine.update(**{column: clock.now()})
            record.note(course, kind, actor, f"class:{class_id}", {"class": class_id})


def _must_check(row: models.OnSiteClass, actor: Actor) -> None:
    """This member of staff signs people in and out for the class: the first who does, and not the teacher."""
    if row.state == ClassState.CONFIRMED:
        raise Conflict(CONFIRMED, code="class_confirmed")
    if actor.label == row.teacher:
        raise Conflict(TEACHER_CHECKS, code="three_persons")
    if row.checker and row.checker != actor.label:
        raise Conflict(ANOTHER_CHECKS, code="another_checker")
    if not row.checker:
        row.checker = actor.label
        rows.update(row, "checker")


def _must_fit(course: models.Course, row: models.OnSiteClass) -> None:
    if row.starts_at <= clock.now():
        raise Conflict(BEGUN, code="class_begun")
    wanted = {"activity": True, "on_site": False}.get(course.mode) if course.kind == Kind.REDUCTION else False
    if wanted is None or row.activity is not wanted:
        raise Conflict(NOT_FOR_THIS, code="class_not_for_this")


def _minutes(one: models.Attendance, row: models.OnSiteClass) -> int:
    """The minutes somebody was there, within the class. Who was not signed out has none."""
    if one.came_at is None or one.left_at is None:
        return 0
    there = min(one.left_at, row.ends_at) - max(one.came_at, row.starts_at)
    return max(int(there.total_seconds()) // 60, 0)


def _locked(class_id: UUID) -> models.OnSiteClass:
    row = models.OnSiteClass.objects.select_for_update().filter(id=class_id).first()
    if row is None:
        raise NotFound(queries.NO_CLASS)
    return row


def _note(row: models.OnSiteClass, kind: str, actor: Actor, said: dict[str, object]) -> None:
    entries.write(
        register=REGISTER, subject=row.id, kind=kind, effective_on=clock.today(), actor=actor, cause="class", facts=said
    )
