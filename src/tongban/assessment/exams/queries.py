"""Questions to examinations. Callers record the look where a person's file is shown."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Min, Q

from tongban.assessment.exams import models, record
from tongban.assessment.exams.types import (
    Bookable,
    End,
    ExamFile,
    FileState,
    Kind,
    LearnerPermit,
    Recording,
    Result,
    Role,
    Schooling,
    SessionOfDay,
    Sitting,
    SittingState,
    ToLicence,
)
from tongban.core import clock, working_days
from tongban.core.actor import Actor
from tongban.core.errors import NotFound
from tongban.core.law_book import book
from tongban.law import facts
from tongban.law.rules import exams as law

_TO_LICENCE = """
SELECT count(*),
    count(*) FILTER (WHERE (licensed_at AT TIME ZONE %(zone)s)::date = (passed_at AT TIME ZONE %(zone)s)::date),
    percentile_disc(0.5) WITHIN GROUP (ORDER BY licensed_at - passed_at)
FROM exams_examfile WHERE licensed_at >= %(begin)s AND passed_at IS NOT NULL
"""


def find_file(file_id: UUID) -> ExamFile | None:
    """An exam file, or None. One statement."""
    row = models.ExamFile.for_system("get an exam file").filter(pk=file_id).first()
    return view(row) if row else None


def get_file(file_id: UUID) -> ExamFile:
    """An exam file; NotFound where there is none. One statement."""
    found = find_file(file_id)
    if found is None:
        raise NotFound(record.NO_FILE)
    return found


def find_file_of_case(case_id: UUID) -> ExamFile | None:
    """The exam file that an application opened, or None. One statement."""
    row = models.ExamFile.for_system("the file of an application").filter(case=case_id).first()
    return view(row) if row else None


def find_by_learner_permit(serial: str) -> ExamFile | None:
    """The file whose learner permit has this serial, or None. One statement."""
    row = models.ExamFile.for_system("is a learner permit genuine").filter(learner_permit_serial=serial).first()
    return view(row) if row else None


def files_of(person_id: UUID) -> list[ExamFile]:
    """Every exam file of a person, newest first. One statement."""
    rows = models.ExamFile.for_system("files of a person").filter(person=person_id)
    return [view(row) for row in rows.order_by("-accepted_on", "-id")]


def find_live_file(person_id: UUID, target: str) -> ExamFile | None:
    """The live file of a person for a class, or None. One statement."""
    rows = models.ExamFile.for_system("files of a person").filter(person=person_id, target=target)
    row = rows.filter(state__in=models.LIVE).first()
    return view(row) if row else None


def passed(file_id: UUID) -> tuple[str, ...]:
    """The subjects whose pass counts now. One statement."""
    return get_file(file_id).passed


def law_facts(file_id: UUID, on: date | None = None) -> facts.Exam:
    """The file as rules read it. Two statements."""
    row = models.ExamFile.for_system("ask the law").filter(pk=file_id).first()
    if row is None:
        raise NotFound(record.NO_FILE)
    return record.law_of(row, record.sittings_of(file_id), on or clock.today())


def may_book(
    file_id: UUID, subject: str, on: date, *, asked_on: date | None = None, together: Iterable[str] = ()
) -> Bookable:
    """May a subject be booked for a test on `on`: every reason at once, the earliest day, what is used and left.

    `asked_on` is the day of booking, today where it is not given. Two statements and the calendar.
    """
    asked, listed = asked_on or clock.today(), tuple(together)
    row = models.ExamFile.for_system("ask the law").filter(pk=file_id).first()
    if row is None:
        raise NotFound(record.NO_FILE)
    exam, here, days = (
        record.law_of(row, record.sittings_of(file_id), asked),
        book().at(row.region),
        working_days.table(),
    )
    return Bookable(
        subject=subject,
        verdict=law.may_book(exam, subject, on, here, asked_on=asked, together=listed, days=days),
        earliest=law.earliest(exam, subject, asked, here, together=listed, days=days),
        bookings_used=law.bookings_used(exam, subject),
        bookings_left=law.bookings_left(exam, subject, asked, here),
    )


def get_sitting(sitting_id: UUID) -> Sitting:
    """A sitting; NotFound where there is none. One statement."""
    row = models.Sitting.for_system("get a sitting").select_related("file").filter(pk=sitting_id).first()
    if row is None:
        raise NotFound(record.NO_SITTING)
    return sitting_view(row, row.file)


def seen_among(sitting_ids: Iterable[UUID], actor: Actor) -> set[UUID]:
    """Those of the sittings that the actor may see. One statement."""
    rows = models.Sitting.visible_to(actor).filter(pk__in=list(sitting_ids))
    return set(rows.values_list("pk", flat=True))


def sittings_of(file_id: UUID) -> list[Sitting]:
    """Every sitting of a file, oldest first. One statement."""
    rows = models.Sitting.for_system("sittings of a file").select_related("file").filter(file=file_id)
    return [sitting_view(row, row.file) for row in rows.order_by("on", "id")]


def sittings_at(session_id: UUID) -> list[Sitting]:
    """Who is expected at a session, or was there, in the order of their booking. One statement."""
    rows = models.Sitting.for_system("the list of a session").select_related("file").filter(session=session_id)
    return [sitting_view(row, row.file) for row in rows.order_by("id")]


def sittings_of_examiner(examiner: UUID, on: date) -> list[Sitting]:
    """The sittings of a day that were drawn for an examiner, by time. One statement."""
    rows = models.Sitting.for_system("an examiner's day").select_related("file").filter(examiner=examiner, on=on)
    return [sitting_view(row, row.file) for row in rows.order_by("starts_at", "centre", "id")]


def of_other_examiners(examiner: UUID, sitting_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the sittings that were drawn for somebody else. One statement."""
    rows = models.Sitting.for_system("whose test is it").filter(pk__in=list(sitting_ids), examiner__isnull=False)
    return set(rows.exclude(examiner=examiner).values_list("pk", flat=True))


def held_results(actor: Actor, limit: int = 50) -> list[Sitting]:
    """The results that wait for a person where the actor may see, oldest first. One statement."""
    rows = models.Sitting.visible_to(actor).select_related("file").filter(state=SittingState.JUDGED).exclude(held="")
    return [sitting_view(row, row.file) for row in rows.order_by("on", "id")[:limit]]


def voided(actor: Actor, since: date, limit: int = 100) -> list[Sitting]:
    """The sittings since a day that were voided and count, where the actor may see: misconduct. One statement."""
    rows = models.Sitting.visible_to(actor).select_related("file").filter(state=SittingState.VOID, counts=True)
    return [sitting_view(row, row.file) for row in rows.filter(on__gte=since).order_by("-on", "id")[:limit]]


def sessions_on(on: date) -> list[SessionOfDay]:
    """The sessions of a day for which somebody is expected, by centre. One statement."""
    rows = models.Sitting.for_system("sessions of a day").filter(on=on).values("session", "centre", "subject")
    counted = rows.annotate(people=Count("id"), begins=Min("starts_at")).order_by("centre", "begins", "session")
    return [
        SessionOfDay(one["session"], one["centre"], one["subject"], one["begins"], one["people"]) for one in counted
    ]


def sittings_booked(booking_id: UUID) -> list[Sitting]:
    """The sittings of one booking of allocation, in order. One statement."""
    rows = models.Sitting.for_system("sittings of a booking").select_related("file").filter(booking=booking_id)
    return [sitting_view(row, row.file) for row in rows.order_by("id")]


def results_of(sitting_id: UUID) -> list[Result]:
    """Every result of a sitting with who signed it, oldest first: the last one counts. Two statements."""
    found = list(models.Result.objects.filter(sitting=sitting_id).order_by("number"))
    signed: dict[UUID, set[Role]] = {}
    for result, role in models.Signature.objects.filter(result__in=found).values_list("result_id", "role"):
        signed.setdefault(result, set()).add(Role(role))
    return [_result(row, frozenset(signed.get(row.id, ()))) for row in found]


def recordings_of(sitting_id: UUID) -> list[Recording]:
    """The registered recordings of a sitting. One statement."""
    rows = models.Recording.objects.filter(sitting=sitting_id).order_by("started_at", "sha256")
    return [
        Recording(one.reference, one.sha256, one.camera, one.started_at, one.ended_at, one.keep_until) for one in rows
    ]


def view(row: models.ExamFile) -> ExamFile:
    """A file as callers see it."""
    serial, issued_on, valid_to = row.learner_permit_serial, row.learner_permit_issued_on, row.learner_permit_valid_to
    learner_permit = LearnerPermit(serial, issued_on, valid_to) if serial and issued_on and valid_to else None
    return ExamFile(
        id=row.id, person_id=row.person, target=row.target, kind=Kind(row.kind), subjects=tuple(row.subjects),
        accepted_on=row.accepted_on, case_id=row.case, region=row.region, office=row.office,
        schooling=Schooling(row.schooling), school=row.school, school_named_at=row.school_named_at,
        school_books=row.school_books, learner_permit=learner_permit, state=FileState(row.state),
        end=End(row.end) if row.end else None, ended_on=row.ended_on, passed=tuple(row.passed),
        moved_from=row.moved_from, moved_to=row.moved_to, places_changed=row.places_changed, holds_car=row.holds_car,
        born=row.born, passed_at=row.passed_at, licensed_at=row.licensed_at,
    )  # fmt: skip


def out_of_time(on: date, limit: int) -> list[UUID]:
    """Open files whose last day for being tested has passed, oldest first. One statement."""
    rows = models.ExamFile.for_system("files whose time is over").filter(state=FileState.OPEN)
    over = Q(learner_permit_valid_to__lt=on) | Q(kind__in=(Kind.MILITARY, Kind.FOREIGN))
    found = rows.filter(over).order_by("accepted_on", "id")[:limit]
    return [row.id for row in found if (last := law.finish_by(record.law_of(row, (), on), book())) and last < on]


def unsigned(file_id: UUID) -> tuple[str, ...]:
    """The passed subjects whose result lacks a signature of candidate or examiner. Three statements."""
    rows = models.Sitting.for_system("may a licence be issued").filter(
        file=file_id, state=SittingState.JUDGED, passed=True, recorded=True
    )
    missing = set()
    for sitting in rows:
        newest = models.Result.objects.filter(sitting=sitting).order_by("-number").first()
        if newest is None or not result_view(newest).signed:
            missing.add(sitting.subject)
    return tuple(subject for subject in law.SUBJECTS if subject in missing)


def to_licence(since: date) -> ToLicence:
    """How long it took from the last pass to the licence, of the licences issued since a day. One statement."""
    begin = datetime.combine(since, time(), tzinfo=clock.CHINA)
    with connection.cursor() as cursor:
        cursor.execute(_TO_LICENCE, {"zone": clock.CHINA.key, "begin": begin})
        [(licences, same_day, half_within)] = cursor.fetchall()
    return ToLicence(licences, same_day, half_within or timedelta())


def not_signed_by(role: Role, sitting_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the sittings whose newest result this role has not signed. Two statements."""
    rows = models.Result.objects.filter(sitting__in=list(sitting_ids)).order_by("sitting", "-number")
    newest = dict(rows.distinct("sitting").values_list("id", "sitting"))
    signed = models.Signature.objects.filter(result__in=newest, role=role).values_list("result", flat=True)
    return {sitting for result, sitting in newest.items() if result not in set(signed)}


def sitting_view(row: models.Sitting, file: models.ExamFile) -> Sitting:
    """A sitting as callers see it."""
    return Sitting(
        id=row.id, file_id=row.file_id, subject=row.subject, target=file.target, booking_id=row.booking,
        booking_number=row.booking_number, attempt=row.attempt, session_id=row.session, centre=row.centre, on=row.on,
        starts_at=row.starts_at, desk=row.desk, car=row.car, route=row.route, examiner=row.examiner,
        present_at=row.present_at, started_at=row.started_at, ended_at=row.ended_at, state=SittingState(row.state),
        counts=row.counts, void_reason=row.void_reason, score=row.score, passed=row.passed, recorded=row.recorded,
        region=file.region, held=row.held,
    )  # fmt: skip


def result_view(row: models.Result) -> Result:
    """A result as callers see it, with who signed it. One statement."""
    signed = models.Signature.objects.filter(result=row).values_list("role", flat=True)
    return _result(row, frozenset(Role(role) for role in signed))


def _result(row: models.Result, signed: frozenset[Role]) -> Result:
    must = frozenset(Role(one) for one in book().value("exams.must_sign", clock.day_of(row.made_at)))
    return Result(
        id=row.id, sitting_id=row.sitting_id, number=row.number, score=row.score, passed=row.passed,
        edition=row.edition, deductions=tuple(row.deductions), evidence_digest=row.evidence_digest,
        reason=row.reason, made_at=row.made_at, made_by=row.made_by, signed_by=signed, must_sign=must,
    )  # fmt: skip
