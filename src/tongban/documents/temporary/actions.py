"""What happens to temporary plates: given, replaced by formal ones, ended, told of."""

from datetime import date
from uuid import UUID

from django.db import connection, transaction

from tongban.core import clock, entries, outbox
from tongban.core.actor import Actor
from tongban.core.ids import new_id
from tongban.documents.models import TemporaryPlate
from tongban.documents.temporary import queries
from tongban.documents.temporary.types import Given, TemporaryView

REGISTER = "documents"
SIGNS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # neither I nor O (GA 36)
LENGTH = 5
_NEXT = """
INSERT INTO documents_temporaryserial (prefix, last) VALUES (%s, 1)
ON CONFLICT (prefix) DO UPDATE SET last = documents_temporaryserial.last + 1 RETURNING last
"""
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('temporary:' || %s, 0))"


def hold(vin: str) -> None:
    """Nobody else gives a plate for this vehicle until the end of the transaction: what is counted after this stays."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [vin])


def give(*, given: Given, actor: Actor, cause: str) -> TemporaryView:
    """Give a plate under the next number of its authority, in the transaction of its decision."""
    with transaction.atomic(savepoint=False):
        row = TemporaryPlate(
            id=new_id(), number=_next_number(f"临{given.authority}{given.letter}"), row=given.row, area=given.area,
            sheets=given.sheets, vin=given.vin, name=given.name, vehicle_type=given.vehicle_type, person=given.person,
            holder=given.holder, case=given.case, office=given.office, region=given.region, since=given.since,
            until=given.until, insured_until=given.insured_until, given_at=clock.now(),
        )  # fmt: skip
        row.save(force_insert=True)
        facts = {"number": row.number, "row": row.row, "since": row.since, "until": row.until, "sheets": row.sheets}
        _write(row, "temporary_plate_given", given.since, actor, cause, **facts)
        outbox.announce("temporary_plate", plate=row.id)
        return queries.views([row])[0]


def formal_received(*, vin: str, on: date, actor: Actor, cause: str) -> int:
    """The owner has the formal plates: the temporary ones end so many working days later. Returns how many."""
    with transaction.atomic(savepoint=False):
        rows = TemporaryPlate.for_system("formal plates came").select_for_update()
        found = [one for one in rows.filter(vin=vin, formal_on=None, ended_on=None) if _still_counts(one, on)]
        for row in found:
            row.formal_on = on
            row.save()
            _write(row, "temporary_plate_ends", on, actor, cause, number=row.number)
            outbox.announce("temporary_plate", plate=row.id)
        return len(found)


def end(*, case_id: UUID, why: str, actor: Actor, cause: str) -> None:
    """What a case gave is void from today: its decision was struck ("correction"), or it was handed in."""
    with transaction.atomic(savepoint=False):
        rows = TemporaryPlate.for_system("its case was struck").select_for_update()
        row = rows.filter(case=case_id, ended_on=None).first()
        if row is None:
            return
        row.ended_on, row.ended_by = clock.today(), why
        row.save()
        _write(row, "temporary_plate_void", row.ended_on, actor, cause, number=row.number, why=why)
        outbox.announce("temporary_plate", plate=row.id)


def reminded(*, plate_id: UUID, on: date) -> bool:
    """Note that the owner was told; False where they were told before."""
    rows = TemporaryPlate.for_system("reminder").filter(id=plate_id, reminded_on=None)
    return rows.update(reminded_on=on) > 0


def _still_counts(row: TemporaryPlate, on: date) -> bool:
    return max(row.until, row.extended_until or row.until) >= on


def _next_number(prefix: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [prefix])
        [last] = cursor.fetchone()
    signs = ""
    for _ in range(LENGTH):
        last, sign = divmod(last, len(SIGNS))
        signs = SIGNS[sign] + signs
    return f"{prefix}{signs}"


def _write(of: TemporaryPlate, kind: str, on: date, actor: Actor, cause: str, **facts: object) -> None:
    entries.write(
        register=REGISTER, subject=of.id, kind=kind, effective_on=on, actor=actor, cause=cause, facts=dict(facts)
    )
