"""Questions to education. Callers record the look where a person's course is shown to somebody else."""

import random
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count

from tongban.assessment.learning import models, record
from tongban.assessment.learning.types import (
    Attendee,
    ClassState,
    Course,
    CourseState,
    End,
    Item,
    Kind,
    OnSiteClass,
    Paper,
    Viewing,
    ViewingState,
)
from tongban.assessment.questions import queries as bank
from tongban.core import clock
from tongban.core.errors import NotFound
from tongban.core.law_book import book
from tongban.law.book import Book
from tongban.law.text import Text

NO_CLASS = Text(zh="没有这节现场课。", en="There is no such class.")
NO_PAPER = Text(zh="没有这份试卷。", en="There is no such test.")
OFFERED = 4
WORDS: dict[str, Text] = {
    "red": Text(zh="红灯", en="Red light"),
    "yield": Text(zh="让行", en="Give way"),
    "helmet": Text(zh="头盔", en="Helmet"),
    "zebra": Text(zh="斑马线", en="Zebra crossing"),
    "belt": Text(zh="安全带", en="Seat belt"),
    "mirror": Text(zh="后视镜", en="Mirror"),
    "signal": Text(zh="转向灯", en="Indicator"),
    "triangle": Text(zh="警告牌", en="Warning triangle"),
}


def needed(rules: Book) -> int:
    """How many seconds a lesson has."""
    return int(rules.value("lessons.minutes", clock.today())) * 60


def find_course(course_id: UUID) -> Course | None:
    """A course, or None. Four statements."""
    row = models.Course.for_system("get a course").filter(id=course_id).first()
    return view(row) if row else None


def get_course(course_id: UUID) -> Course:
    """A course; NotFound where there is none."""
    found = find_course(course_id)
    if found is None:
        raise NotFound(record.NO_COURSE)
    return found


def courses_of(person_id: UUID) -> list[Course]:
    """Every course of a person, newest first. Three statements for each, and one."""
    rows = models.Course.for_system("courses of a person").filter(person=person_id)
    return [view(row) for row in rows.order_by("-begun_at", "-id")]


def open_courses(person_id: UUID) -> int:
    """How many courses of a person are open. One statement."""
    return models.Course.for_system("courses of a person").filter(person=person_id, state="open").count()


def find_open(person_id: UUID, kind: Kind) -> Course | None:
    """The open course of a person of a kind, or None."""
    rows = models.Course.for_system("courses of a person").filter(person=person_id, kind=kind, state="open")
    row = rows.first()
    return view(row) if row else None


def get_viewing(viewing_id: UUID) -> Viewing:
    """A lesson of a course; NotFound where there is none. Two statements."""
    row = models.Viewing.for_system("get a lesson").select_related("course").filter(id=viewing_id).first()
    if row is None:
        raise NotFound(record.NO_COURSE)
    return viewing_view(row, book().at(row.course.region))


def viewings_of(course_id: UUID) -> dict[str, Viewing]:
    """The lessons of a course that were begun, by code. One statement."""
    rows = models.Viewing.for_system("lessons of a course").select_related("course").filter(course=course_id)
    return {row.lesson: viewing_view(row, book().at(row.course.region)) for row in rows}


def classes(*, office: str = "", since: datetime, activity: bool | None = None, limit: int = 50) -> list[OnSiteClass]:
    """Classes that end after an instant, the next ones first. Two statements."""
    rows = models.OnSiteClass.objects.filter(ends_at__gt=since)
    rows = rows.filter(office=office) if office else rows
    rows = rows.filter(activity=activity) if activity is not None else rows
    found = list(rows.order_by("starts_at", "id")[:limit])
    taken = _taken(row.id for row in found)
    return [class_view(row, taken.get(row.id, 0)) for row in found]


def get_class(class_id: UUID) -> OnSiteClass:
    """A class; NotFound where there is none. Two statements."""
    row = models.OnSiteClass.objects.filter(id=class_id).first()
    if row is None:
        raise NotFound(NO_CLASS)
    return class_view(row, _taken([row.id]).get(row.id, 0))


def attendees(class_id: UUID) -> list[Attendee]:
    """Who has a place in a class, in the order of booking. One statement."""
    rows = models.Attendance.for_system("the list of a class").select_related("course").filter(on_site=class_id)
    return [
        Attendee(row.course_id, row.course.person, Kind(row.course.kind), row.came_at, row.left_at, row.minutes)
        for row in rows.order_by("booked_at", "course")
    ]


def classes_of(course_id: UUID) -> list[tuple[OnSiteClass, Attendee]]:
    """The classes in which a course has a place, with what became of it. Two statements."""
    rows = models.Attendance.for_system("classes of a course").select_related("course", "on_site")
    rows = rows.filter(course=course_id).order_by("on_site__starts_at")
    taken = _taken(row.on_site_id for row in rows)
    return [
        (
            class_view(row.on_site, taken[row.on_site_id]),
            Attendee(row.course_id, row.course.person, Kind(row.course.kind), row.came_at, row.left_at, row.minutes),
        )
        for row in rows
    ]


def papers_of(course_id: UUID) -> list[Paper]:
    """The tests of a course, oldest first. One statement."""
    rows = models.Paper.for_system("tests of a course").filter(course=course_id)
    return [paper_view(row) for row in rows.order_by("number")]


def get_paper(paper_id: UUID) -> Paper:
    """A test; NotFound where there is none. One statement."""
    row = models.Paper.for_system("get a test").filter(id=paper_id).first()
    if row is None:
        raise NotFound(NO_PAPER)
    return paper_view(row)


def items_of(paper_id: UUID) -> list[Item]:
    """The questions of a test with what was answered, in order. Three statements."""
    row = models.Paper.for_system("what a test asks").get(id=paper_id)
    given = dict(models.Answer.objects.filter(paper=paper_id).values_list("place", "given"))
    asked = {one.id: one.wording for one in bank.by_ids([item[0] for item in row.items])}
    return [
        Item(
            place, asked[question], tuple(asked[question].options[int(at)] for at in order), right, given.get(place, "")
        )
        for place, (question, order, right) in enumerate(row.items, 1)
    ]


def over(on: date, limit: int) -> list[UUID]:
    """Open courses of points reduction that a job has to look at. One statement."""
    rows = models.Course.for_system("courses whose time may be over").filter(kind=Kind.REDUCTION, state="open")
    return list(rows.filter(begun_on__lt=on).order_by("begun_at").values_list("id", flat=True)[:limit])


def view(row: models.Course) -> Course:
    """A course as callers see it. Three statements."""
    return Course(
        id=row.id, person_id=row.person, driver_id=row.driver, kind=Kind(row.kind), mode=row.mode, region=row.region,
        target=row.target, begun_at=row.begun_at, state=CourseState(row.state), end=End(row.end) if row.end else None,
        finished_at=row.finished_at, credited=row.credited, refusal=tuple(Text(**one) for one in row.refusal),
        waits_until=row.waits_until, study=record.study_of(row),
    )  # fmt: skip


def viewing_view(row: models.Viewing, rules: Book) -> Viewing:
    """A lesson of a course as callers see it. The words offered stand in an order that the check itself gives."""
    check = answer_by = None
    if row.asked_at is not None and row.state == ViewingState.RUNNING:
        drawn = random.Random(f"{row.id}{row.asked_at.isoformat()}")
        others = drawn.sample(sorted(set(WORDS) - {row.word}), OFFERED - 1)
        offered = drawn.sample([row.word, *others], OFFERED)
        check = (WORDS[row.word], tuple((one, WORDS[one]) for one in offered))
        answer_by = row.asked_at + timedelta(seconds=rules.value("lessons.check_answer_seconds", clock.today()))
    return Viewing(
        id=row.id, course_id=row.course_id, lesson=row.lesson, state=ViewingState(row.state),
        counted=row.counted_seconds, waiting=row.held_seconds + row.waiting_seconds, needed=needed(rules), check=check,
        answer_by=answer_by, passed=row.checks_passed, missed=row.checks_missed,
    )  # fmt: skip


def class_view(row: models.OnSiteClass, taken: int) -> OnSiteClass:
    """A class as callers see it."""
    return OnSiteClass(
        id=row.id, office=row.office, place=row.place, activity=row.activity, starts_at=row.starts_at,
        ends_at=row.ends_at, places=row.places, taken=taken, teacher=row.teacher, checker=row.checker,
        confirmer=row.confirmer, state=ClassState(row.state),
    )  # fmt: skip


def paper_view(row: models.Paper) -> Paper:
    """A test as callers see it."""
    return Paper(
        id=row.id, course_id=row.course_id, number=row.number, count=len(row.items), marks=row.marks,
        begun_at=row.begun_at, ends_at=row.ends_at, ended_at=row.ended_at, score=row.score, passed=row.passed,
    )  # fmt: skip


def _taken(class_ids: Iterable[UUID]) -> dict[UUID, int]:
    rows = models.Attendance.for_system("places taken").filter(on_site__in=list(class_ids)).order_by()
    return dict(rows.values_list("on_site").annotate(Count("course")))
