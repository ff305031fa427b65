"""Verbs that change drives. Keyword-only, one transaction, an entry each; frames have their hash instead."""

import hashlib
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tongban.assessment.exams import queries as exams
from tongban.assessment.exams.driving import models, queries
from tongban.assessment.exams.driving.course import Course
from tongban.assessment.exams.driving.frames import SIZE
from tongban.assessment.exams.driving.types import DriveView
from tongban.assessment.exams.types import Sitting, SittingState
from tongban.core import clock, entries, rows
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.law.rules import driving_tests as law
from tongban.law.rules.driving_tests import Sheet
from tongban.law.text import Text

REGISTER = "driving"
SECOND_CAR = Text(
    zh="这次考试已有另一辆车在上报，本车的数据没有接收。", en="Another car reports for this sitting: nothing was taken."
)
NOT_RUNNING = Text(zh="这次考试没有在进行。", en="This sitting is not running.")
NOT_OPEN = Text(zh="这次行驶已经结束，不再接收数据。", en="This drive has ended: nothing more is taken.")
BAD_COURSE = Text(zh="场地测绘文件无法使用。", en="The survey of the course cannot be used.")
OTHER_SUBJECT = Text(zh="这个场地不考这个科目。", en="This course is of another subject.")


def register_car(
    *, code: str, centre: str, measures: Mapping[str, int], public_key: str, actor: Actor, automatic: bool = False
) -> None:
    """Register a test car with the public key of its unit; again: measures and key are replaced."""
    with transaction.atomic(savepoint=False):
        models.TestCar.objects.update_or_create(
            code=code,
            defaults={
                "centre": centre, "automatic": automatic, "measures": dict(measures), "public_key": public_key,
                "since": clock.today(), "withdrawn_on": None,
            },
        )  # fmt: skip
        said = {"car": code, "centre": centre, "key": public_key}
        entries.write(
            register=REGISTER, subject=new_id(), kind="car_registered", effective_on=clock.today(), actor=actor,
            cause="configuration", facts=said,
        )  # fmt: skip


def keep_course(content: str) -> str:
    """Keep a survey and return its digest. The same survey again changes nothing."""
    try:
        course = Course.of(content)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise BadInput("course", BAD_COURSE) from error
    row = models.Course(
        digest=course.digest, code=course.code, subject=course.subject, content=content, kept_at=clock.now()
    )
    rows.insert(row, otherwise="ON CONFLICT DO NOTHING")
    return course.digest


def keep_sheet(sheet: Sheet) -> str:
    """Keep what riding or driving is judged by, for ever; return its digest."""
    kept = models.Sheet(digest=sheet.digest, content=sheet.content, kept_at=clock.now())
    rows.insert(kept, otherwise="ON CONFLICT DO NOTHING")
    return sheet.digest


def open_drive(
    *, sitting_id: UUID, car: str, course: str, began_at: datetime, actor: Actor, source: str = "line"
) -> DriveView:
    """A car begins, or goes on after a lost line, to report for a sitting that is running.

    Raises Conflict for another car (which is noted beside the drive), and where the sitting is not running.
    """
    with transaction.atomic():
        found = models.Drive.for_system("who reports for a sitting").filter(sitting=sitting_id).first()
        if found is None:
            found = _begun(exams.get_sitting(sitting_id), car, course, began_at, source, actor)
    if found.car_id != car:
        note(drive_id=found.id, kind="second_car", detail={"car": car})
        raise Conflict(SECOND_CAR, code="second_car")
    return queries.view(found)


def _begun(sitting: Sitting, car: str, course: str, began_at: datetime, source: str, actor: Actor) -> models.Drive:
    if sitting.state is not SittingState.RUNNING:
        raise Conflict(NOT_RUNNING, code="not_running")
    if not models.Course.objects.filter(digest=course, subject=sitting.subject).exists():
        raise Conflict(OTHER_SUBJECT, code="other_subject")
    drive = models.Drive(
        id=new_id(), sitting=sitting.id, person=exams.get_file(sitting.file_id).person_id, centre=sitting.centre,
        car_id=car, course_id=course, subject=sitting.subject, licence_class=sitting.target, began_at=began_at,
        opened_at=clock.now(), source=source,
    )  # fmt: skip
    if not rows.insert(drive, otherwise="ON CONFLICT (sitting) DO NOTHING"):
        return models.Drive.for_system("another car was first").get(sitting=sitting.id)
    said = {"sitting": sitting.id, "car": car, "course": course, "began_at": began_at, "source": source}
    write(drive, "drive_opened", actor, said)
    wrong = abs((drive.opened_at - began_at).total_seconds())
    if source == "line" and wrong > law.clock_seconds(clock.today(), book()):
        _note(drive, "clock_differs", {"seconds": round(wrong)})
    return drive


def take_in(*, drive_id: UUID, frames: bytes) -> int:
    """Keep frames as they came, and return how many the drive has received in all. What this returns may be
    acknowledged once the transaction has ended. Raises Conflict where the drive has ended."""
    count = len(frames) // SIZE
    with transaction.atomic():
        drive = models.Drive.for_system("take in").select_for_update().get(pk=drive_id)
        if drive.state != "open":
            raise Conflict(NOT_OPEN, code="not_open")
        numbers = [int.from_bytes(frames[place * SIZE : place * SIZE + 4], "little") for place in range(count)]
        rows.insert(
            models.Chunk(
                drive_id=drive.id, place=drive.chunks, frames=zlib.compress(frames, 6), count=count,
                first=min(numbers), last=max(numbers), sha256=hashlib.sha256(frames).hexdigest(),
                received_at=clock.now(),
            )
        )  # fmt: skip
        drive.chunks, drive.frames = drive.chunks + 1, drive.frames + count
        rows.update(drive, "chunks", "frames")
    return drive.frames


def note(*, drive_id: UUID, kind: str, detail: Mapping[str, Any]) -> None:
    """Note something about a drive that is not as it should be."""
    with transaction.atomic():
        _note(models.Drive.for_system("note").get(pk=drive_id), kind, detail)


def close_drive(*, drive_id: UUID, sent: int, actor: Actor) -> DriveView:
    """The car says that it has sent everything: so many different frames. Again: nothing changes."""
    with transaction.atomic():
        drive = models.Drive.for_system("close").select_for_update().get(pk=drive_id)
        if drive.state == "open":
            kept = len(queries.numbers(drive_id))
            if kept != sent:
                _note(drive, "count_differs", {"sent": sent, "kept": kept})
            drive.state, drive.closed_at = "closed", clock.now()
            rows.update(drive, "state", "closed_at")
            write(drive, "drive_closed", actor, {"frames": kept, "digest": queries.digest(drive_id)})
    return queries.view(drive)


def follow_merger(*, keep: UUID, merged: UUID) -> None:
    """Two rows were one person: whose drives these are follows; the entry stands in the exam file. One statement."""
    models.Drive.for_system("merged persons").filter(person=merged).update(person=keep)


def write(drive: models.Drive, kind: str, actor: Actor, said: Mapping[str, Any]) -> UUID:
    """The entry of something that happened to a drive."""
    return entries.write(
        register=REGISTER, subject=drive.id, kind=kind, effective_on=clock.today(), actor=actor,
        cause=f"sitting:{drive.sitting}", facts=said,
    )  # fmt: skip


def _note(drive: models.Drive, kind: str, detail: Mapping[str, Any]) -> None:
    rows.insert(models.Note(id=new_id(), drive_id=drive.id, kind=kind, detail=dict(detail), noted_at=clock.now()))
