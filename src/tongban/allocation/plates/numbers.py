"""Numbers on vehicles: a reserved one is used by a decision, one that comes back is kept for its owner, then rests."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tongban.allocation.models import Choice, Number, Pool
from tongban.allocation.plates import record
from tongban.allocation.plates.types import Claimed, Energy, TakenAlready
from tongban.core import clock, plates
from tongban.core.actor import Actor
from tongban.core.errors import Conflict
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.core.rows import insert
from tongban.law.rules import plates as rule
from tongban.law.text import Text

USE = """
UPDATE allocation_number SET standing = 'used', vehicle = %(vehicle)s, claim = '', claim_ends_at = NULL, choice = NULL,
    holder = NULL, vin = '', kept_for = NULL, kept_to = NULL, returned_on = NULL
FROM (SELECT id, choice FROM allocation_number WHERE plate_type = %(plate_type)s AND number = %(number)s) AS before
WHERE allocation_number.id = before.id AND standing = 'pool' AND claim = 'reserved' AND claim_ends_at > %(now)s
    AND holder = %(person)s AND allocation_number.vin = %(vin)s
RETURNING allocation_number.id, before.choice
"""


def use(
    *, number: str, plate_type: str, vehicle_id: UUID, person: UUID, vin: str, effective_on: date, actor: Actor,
    cause: str,
) -> Claimed | TakenAlready:  # fmt: skip
    """Put a reserved number on its vehicle, in the transaction of the decision that registers it.

    TakenAlready where it is not, or no longer, reserved for this person and this vehicle: then nothing has changed.
    """
    told: dict[str, Any] = {
        "vehicle": vehicle_id, "plate_type": plate_type, "number": number, "person": person, "vin": vin,
        "now": clock.now(),
    }  # fmt: skip
    with transaction.atomic(savepoint=False):
        with connection.cursor() as cursor:
            cursor.execute(USE, told)
            found = cursor.fetchone()
        if found is None:
            return TakenAlready(number, plate_type)
        Choice.for_system("its number is used").filter(id=found[1]).update(ended="used")
        facts = {"number": number, "vehicle": str(vehicle_id)}
        record.write(found[0], "used", actor, facts, cause, effective_on)
    return Claimed(number, plate_type)


def give_back(
    *, number: str, plate_type: str, owner: UUID, used_since: date, effective_on: date, actor: Actor, cause: str,
    region: str = "",
) -> rule.Return:  # fmt: skip
    """A number comes off its vehicle: who used it long enough may have it again, and then it rests, then it is free.

    A number from before this pool was kept enters it now; `region` is that of the vehicle, for a pool that is new.
    Raises Conflict for a number that is withheld or in the pool already.
    """
    with transaction.atomic(savepoint=False):
        row = _row(plate_type, number, region)
        if row.standing == "withheld" or row.returned_on or row.claim:
            raise Conflict(Text(zh="这个号牌号码不在车上。", en="This number is on no vehicle."), code="not_used")
        back = rule.returned(used_since, effective_on, book().at(row.pool.region))
        row.standing, row.vehicle, row.askable_at, row.returned_on = "pool", None, None, effective_on
        row.opens_at = record.beginning_of(back.opens_on)
        row.kept_for, row.kept_to = (owner if back.kept_to else None), back.kept_to
        row.save()
        facts = {"number": number, "kept_to": back.kept_to, "opens_on": back.opens_on}
        record.write(row.id, "returned", actor, facts, cause, effective_on)
    return back


def swap(
    *, first: tuple[str, str, UUID], second: tuple[str, str, UUID], effective_on: date, actor: Actor, cause: str
) -> None:
    """Two numbers are exchanged between their vehicles: each said as type, number and the vehicle it was on. A number
    from before its pool was kept has no row."""
    with transaction.atomic(savepoint=False):
        for (plate_type, number, _), (_, _, vehicle) in ((first, second), (second, first)):
            rows = Number.for_system("numbers are exchanged").select_for_update()
            row = rows.filter(plate_type=plate_type, number=number, standing="used").first()
            if row:
                row.vehicle = vehicle
                row.save(update_fields=["vehicle"])
                facts = {"number": number, "vehicle": str(vehicle)}
                record.write(row.id, "swapped", actor, facts, cause, effective_on)


def resume(*, number: str, plate_type: str, vehicle_id: UUID, effective_on: date, actor: Actor, cause: str) -> None:
    """A number that a struck decision had given back is on its vehicle again. Raises Conflict where somebody has it
    meanwhile: a person has to find a way."""
    with transaction.atomic(savepoint=False):
        rows = Number.for_system("its return was struck").select_for_update()
        row = rows.filter(plate_type=plate_type, number=number).first()
        if row is None:
            return
        held = bool(row.claim) and row.claim_ends_at is not None and row.claim_ends_at > clock.now()
        if row.standing != "pool" or held:
            raise Conflict(Text(zh="原号码已经给了别人。", en="Somebody else has the former number."), code="not_free")
        row.standing, row.vehicle, row.returned_on, row.kept_for, row.kept_to = "used", vehicle_id, None, None, None
        row.claim, row.claim_ends_at, row.choice, row.holder, row.vin = "", None, None, None, ""
        row.save()
        facts = {"number": number, "vehicle": str(vehicle_id)}
        record.write(row.id, "resumed", actor, facts, cause, effective_on)


def _row(plate_type: str, number: str, region: str) -> Number:
    """The row of a number, locked; made where it was given before this pool was kept."""
    rows = Number.for_system("a number comes back").select_related("pool").select_for_update(of=("self",))
    found = rows.filter(plate_type=plate_type, number=number).first()
    if found is not None:
        return found
    key = {"authority": number[:2], "plate_type": plate_type, "energy": _energy(plate_type, number).value}
    Pool.objects.get_or_create(**key, defaults={"region": region})
    pool = Pool.objects.select_for_update().get(**key)
    pool.places += 1
    pool.save(update_fields=["places"])
    row = Number(
        id=new_id(), pool=pool, place=pool.places, plate_type=plate_type, number=number, standing="pool"
    )  # fmt: skip
    insert(row)
    return row


def _energy(plate_type: str, number: str) -> Energy:
    if plate_type not in ("51", "52"):
        return Energy.NONE
    return Energy.ELECTRIC if plates.agrees_with(plates.Plate(plate_type, number), "C") else Energy.HYBRID
