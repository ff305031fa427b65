"""The one way a vehicle changes: entry, facts, narrow row and papers together.

For the verbs of `actions` alone; every function here works inside the transaction of its verb.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from tongban.core import entries, outbox, rows
from tongban.core.actor import Actor
from tongban.core.errors import Conflict, NotFound
from tongban.core.ids import new_id
from tongban.law.text import Text
from tongban.registers import dated
from tongban.registers.types import Change
from tongban.registers.vehicles import fold
from tongban.registers.vehicles.models import Paper, Vehicle, VehicleFact
from tongban.registers.vehicles.types import REGISTER

_LOCKED = rows.Rows(Vehicle, "id = %s FOR UPDATE", why="change a vehicle")
_NEWEST_PAPER = rows.Rows(Paper, "vehicle = %s AND kind = %s ORDER BY number DESC LIMIT 1")
_VOID = (
    "UPDATE vehicles_paper SET voided_on = %s, voided_by = %s, void_cause = %s"
    " WHERE vehicle = %s AND kind = %s AND voided_on IS NULL"
)
NO_VEHICLE = Text(zh="没有这辆车的档案。", en="There is no such vehicle file.")
_TAKEN = {
    "vehicles_one_live_vin": Text(
        zh="这个车辆识别代号已经登记在另一辆车上，须由人核对。",
        en="Another live vehicle is registered with this VIN: a person has to look.",
    ),
    "vehicles_one_live_plate": Text(zh="这个号牌号码正在使用。", en="This plate number is in use."),
    "vehicles_serial_once": Text(zh="这个证件编号已经用过。", en="This serial was used before."),
}


def open_vehicle(
    kind: str,
    stated: Sequence[Change],
    effective_on: date,
    actor: Actor,
    cause: str,
    facts: Mapping[str, Any] | None = None,
    *,
    vehicle_id: UUID | None = None,
) -> tuple[Vehicle, UUID]:
    """Open a vehicle file, under an id that was given to it before: entry, facts, row and papers together.
    Returns row and entry. Raises Conflict where VIN, plate or serial is another's."""
    with transaction.atomic(savepoint=False):
        vehicle = Vehicle(id=vehicle_id or new_id(), revision=1)
        entry = write_entry(vehicle.id, kind, effective_on, actor, cause, stated, facts)
        told = dated.rows_of(VehicleFact, vehicle.id, entry, effective_on, stated)
        take_columns(vehicle, fold.fold((row.facet, row.value) for row in told))
        with taken_said():
            rows.insert(vehicle)
            rows.insert(*told)
            follow_papers(vehicle.id, stated, kind, effective_on, entry)
        announce(vehicle.id, kind, cause)
        return vehicle, entry


def change_vehicle(
    vehicle_id: UUID,
    kind: str,
    changes: Iterable[Change],
    effective_on: date,
    actor: Actor,
    cause: str,
    *,
    facts: Mapping[str, Any] | None = None,
) -> Vehicle:
    """Write the entry, its facts, the row and the papers together. Raises NotFound, Conflict where VIN, plate or serial
    is another's."""
    with transaction.atomic(savepoint=False):
        vehicle = locked(vehicle_id)
        state = fold.state_of(vehicle)
        said = [change for change in changes if _says_something(vehicle, change)]
        entry = write_entry(vehicle_id, kind, effective_on, actor, cause, said, facts)
        if said:
            rows.insert(*dated.rows_of(VehicleFact, vehicle_id, entry, effective_on, said))
        for change in said:
            state.apply(change.facet, change.value)
        take_columns(vehicle, state)
        vehicle.revision += 1
        with taken_said():
            rows.update(vehicle)
            follow_papers(vehicle_id, said, kind, effective_on, entry)
        announce(vehicle_id, kind, cause)
        return vehicle


def next_rank(vehicle_id: UUID) -> int:
    """One more than the highest rank that ever was: an ended restriction keeps its place."""
    known = VehicleFact.objects.filter(subject=vehicle_id, facet__startswith="restriction:", value__isnull=False)
    return max((int(value[1]) for value in known.values_list("value", flat=True) if value), default=0) + 1


def announce(vehicle_id: UUID, kind: str, cause: str) -> None:
    """Tell the rooms above that something about a vehicle has changed: its electronic documents follow."""
    outbox.announce("vehicle_changed", vehicle=vehicle_id, change=kind, cause=cause)


def locked(vehicle_id: UUID) -> Vehicle:
    """The vehicle, locked until the end of the transaction; NotFound where there is none."""
    vehicle = _LOCKED.first(vehicle_id)
    if vehicle is None:
        raise NotFound(NO_VEHICLE)
    return vehicle


def write_entry(
    vehicle_id: UUID,
    kind: str,
    on: date,
    actor: Actor,
    cause: str,
    said: Iterable[Change],
    facts: Mapping[str, Any] | None = None,
) -> UUID:
    """Write the entry of a change with what it states."""
    return entries.write(
        register=REGISTER,
        subject=vehicle_id,
        kind=kind,
        effective_on=on,
        actor=actor,
        cause=cause,
        facts={**(facts or {}), "states": [change.said(on) for change in said]},
    )


def take_columns(vehicle: Vehicle, state: fold.State) -> None:
    """Give the narrow row what the facts say."""
    for column, value in state.columns().items():
        setattr(vehicle, column, value)


def follow_papers(vehicle_id: UUID, said: Iterable[Change], cause: str, on: date, entry: UUID) -> None:
    """A new serial makes the paper before it void; None ends the paper without another."""
    for change in said:
        if change.facet not in ("licence", "certificate"):
            continue
        before = _NEWEST_PAPER.first(vehicle_id, change.facet)
        if before and before.voided_on is None:
            with connection.cursor() as cursor:
                cursor.execute(_VOID, [on, entry, cause, vehicle_id, change.facet])
        if change.value:
            number = before.number + 1 if before else 1
            rows.insert(
                Paper(
                    vehicle=vehicle_id, kind=change.facet, number=number, serial=str(change.value), issued_on=on,
                    cause=cause, entry=entry,
                )
            )  # fmt: skip


class taken_said:
    """What the database refuses because it is another's becomes a sentence for the person."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if isinstance(error, IntegrityError):
            for constraint, words in _TAKEN.items():
                if constraint in str(error):
                    raise Conflict(words, code=constraint.removeprefix("vehicles_")) from error


def _says_something(vehicle: Vehicle, change: Change) -> bool:
    """A letter that is not set, and a paper there is not, need not be ended: no fact without content."""
    if change.facet.startswith("letter:") and not change.value:
        return change.facet[7:] in vehicle.letters
    if change.facet in ("licence", "certificate", "plate") and not change.value:
        return bool(getattr(vehicle, change.facet))
    return True
