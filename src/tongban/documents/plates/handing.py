"""A set goes to its owner, the old plates come back or are announced void."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from tongban.core import clock, outbox, sealed
from tongban.core.actor import Actor
from tongban.core.errors import Conflict
from tongban.documents.models import PlatePiece, PlateSet
from tongban.documents.plates import record
from tongban.documents.plates.types import SetView
from tongban.exchange import post
from tongban.law.text import Text

NOT_DUE = Text(zh="没有这块要收回的旧号牌。", en="No such old plate has to be handed in.")


def hand_out(*, set_id: UUID, returned: Collection[str], actor: Actor) -> SetView:
    """Hand a set out at its maker or office. `returned`: places of old plates that were handed in for it; of what is
    not handed in, the loss is announced."""
    with transaction.atomic(savepoint=False):
        of = record.locked(set_id, "in_stock", at=actor.office)
        _collect(of, returned, actor)
        return _reached(of, actor)


def send(*, set_id: UUID, actor: Actor) -> SetView:
    """Give a set to the post. The post is asked outside the transaction; asked twice, it takes one parcel."""
    with transaction.atomic():
        of = record.locked(set_id, "in_stock", at=actor.office)
    if of.delivery != "post" or of.person is None:
        raise Conflict(record.NOT_NOW)
    to = sealed.unpack(of.address)
    parcel = post.order_parcel(
        number=f"P{of.id.hex[-24:]}-{of.tries}", to_name=to["name"], to_phone=to["phone"], to_address=to["address"],
        contents="plates", case_id=of.case, person_id=of.person,
    )  # fmt: skip
    with transaction.atomic():
        of = record.locked(set_id, at=actor.office)
        if of.state == "in_stock":
            of.state, of.parcel, of.tries, of.changed_at = "posted", str(parcel.id), of.tries + 1, clock.now()
            of.save()
            record.write(of, "plates_posted", actor, parcel=str(parcel.id))
        return record.view(of, record.pieces(of))


def parcel_moved(parcel_id: UUID, kind: str, actor: Actor) -> None:
    """Follow a parcel: delivered ends the way, anything else that ends it brings the set back to its maker's shelf."""
    with transaction.atomic():
        rows = PlateSet.for_system("follow a parcel").select_for_update()
        of = rows.filter(parcel=str(parcel_id), state="posted").first()
        if of is None:
            return
        if kind == "delivered":
            _collect(of, (), actor)
            _reached(of, actor)
        elif kind in ("refused", "uncollected", "returned"):
            of.state, of.delivery, of.changed_at = "in_stock", "office", clock.now()
            of.save()
            record.write(of, "plates_came_back", actor, why=kind)
        elif kind == "lost":
            _remake(of, actor)


def _remake(of: PlateSet, actor: Actor) -> None:
    """The post has lost a set: its pieces are missing, the same set is made again, at nobody's cost."""
    for piece in record.pieces(of):
        piece.state, piece.where, piece.changed_at = "rejected", "", clock.now()
        piece.save()
        PlatePiece(set=of, place=piece.place, kind=piece.kind, changed_at=clock.now()).save(force_insert=True)
    of.state, of.parcel, of.ready_at, of.changed_at = "assigned", "", None, clock.now()
    of.save()
    record.write(of, "plates_lost_remade", actor)


def _reached(of: PlateSet, actor: Actor) -> SetView:
    """The set is in its owner's hand: its case is over."""
    made = record.pieces(of)
    for piece in made:
        piece.state, piece.where, piece.changed_at = "issued", "", clock.now()
        piece.save()
    of.state, of.reached_at, of.changed_at = "issued", clock.now(), clock.now()
    of.save()
    record.write(of, "plates_issued", actor, serials=[piece.serial for piece in made], fixings=len(made) * 2)
    outbox.announce("plates_reached", plates=of.id)
    return record.view(of, made)


def due_of(vehicle: UUID) -> list[PlatePiece]:
    """The old plates of a vehicle, of whichever number, that have to be handed in, front first. One statement."""
    rows = PlatePiece.objects.filter(set__vehicle=vehicle, state="due")
    return list(rows.select_related("set").order_by("place"))


def _collect(of: PlateSet, returned: Collection[str], actor: Actor) -> None:
    for piece in due_of(of.vehicle):
        state = "returned" if piece.place in returned else "missing"
        piece.state, piece.where, piece.changed_at = state, of.maker if state == "returned" else "", clock.now()
        piece.save()
        record.write(piece.set, f"plate_{state}", actor, place=piece.place, serial=piece.serial)


def take_back(*, piece_id: UUID, actor: Actor) -> None:
    """An old plate is handed in after all, or found: it stays void and goes to be destroyed."""
    with transaction.atomic(savepoint=False):
        rows = PlatePiece.objects.select_for_update(of=("self",)).select_related("set")
        piece = rows.filter(id=piece_id, state__in=["due", "missing"]).first()
        if piece is None:
            raise Conflict(NOT_DUE)
        piece.state, piece.where, piece.changed_at = "returned", actor.office, clock.now()
        piece.save()
        record.write(piece.set, "plate_returned", actor, place=piece.place, serial=piece.serial)


def withdraw(*, case_id: UUID, actor: Actor) -> None:
    """The decision behind a set was struck: its sets are void; what was declared void before stays void."""
    with transaction.atomic(savepoint=False):
        rows = PlateSet.for_system("its case was corrected").select_for_update()
        for of in rows.filter(case=case_id, voided_on=None):
            _withdraw(of, actor)


def _withdraw(of: PlateSet, actor: Actor) -> None:
    of.voided_on, of.void_cause, of.changed_at = clock.today(), "correction", clock.now()
    of.save()
    for piece in record.pieces(of):
        if piece.state == "ordered":
            piece.delete()
        elif piece.state == "issued":
            PlatePiece.objects.filter(id=piece.id).update(state="due", changed_at=clock.now())
        else:
            PlatePiece.objects.filter(id=piece.id).update(state="returned", changed_at=clock.now())
    record.write(of, "plates_void", actor, lost=[], by="correction")
