"""Candidates on their way: files, bookings, sittings with the least facts."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from tests.builders import TEST

from tongban.assessment.exams import actions, queries
from tongban.assessment.exams.types import ExamFile, Kind, RecordingGiven, Result, Role, Sitting
from tongban.core import clock

BORN = date(2000, 5, 1)
REGION = "310115"
EDITION = "GA1026-2022"


def digest(word: str) -> str:
    """The SHA-256 of a word."""
    return sha256(word.encode()).hexdigest()


def on(day: date, hour: int = 2) -> AbstractContextManager[None]:
    """The clock at an hour (UTC) of a day."""
    return clock.frozen(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


def a_file(
    target: str = "C1",
    kind: Kind = Kind.INITIAL,
    held: Iterable[str] = (),
    born: date = BORN,
    person: UUID | None = None,
    school: str = "",
    office: str = "310100-1",
    region: str = REGION,
) -> ExamFile:
    """A file that is just opened."""
    return actions.open_file(
        person_id=person or uuid4(), born=born, target=target, kind=kind, held=held, region=region,
        office=office, school=school, actor=TEST, cause="test",
    )  # fmt: skip


def expected(file: ExamFile, subject: str, day: date | None = None) -> Sitting:
    """A confirmed booking for a day, today where none is given."""
    return actions.expect(
        file_id=file.id, subject=subject, booking_id=uuid4(), session_id=uuid4(), centre="310115-K1",
        on=day or clock.today(), actor=TEST, cause="test",
    )  # fmt: skip


def a_recording(word: str = "hall") -> RecordingGiven:
    """A recording of half an hour."""
    return RecordingGiven(f"store/{word}", digest(word), "hall", clock.now() - timedelta(minutes=30), clock.now())


def sits(sitting: Sitting, score: int, *, recorded: bool = True, signed: bool = True) -> Result:
    """The candidate comes, is tested and judged; by default recorded and signed by both."""
    actions.check_in(sitting_id=sitting.id, actor=TEST, cause="test")
    actions.start(sitting_id=sitting.id, actor=TEST, cause="test")
    result = actions.judge(
        sitting_id=sitting.id, score=score, edition=EDITION, evidence_digest=digest(str(sitting.id)),
        recording=a_recording(str(sitting.id)) if recorded else None, actor=TEST, cause="test",
    )  # fmt: skip
    for role in Role if signed else ():
        result = actions.sign(
            sitting_id=sitting.id, role=role, method="pad", digest=digest(role), actor=TEST, cause="test"
        )
    return result


def passes(file: ExamFile, *subjects: str, score: int = 95) -> ExamFile:
    """Passes these subjects today, one after the other."""
    for subject in subjects:
        sits(expected(file, subject), score)
    return queries.get_file(file.id)


def fails(file: ExamFile, subject: str, *, twice: bool = True) -> ExamFile:
    """Fails a subject today, and its re-sit too."""
    first = expected(file, subject)
    sits(first, 60)
    if twice:
        sits(actions.resit(sitting_id=first.id, actor=TEST, cause="test"), 60)
    return queries.get_file(file.id)
