"""What may happen to a clearance, and what border control tells. Every verb writes one entry."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from tongban.core import clock, entries, outbox
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict
from tongban.core.ids import new_id
from tongban.law.text import Text
from tongban.registers.crossing import queries
from tongban.registers.crossing.models import Clearance, Passage
from tongban.registers.crossing.types import ClearanceView, Given

REGISTER = "crossing"
LETTERS = {"hengqin": "Q", "macau": "A", "hongkong": "H"}  # a convention: the layout of such numbers is not on record
STANDS = Text(
    zh="这辆车或者这位车主已经有一份有效的牌证。", en="A clearance stands for this vehicle or this owner already."
)
NO_REASON = Text(zh="请写明原因。", en="Please give the reason.")
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('crossing:' || %s, 0))"
_LAST = "SELECT coalesce(max(substr(number, 5)::int), 0) FROM crossing_clearance WHERE number LIKE %s"


def give(*, given: Given, actor: Actor, cause: str) -> ClearanceView:
    """Give a clearance, in the transaction of its decision. Raises Conflict where one stands that excludes it."""
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        for held in sorted((given.vin, str(given.person), f"number:{given.scheme}")):
            cursor.execute(_LOCK, [held])
        if queries.stands(vin=given.vin, person=given.person, scheme=given.scheme, on=given.since):
            raise Conflict(STANDS)
        prefix = f"粤Z临{LETTERS[given.scheme]}"
        cursor.execute(_LAST, [f"{prefix}%"])
        [last] = cursor.fetchone()
        row = Clearance(
            id=new_id(), number=f"{prefix}{last + 1:06d}", scheme=given.scheme, ground=given.ground,
            person=given.person, vin=given.vin, home_plate=given.home_plate, name=given.name,
            drivers=[str(driver) for driver in given.drivers], case=given.case, office=given.office,
            region=given.region, since=given.since, until=given.until, insured_until=given.insured_until,
            given_at=clock.now(),
        )  # fmt: skip
        row.save(force_insert=True)
        _write(row, "clearance_given", given.since, actor, cause, scheme=row.scheme, until=row.until)
        return queries.get(row.id)


def cancel(*, clearance_id: UUID, why: str, actor: Actor, cause: str, effective_on: date | None = None) -> None:
    """End a clearance: a breach that a person found, its owner's wish, or a decision that was struck."""
    if not why.strip():
        raise BadInput("why", NO_REASON)
    with transaction.atomic(savepoint=False):
        row = Clearance.for_system("it is cancelled").select_for_update().get(id=clearance_id)
        if row.cancelled_on is not None:
            return
        row.cancelled_on, row.cancelled_why = effective_on or clock.today(), why.strip()[:200]
        row.save()
        _write(row, "clearance_cancelled", row.cancelled_on, actor, cause, why=row.cancelled_why)


def passed(*, number: str, vin: str, kind: str, at: datetime, port: str, actor: Actor) -> bool:
    """Keep a passage; False where it is kept already. The order in which passages are told does not matter."""
    row = Passage(number=number, vin=vin, kind=kind, at=at, port=port, told_at=clock.now())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if Passage.objects.filter(number=number).exists():
            return False
        raise
    clearance = queries.live_of(vin, clock.day_of(at))
    if clearance:
        entries.write(
            register=REGISTER, subject=clearance.id, kind=kind, effective_on=clock.day_of(at), actor=actor,
            cause=f"passage:{number}", facts={"port": port, "at": at.isoformat()},
        )  # fmt: skip
        outbox.announce("crossing_passed", clearance=clearance.id)
    return True


def warned(*, clearance_id: UUID, of: str) -> bool:
    """Note that the owner was told of something; False where that was told before."""
    rows = Clearance.for_system("reminder").filter(id=clearance_id).exclude(warned=of)
    return rows.update(warned=of) > 0


def follow_merger(*, keep: UUID, merged: UUID) -> None:
    """Two rows were one person: clearances follow."""
    Clearance.for_system("persons were merged").filter(person=merged).update(person=keep)


def _write(row: Clearance, kind: str, on: date, actor: Actor, cause: str, **facts: object) -> None:
    entries.write(
        register=REGISTER, subject=row.id, kind=kind, effective_on=on, actor=actor, cause=cause,
        facts={"number": row.number, **facts},
    )  # fmt: skip
