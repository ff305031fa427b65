"""Questions about drives."""

import hashlib
import zlib
from datetime import date
from uuid import UUID

from tongban.assessment.exams.driving import models
from tongban.assessment.exams.driving.course import Car, Course
from tongban.assessment.exams.driving.frames import SIZE, Series
from tongban.assessment.exams.driving.types import DriveView, Finding
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import NotFound
from tongban.core.law_book import book
from tongban.law.dates import add_days
from tongban.law.rules.driving_tests import Sheet
from tongban.law.text import Text

# What the rows are called outside: pages read them, only actions change them.
DriveRow = models.Drive
NoteRow = models.Note
AddedRow = models.AddedItem
ConflictRow = models.SiteConflict
FileRow = models.SiteFile
NO_DRIVE = Text(zh="没有这次行驶记录。", en="There is no such drive.")
OVER = Text(
    zh="自己的行驶记录在考试后三天内可以查看，现在已经过期。",
    en="Your own drive can be seen for three days after the test.",
)


def view(row: models.Drive) -> DriveView:
    """A drive as callers see it."""
    return DriveView(
        id=row.id, sitting_id=row.sitting, person_id=row.person, centre=row.centre, car=row.car_id,
        subject=row.subject, licence_class=row.licence_class, began_at=row.began_at, closed_at=row.closed_at,
        state=row.state, frames=row.frames, source=row.source,
    )  # fmt: skip


def get_drive(drive_id: UUID, actor: Actor) -> models.Drive:
    """A drive that the actor may see: staff those of their centre, a candidate the own one for some days.

    Raises NotFound. One statement.
    """
    row = models.Drive.visible_to(actor).select_related("car", "course").filter(pk=drive_id).first()
    if row is None:
        raise NotFound(NO_DRIVE)
    if actor.kind == "citizen" and clock.today() > seen_until(row):
        raise NotFound(OVER)
    return row


def drives_at(actor: Actor) -> list[models.Drive]:
    """The drives that the actor may see, the newest first. One statement."""
    return list(models.Drive.visible_to(actor).order_by("-began_at")[:100])


def find_drive_of(sitting_id: UUID) -> models.Drive | None:
    """The drive of a sitting, or None. One statement."""
    return models.Drive.for_system("the drive of a sitting").filter(sitting=sitting_id).first()


def received(drive_id: UUID) -> bytes:
    """All frames as they came. One statement. Raises ValueError where a chunk is not what it was."""
    parts = []
    chunks = models.Chunk.objects.filter(drive=drive_id).order_by("place")
    for place, packed, sha256 in chunks.values_list("place", "frames", "sha256"):
        frames = zlib.decompress(packed)
        if hashlib.sha256(frames).hexdigest() != sha256:
            raise ValueError(f"chunk {place} of drive {drive_id} is not what it was")
        parts.append(frames)
    return b"".join(parts)


def series(drive_id: UUID, sheet: Sheet) -> tuple[Series, tuple[Finding, ...]]:
    """A drive as columns, and what is to be said about its signals. One statement."""
    return Series.of(received(drive_id), sheet.limits)


def numbers(drive_id: UUID) -> set[int]:
    """The numbers of the frames that are kept. One statement."""
    frames = received(drive_id)
    return {int.from_bytes(frames[at : at + 4], "little") for at in range(0, len(frames), SIZE)}


def stored_to(drive_id: UUID) -> int:
    """How many frames from number 0 are kept without a gap: from here a car goes on. One statement."""
    kept, number = numbers(drive_id), 0
    while number in kept:
        number += 1
    return number


def digest(drive_id: UUID) -> str:
    """SHA-256 of all frames as they came. One statement."""
    return hashlib.sha256(received(drive_id)).hexdigest()


def course_and_car(drive: models.Drive) -> tuple[Course, Car]:
    """The course and the car of a drive. Two statements, none where the row was got with them."""
    return Course.of(drive.course.content), Car(**drive.car.measures)


def notes(drive_id: UUID) -> list[models.Note]:
    """What was noted while a drive was taken in. One statement."""
    return list(models.Note.objects.filter(drive=drive_id).order_by("noted_at", "id"))


def added(drive_id: UUID) -> list[models.AddedItem]:
    """The items that examiners added. One statement."""
    return list(models.AddedItem.objects.filter(drive=drive_id).order_by("id"))


def find_judged(drive_id: UUID) -> models.Judged | None:
    """The machine's judgement of a drive, or None. One statement."""
    return models.Judged.objects.filter(drive=drive_id).first()


def site_files(actor: Actor) -> list[models.SiteFile]:
    """The files that sites handed in, the newest first: those of the actor's centre. One statement."""
    return list(models.SiteFile.objects.filter(site=actor.office).order_by("-taken_at")[:100])


def conflicts(actor: Actor) -> list[models.SiteConflict]:
    """Where drives in files of the actor's centre and our record differ, open ones first. One statement."""
    found = models.SiteConflict.objects.select_related("file").filter(file__site=actor.office)
    found = found.exclude(there__has_key="result")
    return list(found.order_by("settled", "id")[:200])


def find_sheet(digest: str) -> Sheet | None:
    """A sheet that was kept, or None. One statement."""
    content = models.Sheet.objects.filter(digest=digest).values_list("content", flat=True).first()
    return Sheet.of(content) if content else None


def open_results() -> list[models.SiteConflict]:
    """Where results of a site without a network and our record differ and nobody has decided yet. One statement."""
    rows = models.SiteConflict.objects.select_related("file").filter(settled="", there__has_key="result")
    return list(rows.order_by("id")[:200])


def find_car(code: str) -> models.TestCar | None:
    """A test car in use, or None. One statement."""
    return models.TestCar.objects.filter(code=code, withdrawn_on=None).first()


def seen_until(row: models.Drive) -> date:
    """The last day on which a candidate may see the own drive: as with the recordings of a test."""
    day = clock.day_of(row.began_at)
    return add_days(day, book().value("exams.recording_view_days", day))


def newest(drive_id: UUID) -> Series:
    """The frames of the last chunk, for whoever watches a drive that is under way. One statement."""
    packed = models.Chunk.objects.filter(drive=drive_id).order_by("-place").values_list("frames", flat=True).first()
    return Series(zlib.decompress(packed) if packed else b"", ())
