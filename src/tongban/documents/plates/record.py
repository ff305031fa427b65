"""Entries of plates, their rows under lock, and how a set stands by its pieces."""

from datetime import date
from typing import Any
from uuid import UUID

from tongban.core import clock, entries
from tongban.core.actor import Actor
from tongban.core.errors import Conflict, NotFound
from tongban.core.plates import Plate
from tongban.core.rows import Rows
from tongban.documents.models import PlatePiece, PlateSet
from tongban.documents.plates.types import GONE, PieceView, SetView
from tongban.law.text import Text

REGISTER = "documents"
_PIECES = Rows(PlatePiece, "set_id = %s AND NOT state = ANY(%s) ORDER BY place, id")
NO_SET = Text(zh="没有这副号牌。", en="There is no such set of plates.")
NOT_NOW = Text(zh="这副号牌现在不能这样处理。", en="This cannot be done with these plates now.")
ORDER = ("ordered", "blank_issued", "pressed", "checked", "in_stock")  # a set is as far as its last piece


def write(of: PlateSet, kind: str, actor: Actor, on: date | None = None, **facts: Any) -> UUID:
    """Write what happened to a set; its number stands in each entry."""
    cause = f"case:{of.case}" if of.case else f"plates:{of.id}"
    said = {"number": of.number, "plate_type": of.plate_type, **facts}
    return entries.write(
        register=REGISTER, subject=of.id, kind=kind, effective_on=on or clock.today(), actor=actor, cause=cause,
        facts=said,
    )  # fmt: skip


def locked(set_id: UUID, *states: str, at: str = "") -> PlateSet:
    """A set under lock, not void and in one of the states (any, where none is named). `at`: its maker.

    Raises NotFound where there is none (at this maker), Conflict where it is not there.
    """
    found = PlateSet.for_system("moved by its maker").select_for_update().filter(id=set_id).first()
    if found is None or (at and found.maker != at):
        raise NotFound(NO_SET)
    if found.voided_on or (states and found.state not in states):
        raise Conflict(NOT_NOW)
    return found


def pieces(of: PlateSet) -> list[PlatePiece]:
    """The pieces that count, front first. One statement."""
    return _PIECES.all(of.id, list(GONE))


def settle(of: PlateSet, made: list[PlatePiece]) -> None:
    """Let a set stand where the last of its pieces stands."""
    last = min(ORDER.index(one.state) for one in made)
    state = {"ordered": "assigned" if of.maker else "ordered", "checked": "pressed"}.get(ORDER[last], ORDER[last])
    of.state, of.changed_at = state, clock.now()
    of.save()


def view(of: PlateSet, made: list[PlatePiece]) -> SetView:
    """A set as callers see it."""
    return SetView(
        of.id, Plate(of.plate_type, of.number), of.vehicle, of.person, of.case, of.office, of.maker, of.state,
        of.urgent, of.delivery, of.parcel, of.ordered_at, of.promised_at, of.ready_at, of.reached_at, of.changed_at,
        of.voided_on,
        tuple(
            PieceView(
                one.id, one.place, one.kind, one.serial, one.state, one.where, one.machine, one.pressed_at, one.read,
                bool(one.picture), one.changed_at,
            )
            for one in made
        ),
    )  # fmt: skip
