"""Exam files in bulk: the migration of an office's register of tests, by COPY.

Every row and entry is the one that the verbs of `actions` would have written one after the other; what they announce is
not announced: no paper is made of what is over. A batch is one transaction, all or nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tongban.assessment.exams import models
from tongban.assessment.exams.types import REGISTER, End, FileState, Kind, Role, Schooling, SittingState
from tongban.core import clock, entries
from tongban.core.actor import Actor
from tongban.core.bulk import NewEntry, copy_objects, write_entries
from tongban.core.errors import BadInput
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.law import facts
from tongban.law.book import Book
from tongban.law.dates import add_years, age_on
from tongban.law.rules import exams as law
from tongban.law.text import Text

NOON = time(12, tzinfo=clock.CHINA)
SERIES = """
INSERT INTO exams_series (region, year, last) VALUES (%s, %s, %s)
ON CONFLICT (region, year) DO UPDATE SET last = exams_series.last + excluded.last RETURNING last
"""
AGAINST_LAW = Text(
    zh="考试档案与规则不符：{person} {target}。", en="This exam file contradicts the rules: {person}, {target}."
)


@dataclass(frozen=True, slots=True)
class PastTest:
    """One test of a file; `score` None: the candidate did not come. Times of one that was taken; `evidence` and
    `recording` are SHA-256."""

    subject: str
    booking: UUID
    number: int
    attempt: int
    session: UUID
    centre: str
    booked_on: date
    starts_at: datetime
    score: int | None = None
    present_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    edition: str = ""
    evidence: str = ""
    recording: str = ""
    camera: str = "hall"
    desk: str = ""
    car: str = ""
    examiner: UUID | None = None
    id: UUID = field(default_factory=new_id)

    @property
    def on(self) -> date:
        """The day in China."""
        return clock.day_of(self.starts_at)

    @property
    def over_at(self) -> datetime:
        """When it was over; its beginning where that was not kept."""
        return self.ended_at or self.starts_at


@dataclass(frozen=True, slots=True)
class PastFile:
    """An exam file as the former register has it, its tests oldest first."""

    person_id: UUID
    born: date
    target: str
    kind: Kind
    accepted_on: date
    region: str
    office: str
    schooling: Schooling
    school: str
    tests: Sequence[PastTest]
    held: tuple[str, ...] = ()
    licensed_at: datetime | None = None
    end: End | None = None
    ended_on: date | None = None


@dataclass
class _Made:
    """What one batch comes to: entries, and rows; beside a row that names its entry, the place of that entry."""

    new: list[NewEntry] = field(default_factory=list)
    files: list[models.ExamFile] = field(default_factory=list)
    sittings: list[models.Sitting] = field(default_factory=list)
    witnessed: list[tuple[models.Result | models.Recording | models.Signature, int]] = field(default_factory=list)

    def note(self, file: UUID, kind: str, on: date, said: dict[str, Any]) -> int:
        """An entry; its place."""
        self.new.append(NewEntry(file, kind, on, said))
        return len(self.new) - 1


def take_over_exams(*, files: Sequence[PastFile], actor: Actor, cause: str) -> list[UUID]:
    """Take over exam files; return their ids in order. Ten statements and one for each place and year of permits.

    Raises BadInput for a file that the rules end otherwise than it says, or licensed without everything passed;
    IntegrityError (nothing is written) for what the database refuses.
    """
    ids, made = [new_id() for _ in files], _Made()
    with transaction.atomic():
        serials = _serials(files)
        for identifier, file in zip(ids, files, strict=True):
            _file(identifier, file, serials, made, actor)
        written = write_entries(register=REGISTER, new=made.new, actor=actor, cause=cause)
        for row, place in made.witnessed:
            row.entry = written[place]
        copy_objects(made.files)
        copy_objects(made.sittings)
        for model in (models.Result, models.Recording, models.Signature):
            copy_objects([row for row, _ in made.witnessed if isinstance(row, model)])
    return ids


def _file(identifier: UUID, file: PastFile, serials: dict[tuple[str, int], int], made: _Made, actor: Actor) -> None:
    here, on = book().at(file.region), file.accepted_on
    asked = law.subjects(file.kind.value, file.target, file.held, on, here)
    said = {"target": file.target, "kind": file.kind.value, "subjects": list(asked), "school": file.school}
    made.note(identifier, "opened", on, {**said, "age": age_on(file.born, on)})
    learner_permit_on = _learner_permit_on(file, asked)
    learner_permit = (
        _learner_permit(file, learner_permit_on, serials, here) if learner_permit_on else (None, None, None)
    )
    if learner_permit_on and "S1" not in asked:
        _note_learner_permit(identifier, file, learner_permit, made)
    passed: set[str] = set()
    passed_at = None
    for test in file.tests:
        stands = _test(identifier, file, test, here, made, actor)
        passed |= {test.subject} if stands else set()
        if stands and test.on == learner_permit_on and test.subject == "S1":
            _note_learner_permit(identifier, file, learner_permit, made)
        if stands and set(asked) <= passed and passed_at is None:
            passed_at = test.ended_at
            made.note(identifier, "passed", test.on, {"target": file.target})
    listed = [subject for subject in asked if subject in passed]
    state = _end(identifier, file, asked, listed, learner_permit[1], here, made)
    made.files.append(
        models.ExamFile(
            id=identifier, person=file.person_id, born=file.born, target=file.target, kind=file.kind.value,
            subjects=list(asked), holds_car=law.holds_car(file.held, on, here), accepted_on=on, region=file.region,
            office=file.office, schooling=file.schooling.value, school=file.school,
            school_named_at=datetime.combine(on, NOON) if file.school else None, passed=listed, state=state.value,
            learner_permit_serial=learner_permit[0], learner_permit_issued_on=learner_permit[1],
            learner_permit_valid_to=learner_permit[2],
            end=file.end.value if file.end else "", ended_on=file.ended_on, passed_at=passed_at,
            licensed_at=file.licensed_at,
        )
    )  # fmt: skip


def _test(identifier: UUID, file: PastFile, test: PastTest, here: Book, made: _Made, actor: Actor) -> bool:
    """The rows and entries of one test; True where it stands as passed."""
    about, on = {"sitting": str(test.id), "subject": test.subject}, test.on
    if test.attempt == 1:
        said = {**about, "number": test.number, "on": on.isoformat(), "centre": test.centre}
        made.note(identifier, "expected", test.booked_on, said)
    else:
        made.note(identifier, "resit_expected", on, about)
    given = {"examiner": str(test.examiner or ""), "desk": test.desk, "car": test.car}
    if any(given.values()):
        made.note(identifier, "assigned", on, {"sitting": str(test.id), **{k: v for k, v in given.items() if v}})
    passed = None
    if test.score is None:
        made.note(identifier, "absent", on, about)
    else:
        passed = test.score >= law.pass_mark(test.subject, file.target, on, here)
        made.note(identifier, "checked_in", on, about)
        made.note(identifier, "started", on, about)
        _judged(identifier, file, test, passed, made, actor)
    state = SittingState.ABSENT if test.score is None else SittingState.JUDGED
    made.sittings.append(
        models.Sitting(
            id=test.id, file_id=identifier, subject=test.subject, booking=test.booking, booking_number=test.number,
            attempt=test.attempt, session=test.session, centre=test.centre, school=file.school, on=on,
            starts_at=test.starts_at,
            desk=test.desk, car=test.car, examiner=test.examiner, present_at=test.present_at,
            started_at=test.started_at, ended_at=test.ended_at, state=state.value, score=test.score, passed=passed,
            recorded=bool(test.recording),
        )
    )  # fmt: skip
    return bool(passed and test.recording)


def _judged(identifier: UUID, file: PastFile, test: PastTest, passed: bool, made: _Made, actor: Actor) -> None:
    result, who, on = new_id(), entries.code_of(actor), test.on
    about = {"sitting": str(test.id), "result": str(result)}
    said = {
        **about, "subject": test.subject, "attempt": test.attempt, "score": test.score, "passed": passed,
        "edition": test.edition, "digest": test.evidence,
    }  # fmt: skip
    place = made.note(identifier, "judged", on, said)
    told = models.Result(
        id=result, sitting_id=test.id, number=1, score=test.score or 0, passed=passed, edition=test.edition,
        evidence_digest=test.evidence, made_at=test.over_at, made_by=who,
    )  # fmt: skip
    made.witnessed.append((told, place))
    if test.recording:
        made.witnessed.append(_recording(identifier, file, test, made))
    for role in Role:
        signed = {**about, "role": role.value, "method": "pad", "digest": test.evidence}
        signature = models.Signature(
            result_id=result, role=role.value, signed_at=test.over_at, method="pad", digest=test.evidence, by=who
        )
        made.witnessed.append((signature, made.note(identifier, "signed", on, signed)))


def _recording(identifier: UUID, file: PastFile, test: PastTest, made: _Made) -> tuple[models.Recording, int]:
    keep = add_years(test.on, book().value("exams.recording_years", test.on, file.region))
    said = {"sitting": str(test.id), "sha256": test.recording, "camera": test.camera, "keep_until": f"{keep}"}
    row = models.Recording(
        sitting_id=test.id, sha256=test.recording, reference=f"store/{test.recording[:16]}", camera=test.camera,
        started_at=test.started_at or test.starts_at, ended_at=test.over_at, keep_until=keep,
    )  # fmt: skip
    return row, made.note(identifier, "recording_registered", test.on, said)


def _end(
    identifier: UUID, file: PastFile, asked: Sequence[str], passed: list[str],
    learner_permit_on: date | None, here: Book, made: _Made,
) -> FileState:  # fmt: skip
    done, last = set(asked) <= set(passed), file.tests[-1].on if file.tests else file.accepted_on
    exam = facts.Exam(
        target=file.target, kind=file.kind.value, accepted_on=file.accepted_on, subjects=tuple(asked), state="open",
        holds_car=False, learner_permit_on=learner_permit_on, bookings=tuple(_bookings(file)),
    )  # fmt: skip
    used_up = not done and law.must_start_again(exam, last, here)
    if (
        (file.licensed_at and not done)
        or used_up != (file.end is End.BOOKINGS_USED)
        or bool(file.end) != bool(file.ended_on)
    ):
        raise BadInput("files", AGAINST_LAW.fill(person=file.person_id, target=file.target))
    if file.end and file.ended_on:
        made.note(identifier, "ended", file.ended_on, {"end": file.end.value, "had_passed": passed})
        return FileState.ENDED
    if file.licensed_at:
        made.note(identifier, "licensed", clock.day_of(file.licensed_at), {"target": file.target})
        return FileState.LICENSED
    return FileState.PASSED if done else FileState.OPEN


def _bookings(file: PastFile) -> Iterator[facts.ExamBooking]:
    ordered = sorted(file.tests, key=lambda test: (test.subject, test.number, test.attempt))
    for (subject, _), tries in groupby(ordered, key=lambda test: (test.subject, test.number)):
        listed, here = list(tries), book().at(file.region)
        marks = [law.pass_mark(subject, file.target, test.on, here) for test in listed]
        passed = any(test.score is not None and test.score >= mark for test, mark in zip(listed, marks, strict=True))
        yield facts.ExamBooking(subject, listed[-1].on, "passed" if passed else "failed", True)


def _learner_permit_on(file: PastFile, asked: Sequence[str]) -> date | None:
    """The day of the learner permit: with the pass of subject 1, or with the acceptance where that is spared."""
    if file.kind.value not in law.WITH_LEARNER_PERMIT:
        return None
    if "S1" not in asked:
        return file.accepted_on
    mark = law.pass_mark("S1", file.target, file.accepted_on, book().at(file.region))
    days = (one.on for one in file.tests if one.subject == "S1" and one.recording and (one.score or 0) >= mark)
    return next(days, None)


def _learner_permit(
    file: PastFile, on: date, serials: dict[tuple[str, int], int], here: Book
) -> tuple[str, date, date]:  # fmt: skip
    serials[file.region, on.year] += 1
    serial = f"{file.region[:4]}{on:%y}{serials[file.region, on.year]:07d}"
    return serial, on, law.learner_permit_valid_to(file.target, file.born, on, here)


def _note_learner_permit(identifier: UUID, file: PastFile, learner_permit: tuple[Any, ...], made: _Made) -> None:
    serial, on, until = learner_permit
    made.note(identifier, "permit_issued", on, {"serial": serial, "valid_to": f"{until}", "target": file.target})


def _serials(files: Sequence[PastFile]) -> dict[tuple[str, int], int]:
    """The last serial before those of this batch, by place and year; takes them all in one statement each."""
    wanted: Counter[tuple[str, int]] = Counter()
    for file in files:
        asked = law.subjects(file.kind.value, file.target, file.held, file.accepted_on, book().at(file.region))
        on = _learner_permit_on(file, asked)
        if on:
            wanted[file.region, on.year] += 1
    found: dict[tuple[str, int], int] = defaultdict(int)
    with connection.cursor() as cursor:
        for (region, year), count in sorted(wanted.items()):
            cursor.execute(SERIES, (region, year, count))
            [(last,)] = cursor.fetchall()
            found[region, year] = last - count
    return found
