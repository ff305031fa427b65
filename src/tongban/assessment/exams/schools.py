"""Which school a learner names, and what that school may see.

A school sees the learners who name it, from then until their file ends or they name another: how far they are, what
they may take from when, what is booked, what was passed or not since they came. Never who examined, what was scored,
a picture or an answer. Its pass rates count every test that was taken by its learners, without saying whose.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from tongban.assessment.exams import models, queries, record, states
from tongban.assessment.exams.types import (
    ExamFile,
    FileState,
    Learner,
    NextTest,
    PassRate,
    Schooling,
    SittingState,
    TestOfLearner,
    TestOutcome,
)
from tongban.core import clock, rows, working_days
from tongban.core.actor import Actor
from tongban.core.errors import Conflict, NotFound
from tongban.core.law_book import book
from tongban.core.proportions import Share
from tongban.law.dates import add_months
from tongban.law.rules import exams as law
from tongban.law.text import Text

OVER = Text(
    zh="这份考试档案已经结束，不用再选驾校。", en="This exam file is over: there is no school to name any more."
)
NOT_YOURS = Text(
    zh="没有这名学员：可能已经换了驾校、领了驾驶证，或者考试档案已经结束。",
    en="There is no such learner: they may have changed the school, have their licence, or their file is over.",
)
OUTCOMES = {
    SittingState.EXPECTED.value: TestOutcome.BOOKED,
    SittingState.PRESENT.value: TestOutcome.BOOKED,
    SittingState.RUNNING.value: TestOutcome.BOOKED,
    SittingState.ABSENT.value: TestOutcome.ABSENT,
}
RATES = """
SELECT subject, count(*) FILTER (WHERE sitting.school = %(school)s AND sitting.passed),
       count(*) FILTER (WHERE sitting.school = %(school)s), count(*) FILTER (WHERE sitting.passed), count(*)
FROM exams_sitting sitting JOIN exams_examfile file ON file.id = sitting.file_id
WHERE sitting.state = 'judged' AND (sitting.recorded OR NOT sitting.passed) AND sitting.held = ''
    AND sitting."on" BETWEEN %(since)s AND %(on)s AND left(file.region, 4) = left(%(region)s, 4)
GROUP BY subject
"""


def choose_school(
    *, file_id: UUID, schooling: Schooling, school: str, books: bool, actor: Actor, cause: str
) -> ExamFile:  # fmt: skip
    """Name a school, or none: from now on this one sees the file and no other. `books`: it may say preferences for the
    learner. The same again changes nothing. Raises NotFound, Conflict for a file that is over.
    """
    named = school if schooling is Schooling.SCHOOL else ""
    lets = books and bool(named)
    with transaction.atomic(savepoint=False):
        file = record.locked_file(file_id)
        if file.state not in models.LIVE:
            raise Conflict(OVER, code="file_over")
        before = file.school
        if (file.schooling, file.school, file.school_books) == (schooling.value, named, lets):
            return queries.view(file)
        if named != before:
            file.school_named_at = clock.now() if named else None
            pending = models.Sitting.for_system("what is booked goes with its learner")
            pending.filter(file=file, state__in=states.PENDING).update(school=named)
        file.schooling, file.school, file.school_books = schooling.value, named, lets
        rows.update(file, "schooling", "school", "school_named_at", "school_books")
        said = {"schooling": schooling, "school": named, "before": before, "books": lets}
        record.note(file, "school_named", actor, cause, said)
    return queries.view(file)


def learners_of(school: str, *, after: int = 0, most: int = 50) -> list[Learner]:
    """The learners of a school, those who came last first. Two statements and the calendar."""
    files = list(_own(school).order_by("-school_named_at", "-id")[after : after + most])
    return _learners(files, school)


def count_of(school: str) -> int:
    """How many learners name a school now. One statement."""
    return _own(school).count()


def get_learner(school: str, file_id: UUID) -> Learner:
    """One learner of a school. Raises NotFound for anybody else's. Two statements and the calendar."""
    found = _learners(list(_own(school).filter(pk=file_id)), school)
    if not found:
        raise NotFound(NOT_YOURS)
    return found[0]


def rates_of(school: str, region: str, on: date) -> list[PassRate]:
    """Pass rates of the last months, subject by subject, of a school's learners and of everybody in the city. One
    statement."""
    since = add_months(on, -int(book().at(region).value("exams.school_rate_months", on)))
    with connection.cursor() as cursor:
        cursor.execute(RATES, {"school": school, "region": region, "since": since, "on": on})
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    return [
        PassRate(subject, Share(own_passed, own), Share(passed, taken))
        for subject in law.SUBJECTS
        if subject in found
        for own_passed, own, passed, taken in [found[subject]]
    ]


def _own(school: str) -> QuerySet[models.ExamFile]:
    """The files a school may see: its own, until they are over. Nothing for no school."""
    rows = models.ExamFile.for_system("a school and its own learners")
    return rows.filter(school=school, state__in=models.LIVE) if school else rows.none()


def _learners(files: list[models.ExamFile], school: str) -> list[Learner]:
    sittings: dict[UUID, list[models.Sitting]] = {file.id: [] for file in files}
    found = models.Sitting.for_system("how far a school's learners are").filter(file__in=list(sittings))
    for one in found.order_by("subject", "booking_number", "attempt", "id") if files else ():
        sittings[one.file_id].append(one)
    return [_learner(file, sittings[file.id], school) for file in files]


def _learner(file: models.ExamFile, sittings: list[models.Sitting], school: str) -> Learner:
    ended = [one.ended_at for one in sittings if one.state == SittingState.JUDGED and one.ended_at]
    tests = sorted((one for one in sittings if one.school == school), key=lambda one: (one.on, one.id), reverse=True)
    return Learner(
        file_id=file.id, person_id=file.person, target=file.target, region=file.region,
        since=file.school_named_at or clock.now(), accepted_on=file.accepted_on, state=FileState(file.state),
        passed=tuple(file.passed), next=tuple(_next(file, sittings)) if file.state == FileState.OPEN else (),
        learner_permit_to=file.learner_permit_valid_to, books=file.school_books,
        tests=tuple(test for one in tests for test in _test(one)), last_tested_at=max(ended, default=None),
    )  # fmt: skip


def _next(file: models.ExamFile, sittings: list[models.Sitting]) -> Iterable[NextTest]:
    today, here, days = clock.today(), book().at(file.region), working_days.table()
    exam = record.law_of(file, sittings, today)
    for subject in law.missing(exam):
        booked = any(one.subject == subject and one.state in states.PENDING for one in sittings)
        earliest = None if booked else law.earliest(exam, subject, today, here, days=days)
        yield NextTest(subject, earliest, law.bookings_left(exam, subject, today, here), booked)


def _test(one: models.Sitting) -> Iterable[TestOfLearner]:
    """A test in the words of a school; one that says nothing, or whose result is not certain yet, is left out."""
    outcome = OUTCOMES.get(one.state)
    if one.state == SittingState.JUDGED:
        certain = record.stands(one) if one.passed else not one.held
        outcome = (TestOutcome.PASSED if one.passed else TestOutcome.FAILED) if certain else None
    if outcome is not None:
        yield TestOfLearner(one.subject, one.on, one.starts_at, one.centre, one.attempt == 2, outcome)
