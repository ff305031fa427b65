"""Verbs that change exam files and sittings. Keyword-only, one transaction, an entry each, the changed thing back."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.assessment.exams import judging, likeness, models, queries, record, states
from tongban.assessment.exams.judging import change_result, hold, judge, register_recording, release, sign
from tongban.assessment.exams.types import End, ExamFile, FileState, Kind, Schooling, Sitting, SittingState
from tongban.core import clock, outbox, rows, working_days
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, Refused
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.law.dates import age_on
from tongban.law.rules import exams as law
from tongban.law.text import Text

__all__ = [
    "absent",
    "assign",
    "change_result",
    "check_in",
    "correct_cheating",
    "end_file",
    "expect",
    "finish_with_licence",
    "follow_merger",
    "hold",
    "issue_learner_permit",
    "judge",
    "open_file",
    "register_recording",
    "release",
    "resit",
    "sign",
    "start",
    "void",
]  # fmt: skip
NOTHING_TO_TEST = Text(zh="这项申请不需要考试，不用建立考试档案。", en="This application asks for no test.")
DOUBLE = Text(
    zh="您已经有一份这个车型的考试档案，还没有结束。",
    en="There is a live exam file of this person for this class already.",
)
NOT_CHEATED = Text(zh="这份档案不是因舞弊终止的。", en="This file was not ended for cheating.")
NO_RESIT = Text(
    zh="只有本次预约第一次考试不合格时才能补考一次。",
    en="A re-sit follows a failed first try of the same booking, once.",
)


def open_file(
    *, person_id: UUID, born: date, target: str, kind: Kind, held: Iterable[str], region: str, office: str,
    actor: Actor, cause: str, accepted_on: date | None = None, case_id: UUID | None = None,
    schooling: Schooling = Schooling.NONE, school: str = "", subjects: Iterable[str] | None = None,
) -> ExamFile:  # fmt: skip
    """Open an exam file (建立考试档案). `held` are the classes the person holds; `subjects` are given only where law
    does not say them by the class (points limit).

    Where subject 1 is not asked for, the learner permit is issued with the acceptance. Raises Conflict where the
    person has a live file for the class, BadInput where nothing is to be tested.
    """
    on = accepted_on or clock.today()
    codes, here = tuple(held), book().at(region)
    asked = tuple(subjects) if subjects is not None else law.subjects(kind.value, target, codes, on, here)
    if not asked:
        raise BadInput("target", NOTHING_TO_TEST)
    file = models.ExamFile(
        id=new_id(), person=person_id, born=born, target=target, kind=kind.value, subjects=list(asked),
        holds_car=law.holds_car(codes, on, here), accepted_on=on, case=case_id, region=region, office=office,
        schooling=schooling.value, school=school, school_named_at=clock.now() if school else None,
    )  # fmt: skip
    with transaction.atomic(savepoint=False):
        if not rows.insert(file, otherwise="ON CONFLICT DO NOTHING"):
            raise Conflict(DOUBLE, code="double_file")
        said = {"target": target, "kind": kind, "subjects": asked, "school": school, "age": age_on(born, on)}
        record.note(file, "opened", actor, cause, said, on)
        if "S1" not in asked and kind.value in law.WITH_LEARNER_PERMIT:
            record.grant_learner_permit(file, on, actor, cause)
    return queries.view(file)


def issue_learner_permit(*, file_id: UUID, issued_on: date, actor: Actor, cause: str) -> ExamFile:
    """Issue the learner permit, once: asking again changes nothing. A pass of subject 1 does it by itself."""
    with transaction.atomic(savepoint=False):
        file = record.locked_file(file_id)
        states.must_be_open(file.state)
        if file.learner_permit_serial is None:
            record.grant_learner_permit(file, issued_on, actor, cause)
    return queries.view(file)


def expect(
    *, file_id: UUID, subject: str, booking_id: UUID, session_id: UUID, centre: str, on: date, actor: Actor,
    cause: str, starts_at: datetime | None = None, together: Iterable[str] = (),
) -> Sitting:  # fmt: skip
    """Expect a candidate at a session: their booking is confirmed. `together`: subjects of the same booking that are
    taken before this one.

    Telling the same booking and subject again changes nothing. Raises Refused with every reason of law.
    """
    with transaction.atomic(savepoint=False):
        file = record.locked_file(file_id)
        before = record.sittings_of(file_id)
        same = [one for one in before if one.booking == booking_id and one.subject == subject]
        told = next((one for one in same if one.state != SittingState.VOID), None)  # given back and taken again: anew
        if told is not None:
            return queries.sitting_view(told, file)
        today = clock.today()
        verdict = law.may_book(
            record.law_of(file, before, today), subject, on, book().at(file.region), asked_on=today,
            together=together, days=working_days.table(),
        )  # fmt: skip
        if not verdict.allowed:
            raise Refused(verdict)
        numbers = [one.booking_number for one in before if one.subject == subject]
        sitting = models.Sitting(
            id=new_id(), file_id=file_id, subject=subject, booking=booking_id,
            booking_number=max(numbers, default=0) + 1, attempt=1, session=session_id, centre=centre, on=on,
            starts_at=starts_at, school=file.school,
        )  # fmt: skip
        rows.insert(sitting)
        said = {"sitting": sitting.id, "subject": subject, "number": sitting.booking_number, "on": on, "centre": centre}
        record.note(file, "expected", actor, cause, said)
    return queries.sitting_view(sitting, file)


def resit(*, sitting_id: UUID, actor: Actor, cause: str) -> Sitting:
    """Expect the re-sit (补考) of a booking whose first try has failed, in the same session. Raises Conflict."""
    with transaction.atomic(savepoint=False):
        file, first = record.locked_sitting(sitting_id)
        if first.attempt != 1 or first.state != SittingState.JUDGED or first.passed:
            raise Conflict(NO_RESIT, code="no_resit")
        again = models.Sitting(
            id=new_id(), file_id=file.id, subject=first.subject, booking=first.booking,
            booking_number=first.booking_number, attempt=2, session=first.session, centre=first.centre, on=first.on,
            starts_at=first.starts_at, school=first.school,
        )  # fmt: skip
        try:
            with transaction.atomic():
                rows.insert(again)
        except IntegrityError as error:
            raise Conflict(NO_RESIT, code="no_resit") from error
        record.note(file, "resit_expected", actor, cause, {"sitting": again.id, "subject": again.subject})
    return queries.sitting_view(again, file)


def assign(
    *, sitting_id: UUID, actor: Actor, cause: str, examiner: UUID | None = None, desk: str = "", car: str = "",
    route: str = "",
) -> Sitting:  # fmt: skip
    """Bind examiner, desk, car or route to a sitting that has not begun. What is not given stays as it is."""
    with transaction.atomic(savepoint=False):
        file, sitting = record.locked_sitting(sitting_id)
        states.must_not_have_begun(sitting.state)
        given = {"examiner": examiner, "desk": desk, "car": car, "route": route}
        changed = {name: value for name, value in given.items() if value}
        for name, value in changed.items():
            setattr(sitting, name, value)
        if changed:
            rows.update(sitting, *changed)
            record.note(file, "assigned", actor, cause, {"sitting": sitting.id, **changed})
    return queries.sitting_view(sitting, file)


def check_in(*, sitting_id: UUID, actor: Actor, cause: str, at: datetime | None = None) -> Sitting:
    """The candidate is there and is who they say. `at`: when it was, where a site without a network tells it later.

    Raises Refused where the time for being tested is over on that day, Conflict where the comparison at entry says that
    it is another person."""
    with transaction.atomic(savepoint=False):
        file, sitting = record.locked_sitting(sitting_id)
        on = clock.day_of(at) if at else clock.today()
        verdict = law.may_sit(record.law_of(file, (), on), file.born, on, book().at(file.region))
        if not verdict.allowed:
            raise Refused(verdict)
        likeness.must_not_be_another(sitting_id)
        _move(file, sitting, SittingState.PRESENT, "checked_in", actor, cause, present_at=at or clock.now())
    return queries.sitting_view(sitting, file)


def start(*, sitting_id: UUID, actor: Actor, cause: str, at: datetime | None = None) -> Sitting:
    """The test begins, or began `at`."""
    with transaction.atomic(savepoint=False):
        file, sitting = record.locked_sitting(sitting_id)
        _move(file, sitting, SittingState.RUNNING, "started", actor, cause, started_at=at or clock.now())
    return queries.sitting_view(sitting, file)


def absent(*, sitting_id: UUID, actor: Actor, cause: str) -> Sitting:
    """The candidate did not come (缺考): the booking has failed."""
    with transaction.atomic(savepoint=False):
        file, sitting = record.locked_sitting(sitting_id)
        _move(file, sitting, SittingState.ABSENT, "absent", actor, cause)
        record.settle(file, actor, cause)
        outbox.announce("sat", sitting=sitting.id)
    return queries.sitting_view(sitting, file)


def void(*, sitting_id: UUID, reason: str, counts: bool, actor: Actor, cause: str) -> Sitting:
    """Let a sitting say nothing: cancelled in time, a fault of the centre, misconduct. `counts`: the booking is used
    up all the same. Raises BadInput without a reason."""
    judging.must_have_reason(reason)
    with transaction.atomic(savepoint=False):
        file, sitting = record.locked_sitting(sitting_id)
        _move(file, sitting, SittingState.VOID, "voided", actor, cause, void_reason=reason, counts=counts)
        record.settle(file, actor, cause)
    return queries.sitting_view(sitting, file)


def end_file(*, file_id: UUID, end: End, actor: Actor, cause: str) -> ExamFile:
    """End a file without a licence; sittings that are still expected are void and do not count."""
    with transaction.atomic(savepoint=False):
        file = record.locked_file(file_id)
        for sitting in record.sittings_of(file_id):
            if sitting.state in states.PENDING:
                _move(file, sitting, SittingState.VOID, "voided", actor, cause, void_reason=end.value, counts=False)
        record.finish(file, end, actor, cause)
    return queries.view(file)


def correct_cheating(*, file_id: UUID, sitting_id: UUID, reason: str, actor: Actor, cause: str) -> ExamFile:
    """It was no cheating: the file goes on, and the attempt is given back. Raises BadInput without a reason, Conflict
    where the file was not ended for cheating or the person has another live one for the class by now."""
    judging.must_have_reason(reason)
    with transaction.atomic(savepoint=False):
        file, sitting = record.locked_sitting(sitting_id)
        if file.id != file_id or file.end != End.CHEATED:
            raise Conflict(NOT_CHEATED, code="not_cheated")
        if queries.find_live_file(file.person, file.target) is not None:
            raise Conflict(DOUBLE, code="double_file")
        sitting.counts = False
        rows.update(sitting, "counts")
        record.note(file, "attempt_given_back", actor, cause, {"sitting": sitting.id, "reason": reason.strip()})
        record.reopen(file, reason.strip(), actor, cause)
    return queries.view(file)


def finish_with_licence(*, file_id: UUID, actor: Actor, cause: str) -> ExamFile:
    """The licence is issued: the file is done. Raises Conflict where not everything is passed."""
    with transaction.atomic(savepoint=False):
        file = record.locked_file(file_id)
        record.move(file, FileState.LICENSED, "licensed", actor, cause, {"target": file.target})
    return queries.view(file)


def follow_merger(*, keep: UUID, merged: UUID, actor: Actor, cause: str) -> list[UUID]:
    """Two rows were one person: their exam files are the kept person's now. Return the files that could not follow,
    because the kept person has a live one for the same class: which of the two goes on, a person decides."""
    left = []
    with transaction.atomic(savepoint=False):
        files = models.ExamFile.for_system("merged persons").select_for_update().filter(person__in=[keep, merged])
        ordered = list(files.order_by("id"))
        taken = {one.target for one in ordered if one.person == keep and one.state in models.LIVE}
        for file in (one for one in ordered if one.person == merged):
            if file.state in models.LIVE and file.target in taken:
                left.append(file.id)
                continue
            file.person = keep
            rows.update(file, "person")
            record.note(file, "person_merged", actor, cause, {"keep": keep, "merged": merged})
    return left


def _move(
    file: models.ExamFile, sitting: models.Sitting, state: SittingState, kind: str, actor: Actor, cause: str,
    **values: object,
) -> None:  # fmt: skip
    """Let a sitting go on to another state, with its entry."""
    states.check_sitting(sitting.state, state)
    sitting.state = state.value
    for name, value in values.items():
        setattr(sitting, name, value)
    rows.update(sitting, "state", *values)
    said = {"sitting": sitting.id, "subject": sitting.subject}
    said |= {name: value for name, value in values.items() if name in ("void_reason", "counts")}
    record.note(file, kind, actor, cause, said)
