"""The last steps before a licence: asked to a ceremony, taught, sworn (领证宣誓). Verbs like those of `actions`."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tongban.assessment.exams import models, queries, record
from tongban.assessment.exams.types import CeremonyView, FileState, Invited
from tongban.core import clock, outbox, rows
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.ids import new_id
from tongban.law.text import Text

NO_CEREMONY = Text(zh="没有这场宣誓仪式。", en="There is no such ceremony.")
NOT_INVITED = Text(zh="这个人没有被安排参加这场仪式。", en="This person is not asked to this ceremony.")
NOT_PASSED = Text(zh="还有科目没有合格。", en="Not every subject is passed.")
NOT_HERE = Text(zh="请先签到。", en="Note the arrival first.")
NO_MINUTES = Text(zh="请填写教育的分钟数。", en="Give the minutes of education.")
PAST = Text(zh="仪式时间应在现在之后。", en="A ceremony lies ahead.")
_LONGEST = 600


def plan(*, office: str, place: str, starts_at: datetime, actor: Actor) -> CeremonyView:
    """Plan a ceremony; planning the same again returns the first. Raises BadInput for a time that has passed."""
    if starts_at < clock.now():
        raise BadInput("starts_at", PAST)
    ceremony = models.Ceremony(id=new_id(), office=office, place=place, on=clock.day_of(starts_at), starts_at=starts_at)
    with transaction.atomic(savepoint=False):
        rows.insert(ceremony, otherwise="ON CONFLICT DO NOTHING")
        found = models.Ceremony.objects.get(office=office, starts_at=starts_at)
    return _ceremony(found)


def invite(*, file_id: UUID, actor: Actor, cause: str) -> Invited | None:
    """Ask somebody who has passed everything to the next ceremony of their office, the same day where there is one;
    None where none is planned. Asking again changes nothing. Raises Conflict before everything is passed."""
    with transaction.atomic(savepoint=False):
        file = record.locked_file(file_id)
        if file.state != FileState.PASSED:
            raise Conflict(NOT_PASSED, code="exam_file_state")
        already = find_invitation(file_id)
        if already is not None and already.ceremony.starts_at >= clock.now():
            return already
        following = models.Ceremony.objects.filter(office=file.office, starts_at__gte=clock.now())
        ceremony = following.order_by("starts_at").first()
        if ceremony is None:
            return None
        rows.insert(
            models.Attendance(ceremony_id=ceremony.id, file_id=file.id, invited_at=clock.now()),
            otherwise="ON CONFLICT DO NOTHING",
        )
        said = {"ceremony": ceremony.id, "on": ceremony.on}
        record.note(file, "invited", actor, cause, said)
        outbox.announce("oath_planned", file=file.id)
    return find_invitation(file_id)


def attend(*, file_id: UUID, ceremony_id: UUID, actor: Actor, cause: str) -> Invited:
    """The person has come. Again changes nothing."""
    with transaction.atomic(savepoint=False):
        file, row = _attendance(file_id, ceremony_id)
        if row.came_at is None:
            _set(row, came_at=clock.now())
            record.note(file, "attended", actor, cause, {"ceremony": ceremony_id})
    return _invited(row, file, row.ceremony)


def teach(*, file_id: UUID, ceremony_id: UUID, minutes: int, actor: Actor, cause: str) -> Invited:
    """The person was taught for so many minutes. Raises Conflict before they have come."""
    if not 0 < minutes <= _LONGEST:
        raise BadInput("minutes", NO_MINUTES)
    with transaction.atomic(savepoint=False):
        file, row = _attendance(file_id, ceremony_id)
        if row.came_at is None:
            raise Conflict(NOT_HERE, code="not_here")
        _set(row, educated_minutes=minutes)
        record.note(file, "taught", actor, cause, {"ceremony": ceremony_id, "minutes": minutes})
    return _invited(row, file, row.ceremony)


def swear(*, file_id: UUID, ceremony_id: UUID, actor: Actor, cause: str) -> Invited:
    """The person takes the oath: whoever issues the licence listens to "oath_taken". Again changes nothing."""
    with transaction.atomic(savepoint=False):
        file, row = _attendance(file_id, ceremony_id)
        if row.came_at is None:
            raise Conflict(NOT_HERE, code="not_here")
        if row.sworn_at is None:
            _set(row, sworn_at=clock.now())
            record.note(file, "sworn", actor, cause, {"ceremony": ceremony_id})
            outbox.announce("oath_taken", file=file.id)
    return _invited(row, file, row.ceremony)


def find_invitation(file_id: UUID) -> Invited | None:
    """The newest ceremony to which somebody is asked, or None. One statement."""
    rows_ = models.Attendance.objects.filter(file=file_id).select_related("ceremony", "file")
    row = rows_.order_by("-ceremony__starts_at").first()
    return _invited(row, row.file, row.ceremony) if row else None


def invited_to(ceremony_id: UUID) -> list[Invited]:
    """Everybody who is asked to a ceremony, in the order of asking. One statement."""
    found = models.Attendance.objects.filter(ceremony=ceremony_id).select_related("ceremony", "file")
    return [_invited(row, row.file, row.ceremony) for row in found.order_by("invited_at", "file_id")]


def ceremonies(office: str, *, limit: int = 20) -> list[CeremonyView]:
    """The ceremonies of an office from today on, then those of the days before, nearest first. Two statements."""
    own, today = models.Ceremony.objects.filter(office=office), clock.today()
    coming = own.filter(on__gte=today).order_by("starts_at")[:limit]
    past = own.filter(on__lt=today).order_by("-starts_at")[:limit]
    return [_ceremony(row) for row in (*coming, *past)]


def get_ceremony(ceremony_id: UUID) -> CeremonyView:
    """A ceremony; NotFound where there is none. One statement."""
    row = models.Ceremony.objects.filter(pk=ceremony_id).first()
    if row is None:
        raise NotFound(NO_CEREMONY)
    return _ceremony(row)


def _attendance(file_id: UUID, ceremony_id: UUID) -> tuple[models.ExamFile, models.Attendance]:
    file = record.locked_file(file_id)
    row = models.Attendance.objects.filter(file=file_id, ceremony=ceremony_id).select_related("ceremony").first()
    if row is None:
        raise NotFound(NOT_INVITED)
    return file, row


def _set(row: models.Attendance, **values: object) -> None:
    models.Attendance.objects.filter(file=row.file_id, ceremony=row.ceremony_id).update(**values)
    for name, value in values.items():
        setattr(row, name, value)


def _ceremony(row: models.Ceremony) -> CeremonyView:
    return CeremonyView(row.id, row.office, row.place, row.on, row.starts_at)


def _invited(row: models.Attendance, file: models.ExamFile, ceremony: models.Ceremony) -> Invited:
    return Invited(
        ceremony=_ceremony(ceremony), file_id=file.id, person_id=file.person, target=file.target,
        state=queries.view(file).state, came_at=row.came_at, educated_minutes=row.educated_minutes,
        sworn_at=row.sworn_at, licensed_at=file.licensed_at,
    )  # fmt: skip
