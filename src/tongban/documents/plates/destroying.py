"""Old and spoilt plates are destroyed before two witnesses, weighed and filmed (销毁)."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.documents.models import Destruction, PlatePiece
from tongban.documents.plates import record
from tongban.law.text import Text

NOTHING = Text(zh="没有等待销毁的号牌。", en="No plate waits to be destroyed.")
ANOTHER = Text(zh="销毁须由另一人见证。", en="Another person has to witness the destruction.")
NO_WEIGHT = Text(zh="请填写称重的克数。", en="Enter the weight in grams.")
NO_VIDEO = Text(
    zh="请填写录像文件的 SHA-256 校验值（64 位）。", en="Enter the SHA-256 of the recording, 64 characters."
)


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch that one witness has proposed or two have seen destroyed."""

    id: UUID
    pieces: int
    first_witness: UUID
    begun_at: datetime
    weight_grams: int | None
    destroyed_at: datetime | None


def lying(outlet: str) -> list[PlatePiece]:
    """Returned and rejected plates at an outlet that are in no batch. One statement."""
    rows = PlatePiece.objects.filter(where=outlet, state__in=["returned", "rejected"], destruction=None)
    return list(rows.select_related("set").order_by("changed_at"))


def lying_here(outlet: str) -> list[tuple[str, str, str, datetime]]:
    """The same as (number, place, state, since). One statement."""
    return [(one.set.number, one.place, one.state, one.changed_at) for one in lying(outlet)]


def propose(*, actor: Actor) -> UUID:
    """Put everything that waits at the actor's outlet into one batch, as the first witness."""
    with transaction.atomic(savepoint=False):
        waiting = PlatePiece.objects.select_for_update().filter(id__in=[one.id for one in lying(actor.office)])
        if actor.account_id is None or not waiting:
            raise Conflict(NOTHING)
        batch = Destruction(outlet=actor.office, first_witness=actor.account_id, begun_at=clock.now())
        batch.save(force_insert=True)
        waiting.update(destruction=batch)
        return batch.id


def confirm(*, batch_id: UUID, weight_grams: int, video: str, actor: Actor) -> None:
    """See a batch destroyed as the second witness. Raises NotAllowed for the first one, BadInput without weight and
    recording."""
    if weight_grams <= 0:
        raise BadInput("weight", NO_WEIGHT)
    if not re.fullmatch(r"[0-9a-f]{64}", video.strip().lower()):
        raise BadInput("video", NO_VIDEO)
    with transaction.atomic(savepoint=False):
        rows = Destruction.objects.select_for_update()
        batch = rows.filter(id=batch_id, outlet=actor.office, destroyed_at=None).first()
        if batch is None:
            raise NotFound(NOTHING)
        if actor.account_id in (None, batch.first_witness):
            raise NotAllowed(ANOTHER)
        batch.second_witness, batch.weight_grams, batch.video = actor.account_id, weight_grams, video.strip().lower()
        batch.destroyed_at = clock.now()
        batch.save()
        for piece in PlatePiece.objects.filter(destruction=batch).select_related("set"):
            piece.state, piece.where, piece.changed_at = "destroyed", "", clock.now()
            piece.save()
            record.write(piece.set, "plate_destroyed", actor, place=piece.place, serial=piece.serial, batch=batch.id)


def batches(outlet: str) -> list[Batch]:
    """The batches of an outlet, those not yet seen by two first. Two statements."""
    rows = list(Destruction.objects.filter(outlet=outlet).order_by("-begun_at")[:20])
    held = list(PlatePiece.objects.filter(destruction__in=rows).values_list("destruction_id", flat=True))
    found = [
        Batch(one.id, held.count(one.id), one.first_witness, one.begun_at, one.weight_grams, one.destroyed_at)
        for one in rows
    ]
    return sorted(found, key=lambda one: one.destroyed_at is not None)
