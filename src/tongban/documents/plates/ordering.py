"""Ordering a set of plates: the old one is void from that moment."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from tongban.core import clock, sealed
from tongban.core.actor import Actor
from tongban.core.law_book import book
from tongban.core.plates import Plate
from tongban.documents.models import PlatePiece, PlateSet
from tongban.documents.plates import record
from tongban.documents.plates.routing import assign
from tongban.law.rules import plate_making as rule


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who gets a set, by which case and how: at a window, or by post to `address` (name, phone, address)."""

    person: UUID
    case: UUID | None  # None: ordered without a case
    office: str
    delivery: str = "office"
    address: dict[str, str] | None = None


def order(
    *, plate: Plate, vehicle_id: UUID, to: Receiver, actor: Actor, cause: str, lost: Collection[str] = (),
    urgent: bool = False, first: bool = False,
) -> UUID:  # fmt: skip
    """Order a set for a number, in the transaction of the decision: the former set is void from this moment (O164.51).

    `lost`: the places ("front", "rear") of former plates that cannot be handed in; they are announced void. `first`:
    no plates of this number are about, so that there is nothing to end.
    """
    with transaction.atomic(savepoint=False):
        if not first:
            end_former(plate, vehicle_id, cause, actor, lost)
        now = clock.now()
        new = PlateSet(
            plate_type=plate.type, number=plate.number, vehicle=vehicle_id, person=to.person, case=to.case,
            office=to.office, urgent=urgent, delivery=to.delivery, ordered_at=now, changed_at=now,
            address=sealed.pack(to.address) if to.address else b"",
        )  # fmt: skip
        new.save(force_insert=True)
        places = rule.places(plate.type, clock.today(), book())
        kinds = rule.blanks(plate.type, clock.today(), book())
        PlatePiece.objects.bulk_create(
            PlatePiece(set=new, place=place, kind=kind, changed_at=now)
            for place, kind in zip(places, kinds, strict=True)
        )
        record.write(new, "plates_ordered", actor, pieces=len(places), urgent=urgent)
        assign(new)
        return new.id


def end_former(plate: Plate, vehicle_id: UUID, cause: str, actor: Actor, lost: Collection[str] = ()) -> None:
    """Make the live set of a number void; one from before production was kept here is entered first."""
    former = _live(plate) or _from_before(plate, vehicle_id)
    former.voided_on, former.void_cause, former.changed_at = clock.today(), cause, clock.now()
    former.save()
    made = record.pieces(former)
    for piece in made:
        _end_piece(piece, lost)
    record.write(former, "plates_void", actor, lost=sorted(lost), by=cause)


def _live(plate: Plate) -> PlateSet | None:
    rows = PlateSet.for_system("the set before").select_for_update()
    return rows.filter(plate_type=plate.type, number=plate.number, voided_on=None).first()


def _from_before(plate: Plate, vehicle_id: UUID) -> PlateSet:
    """A set that is on a vehicle and of whose making nothing is known here."""
    now, on = clock.now(), clock.today()
    before = PlateSet(
        plate_type=plate.type, number=plate.number, vehicle=vehicle_id, state="issued", ordered_at=now, changed_at=now
    )
    before.save(force_insert=True)
    places, kinds = rule.places(plate.type, on, book()), rule.blanks(plate.type, on, book())
    PlatePiece.objects.bulk_create(
        PlatePiece(set=before, place=place, kind=kind, state="issued", changed_at=now)
        for place, kind in zip(places, kinds, strict=True)
    )
    return before


def _end_piece(piece: PlatePiece, lost: Collection[str]) -> None:
    """A piece of a void set: with its owner it is due or lost; at the maker it lies there to be destroyed; one that was
    never on a blank is none."""
    if piece.state == "ordered":
        piece.delete()
        return
    with_owner = piece.state == "issued"
    piece.state = ("missing" if piece.place in lost else "due") if with_owner else "returned"
    piece.changed_at = clock.now()
    piece.save()
