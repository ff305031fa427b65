"""How draws are written down and read back: entries, the lock of a draw, sources as JSON."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from tongban.allocation.models import Announcement, CalledOff, Draw
from tongban.allocation.types import Source
from tongban.core import clock, entries
from tongban.core.actor import Actor
from tongban.core.errors import Conflict, NotFound
from tongban.law.text import Text

REGISTER = "allocation"
NO_DRAW = Text(zh="没有这次摇号。", en="There is no such draw.")
FIXED = Text(
    zh="名单已经固定并公布，不能再报名、修改或者退出。",
    en="The list is fixed and published: nobody can apply, change or withdraw any more.",
)
OFF = Text(zh="这次摇号已经取消。", en="This draw was called off.")


def alone(number: str) -> Draw:
    """The draw's row, locked against everything else about this draw until the transaction ends. Raises NotFound."""
    draw = Draw.objects.select_for_update().filter(number=number).first()
    if draw is None:
        raise NotFound(NO_DRAW)
    return draw


def among_others(number: str) -> Draw:
    """The draw's row, locked against being fixed while applicants come in side by side. Raises NotFound."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM allocation_draw WHERE number = %s FOR KEY SHARE", [number])
        if cursor.fetchone() is None:
            raise NotFound(NO_DRAW)
    return Draw.objects.get(number=number)


def still_open(draw: Draw) -> None:
    """Raises Conflict where the list is fixed or the draw called off."""
    if Announcement.objects.filter(draw=draw).exists():
        raise Conflict(FIXED, code="draw_fixed")
    if CalledOff.objects.filter(draw=draw).exists():
        raise Conflict(OFF, code="draw_called_off")


def write(subject: UUID, kind: str, actor: Actor, facts: Mapping[str, Any], draw: Draw) -> UUID:
    """The entry of an action about a draw."""
    return entries.write(
        register=REGISTER,
        subject=subject,
        kind=kind,
        effective_on=clock.today(),
        actor=actor,
        cause=f"draw:{draw.number}",
        facts={"number": draw.number, **facts},
    )


def to_json(source: Source) -> dict[str, Any]:
    """A source as it is kept."""
    return {
        "name": source.name,
        "kind": source.kind,
        "issue": source.issue,
        "due_at": instant(source.due_at),
        "demo": source.demo,
    }


def sources_of(draw: Draw) -> tuple[Source, ...]:
    """The sources of a draw in their order."""
    return tuple(Source(**{**one, "due_at": datetime.fromisoformat(one["due_at"])}) for one in draw.sources)


def instant(at: datetime) -> str:
    """As in the published files: UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
