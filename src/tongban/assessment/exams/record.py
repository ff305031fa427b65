"""The rows of a file and its sittings, locked, with their entries; and what follows from them each time one changes."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection

from tongban.assessment.exams import models, states
from tongban.assessment.exams.types import REGISTER, End, FileState, SittingState
from tongban.core import clock, entries, outbox, rows
from tongban.core.actor import Actor
from tongban.core.errors import NotFound
from tongban.core.law_book import book
from tongban.law import facts
from tongban.law.rules import exams as law
from tongban.law.text import Text

NO_FILE = Text(zh="没有这份考试档案。", en="There is no such exam file.")
NO_SITTING = Text(zh="没有这次考试。", en="There is no such sitting.")
_FILE = rows.Rows(models.ExamFile, "id = %s FOR UPDATE", why="move an exam file")
_SITTING = rows.Rows(models.Sitting, "id = %s", why="find the file of a sitting")
_SITTINGS = rows.Rows(
    models.Sitting, "file_id = %s ORDER BY subject, booking_number, attempt, id", why="what an exam file holds"
)
_NEXT_SERIAL = """
INSERT INTO exams_series (region, year, last) VALUES (%s, %s, 1)
ON CONFLICT (region, year) DO UPDATE SET last = exams_series.last + 1 RETURNING last
"""


def locked_file(file_id: UUID) -> models.ExamFile:
    """The file, locked until the end of the transaction; NotFound where there is none."""
    row = _FILE.first(file_id)
    if row is None:
        raise NotFound(NO_FILE)
    return row


def locked_sitting(sitting_id: UUID) -> tuple[models.ExamFile, models.Sitting]:
    """A sitting with its file, the file locked; NotFound where there is none.

    The file is the one lock point: the sitting is read again behind it.
    """
    seen = _SITTING.first(sitting_id)
    if seen is None:
        raise NotFound(NO_SITTING)
    file = locked_file(seen.file_id)
    sitting = _SITTING.first(sitting_id)
    if sitting is None:
        raise NotFound(NO_SITTING)
    return file, sitting


def sittings_of(file_id: UUID) -> list[models.Sitting]:
    """Every sitting of a file, by subject, booking and attempt. One statement."""
    return _SITTINGS.all(file_id)


def note(
    file: models.ExamFile, kind: str, actor: Actor, cause: str, said: Mapping[str, Any], on: date | None = None
) -> UUID:
    """Write the entry of something that happened in a file."""
    return entries.write(
        register=REGISTER, subject=file.id, kind=kind, effective_on=on or clock.today(), actor=actor, cause=cause,
        facts=said,
    )  # fmt: skip


def next_serial(region: str, on: date) -> str:
    """The next serial of a learner permit: city, year in two digits, and seven in order."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_SERIAL, (region, on.year))
        [(running,)] = cursor.fetchall()
    return f"{region[:4]}{on:%y}{running:07d}"


def law_of(file: models.ExamFile, sittings: Iterable[models.Sitting], on: date) -> facts.Exam:
    """The file as rules read it on a day."""
    return facts.Exam(
        target=file.target,
        kind=file.kind,
        accepted_on=file.accepted_on,
        subjects=tuple(file.subjects),
        state=file.state,
        holds_car=file.holds_car,
        learner_permit_on=file.learner_permit_issued_on,
        learner_permit_to=file.learner_permit_valid_to,
        bookings=tuple(_bookings(sittings, on)),
        places_changed=file.places_changed,
    )


def stands(sitting: models.Sitting) -> bool:
    """True where a pass counts: without a recording, or while a person holds it, it is withheld."""
    judged = sitting.state == SittingState.JUDGED and sitting.passed is True
    return judged and sitting.recorded and not sitting.held


def settle(file: models.ExamFile, actor: Actor, cause: str) -> None:
    """Bring a file up to what its sittings say: subjects passed, the permit, passed or open again, begun anew."""
    if file.state not in models.LIVE:
        return
    sittings = sittings_of(file.id)
    passed = {one.subject for one in sittings if stands(one)}
    file.passed = [subject for subject in file.subjects if subject in passed]
    rows.update(file, "passed")
    if "S1" in passed and file.learner_permit_serial is None and file.kind in law.WITH_LEARNER_PERMIT:
        grant_learner_permit(file, clock.today(), actor, cause)
    done = set(file.subjects) <= passed
    if done and file.state == FileState.OPEN:
        move(file, FileState.PASSED, "passed", actor, cause, {"target": file.target})
    elif not done and file.state == FileState.PASSED:
        move(file, FileState.OPEN, "reopened", actor, cause, {"missing": [s for s in file.subjects if s not in passed]})
    today = clock.today()
    if file.state == FileState.OPEN and law.must_start_again(
        law_of(file, sittings, today), today, book().at(file.region)
    ):
        finish(file, End.BOOKINGS_USED, actor, cause)


def move(file: models.ExamFile, state: FileState, kind: str, actor: Actor, cause: str, said: Mapping[str, Any]) -> None:
    """Let a file go on to another state, with its entry; callers may listen to the topic "exam_file"."""
    states.check_file(file.state, state)
    file.state = state.value
    file.passed_at = (
        file.passed_at if state is FileState.LICENSED else clock.now() if state is FileState.PASSED else None
    )
    file.licensed_at = clock.now() if state is FileState.LICENSED else None
    rows.update(file, "state", "passed_at", "licensed_at")
    note(file, kind, actor, cause, said)
    outbox.announce("exam_file", file=file.id, change=kind, cause=cause)


def finish(file: models.ExamFile, end: End, actor: Actor, cause: str) -> None:
    """End a file without a licence: what was passed in it is void, unless the file goes on elsewhere."""
    states.check_file(file.state, FileState.ENDED)
    file.state, file.end, file.ended_on = FileState.ENDED.value, end.value, clock.today()
    rows.update(file, "state", "end", "ended_on")
    note(file, "ended", actor, cause, {"end": end, "had_passed": file.passed})
    outbox.announce("exam_file", file=file.id, change="ended", cause=cause)


def reopen(file: models.ExamFile, reason: str, actor: Actor, cause: str) -> None:
    """Open a file again that was ended wrongly: what was passed counts as before."""
    states.check_file(file.state, FileState.OPEN)
    file.state, file.end, file.ended_on = FileState.OPEN.value, "", None
    rows.update(file, "state", "end", "ended_on")
    note(file, "reopened", actor, cause, {"reason": reason})
    outbox.announce("exam_file", file=file.id, change="reopened", cause=cause)
    settle(file, actor, cause)


def grant_learner_permit(file: models.ExamFile, on: date, actor: Actor, cause: str) -> None:
    """Give a file its learner permit; whoever makes the document listens to the topic "learner_permit"."""
    file.learner_permit_serial = next_serial(file.region, on)
    file.learner_permit_issued_on = on
    file.learner_permit_valid_to = law.learner_permit_valid_to(file.target, file.born, on, book().at(file.region))
    rows.update(file, "learner_permit_serial", "learner_permit_issued_on", "learner_permit_valid_to")
    said = {"serial": file.learner_permit_serial, "valid_to": file.learner_permit_valid_to, "target": file.target}
    note(file, "permit_issued", actor, cause, said, on)
    outbox.announce("learner_permit", file=file.id, cause=cause)


def _bookings(sittings: Iterable[models.Sitting], on: date) -> Iterable[facts.ExamBooking]:
    ordered = sorted(sittings, key=lambda one: (one.subject, one.booking_number, one.attempt, one.id))
    for (subject, _), group in groupby(ordered, key=lambda one: (one.subject, one.booking_number)):
        tries = list(group)
        outcome, counts = _outcome(tries, on)
        yield facts.ExamBooking(subject, max(one.on for one in tries), outcome, counts)


def _outcome(tries: list[models.Sitting], on: date) -> tuple[str, bool]:
    """What a booking has come to, and whether it is used up."""
    if any(map(stands, tries)):
        return "passed", True
    withheld = any(one.state == SittingState.JUDGED and one.passed for one in tries)
    if withheld or any(one.state in states.PENDING for one in tries):
        return "open", True
    if any(one.state == SittingState.VOID and not one.counts for one in tries):
        return "void", False
    [*_, last] = tries
    resit_due = last.state == SittingState.JUDGED and last.attempt == 1 and last.on >= on
    return ("open" if resit_due else "failed"), True
