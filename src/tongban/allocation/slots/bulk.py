"""Sessions in bulk: what an office held before, by COPY. Nobody's slot is taken over: exam files say who was tested."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tongban.allocation.models import Session
from tongban.allocation.slots.types import REGISTER
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.bulk import NewEntry, copy_objects, write_entries


@dataclass(frozen=True, slots=True)
class PastSession:
    """A session that was held: where, when, for what, how many could come and how many did."""

    id: UUID
    site: str
    begins_at: datetime
    ends_at: datetime
    subjects: str
    classes: tuple[str, ...]
    quota: int
    taken: int


def take_over_sessions(*, sessions: Sequence[PastSession], actor: Actor, cause: str) -> None:
    """Keep sessions of the former register, each with its entry. Three statements.

    Raises IntegrityError (nothing is written) for an unknown site, or more people than could come.
    """
    rows = [
        Session(
            id=one.id, plan=None, place=0, site_id=one.site, begins_at=one.begins_at, ends_at=one.ends_at,
            subjects=one.subjects, classes=",".join(one.classes), capacity=one.quota, formula={}, quota=one.quota,
            taken=one.taken,
        )
        for one in sessions
    ]  # fmt: skip
    said = [
        NewEntry(one.id, "session_taken_over", clock.day_of(one.begins_at), {"site": one.site, "taken": one.taken})
        for one in sessions
    ]
    with transaction.atomic():
        write_entries(register=REGISTER, new=said, actor=actor, cause=cause)
        copy_objects(rows)
