"""Vehicles in bulk: the migration of an existing register, by COPY.

Every row and entry is the one that the verbs of `actions` would have written one after the other. A batch is one
transaction, all or nothing.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from tongban.core.actor import Actor
from tongban.core.bulk import NewEntry, copy_objects, copy_rows, write_entries
from tongban.core.ids import new_ids
from tongban.registers import dated
from tongban.registers.vehicles import fold
from tongban.registers.vehicles.changing import take_columns
from tongban.registers.vehicles.models import Paper, Vehicle, VehicleFact
from tongban.registers.vehicles.types import REGISTER, Past


def take_over_vehicles(*, lives: Sequence[Sequence[Past]], actor: Actor, cause: str) -> list[UUID]:
    """Take over vehicles with their lives, oldest moment first; return their ids in order. Seven statements.

    Raises ValueError for an unknown facet, IntegrityError (nothing is written) for a VIN, a number or a serial that a
    live vehicle has.
    """
    ids = new_ids(len(lives))
    moments = [(vehicle, past) for vehicle, life in zip(ids, lives, strict=True) for past in life]
    with transaction.atomic():
        new = [
            NewEntry(vehicle, past.kind, past.on, {"states": [change.said(past.on) for change in past.changes]})
            for vehicle, past in moments
        ]
        written = write_entries(register=REGISTER, new=new, actor=actor, cause=cause)
        copy_objects([_row(vehicle, life) for vehicle, life in zip(ids, lives, strict=True)])
        stated = zip(moments, written, strict=True)
        facts = (
            fact for (vehicle, past), entry in stated for fact in dated.lines_of(vehicle, entry, past.on, past.changes)
        )
        copy_rows(VehicleFact._meta.db_table, dated.LINE, facts)
        copy_objects(_papers(moments, written))
    return ids


def _row(vehicle: UUID, life: Sequence[Past]) -> Vehicle:
    """The narrow row after a whole life."""
    row = Vehicle(id=vehicle, revision=len(life))
    stated = sorted(
        ((change.since or past.on, change) for past in life for change in past.changes), key=lambda told: told[0]
    )
    take_columns(row, fold.fold((change.facet, change.value) for _, change in stated))
    return row


def _papers(moments: Sequence[tuple[UUID, Past]], written: Sequence[UUID]) -> list[Paper]:
    """Every licence and certificate that was issued; each void from the next of its kind on."""
    found: list[Paper] = []
    last: dict[tuple[UUID, str], Paper] = {}
    for (vehicle, past), entry in zip(moments, written, strict=True):
        for change in past.changes:
            if change.facet not in ("licence", "certificate"):
                continue
            before = last.pop((vehicle, change.facet), None)
            if before:
                before.voided_on, before.voided_by, before.void_cause = past.on, entry, past.kind
            if change.value:
                paper = Paper(
                    vehicle=vehicle, kind=change.facet, number=before.number + 1 if before else 1,
                    serial=str(change.value), issued_on=past.on, cause=past.kind, entry=entry,
                )  # fmt: skip
                found.append(paper)
                last[vehicle, change.facet] = paper
    return found
