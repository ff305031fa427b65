"""Making a set: blanks are taken, the press makes a plate of each, and the number is read back from its picture."""

from uuid import UUID

from django.db import transaction

from tongban.core import clock, outbox, sealed
from tongban.core.actor import Actor
from tongban.core.errors import Conflict
from tongban.core.plates import Plate
from tongban.documents import actions
from tongban.documents.models import PlateMaker, PlatePiece
from tongban.documents.plates import record
from tongban.documents.plates.types import SetView
from tongban.exchange import press
from tongban.law.text import Text

MISREAD = Text(
    zh="照片上读出的号码是“{read}”，应为“{number}”。请报废重做。",
    en='The picture reads "{read}" instead of "{number}". Scrap the plate and make it again.',
)
NOTHING_READ = Text(zh="（无法识别）", en="nothing")


def take_blanks(*, set_id: UUID, actor: Actor) -> SetView:
    """Take a blank for each piece that has none (领用半成品). Raises OutOfBlanks; then nothing is taken."""
    with transaction.atomic(savepoint=False):
        of = record.locked(set_id, "assigned", at=actor.office)
        made = record.pieces(of)
        taken = [piece for piece in made if piece.state == "ordered"]
        for piece in taken:
            piece.serial = actions.take_blank(office=of.maker, cause=f"plates:{of.id}", kind=piece.kind)
            piece.state, piece.where, piece.changed_at = "blank_issued", of.maker, clock.now()
            piece.save()
        record.settle(of, made)
        record.write(of, "plate_blanks_issued", actor, serials=[piece.serial for piece in taken])
        return record.view(of, made)


def press_set(*, set_id: UUID, actor: Actor) -> SetView:
    """Let the press make a plate of each blank of a set. Outside a transaction; asked again, nothing is made twice.

    Raises ExchangeError where the press jams, is silent or says nonsense: what was made until then is kept.
    """
    with transaction.atomic():
        of = record.locked(set_id, "blank_issued", at=actor.office)
        made = record.pieces(of)
    where = PlateMaker.objects.get(outlet=of.maker)
    for piece in made:
        if piece.state == "blank_issued":
            pressed = press.make(
                job=piece.serial, plate=Plate(of.plate_type, of.number), kind=piece.kind, maker=of.maker,
                address=where.press,
            )  # fmt: skip
            keep(set_id, piece.id, pressed, actor)
    with transaction.atomic():
        of = record.locked(set_id, at=actor.office)
        return record.view(of, record.pieces(of))


def keep(set_id: UUID, piece_id: UUID, pressed: press.Pressed, actor: Actor) -> None:
    """Write down a plate that the press has made; of two who pressed the same button, one writes."""
    with transaction.atomic():
        of = record.locked(set_id, "blank_issued", at=actor.office)
        piece = PlatePiece.objects.select_for_update().get(id=piece_id)
        if piece.state != "blank_issued":
            return
        piece.state, piece.changed_at = "pressed", clock.now()
        piece.machine, piece.pressed_at, piece.read = pressed.machine, pressed.at, pressed.read
        piece.picture, piece.picture_type = sealed.pack_bytes(pressed.picture), pressed.picture_type
        piece.save()
        record.settle(of, record.pieces(of))
        record.write(of, "plate_pressed", actor, serial=piece.serial, machine=piece.machine)


def check(*, set_id: UUID, actor: Actor) -> SetView:
    """Pass the check (质检合格) and put the set on the shelf: each picture reads as the number that was ordered.

    Raises Conflict for a plate that reads otherwise: it is scrapped by two people.
    """
    with transaction.atomic(savepoint=False):
        of = record.locked(set_id, "pressed", at=actor.office)
        made = record.pieces(of)
        for piece in made:
            if piece.read != of.number:
                read = piece.read or NOTHING_READ
                raise Conflict(MISREAD.fill(read=read, number=of.number), code="plates.misread")
            piece.state, piece.checked_by, piece.changed_at = "in_stock", actor.account_id, clock.now()
            piece.save()
        of.ready_at = clock.now()
        record.settle(of, made)
        record.write(of, "plates_checked", actor, serials=[piece.serial for piece in made])
        outbox.announce("plates_ready", plates=of.id)
        return record.view(of, made)


def replace_blank(*, serial: str, actor: Actor) -> UUID:
    """A piece is rejected (two people have seen it): another one takes its place, on a blank to be taken."""
    old = PlatePiece.objects.select_for_update().get(serial=serial)
    of = record.locked(old.set_id, at=actor.office)
    old.state, old.changed_at = "rejected", clock.now()
    old.save()
    PlatePiece(set=of, place=old.place, kind=old.kind, changed_at=clock.now()).save(force_insert=True)
    record.settle(of, record.pieces(of))
    record.write(of, "plate_rejected", actor, serial=serial)
    return of.id


def being_made(serial: str, office: str) -> UUID:
    """The set that a blank is part of, while it is being made at an office. Raises Conflict where it is not."""
    piece = PlatePiece.objects.filter(serial=serial, set__maker=office).select_related("set").first()
    if piece is None or piece.state not in ("blank_issued", "pressed") or piece.set.voided_on:
        raise Conflict(record.NOT_NOW)
    return piece.set_id
