"""Questions about plates: the work of a maker, the trace of a number, and what anybody may know."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tongban.core import clock, entries, sealed
from tongban.core.entries import EntryView
from tongban.core.errors import NotFound
from tongban.documents.models import PlatePiece, PlateSet
from tongban.documents.plates import record
from tongban.documents.plates.types import MADE, PieceView, SetView


@dataclass(frozen=True, slots=True)
class Waited:
    """How a maker kept its promises of late: sets ready, of those in time, and the median time in minutes."""

    ready: int
    in_time: int
    median_minutes: int | None


def at_maker(outlet: str, state: str = "", limit: int = 100) -> list[SetView]:
    """The sets of a maker that are under way: urgent first, then what was promised first. Two statements."""
    rows = PlateSet.for_system("work list of its maker").filter(maker=outlet, voided_on=None)
    rows = rows.filter(state=state) if state else rows.filter(state__in=MADE)
    return _views(rows.order_by("-urgent", "promised_at", "ordered_at")[:limit])


def without_maker() -> list[SetView]:
    """Sets that nobody could make yet. Two statements."""
    rows = PlateSet.for_system("routing").filter(state="ordered", maker="", voided_on=None)
    return _views(rows.order_by("-urgent", "ordered_at")[:100])


def get_at(set_id: UUID, outlet: str) -> SetView:
    """A set at its maker. Raises NotFound for any other's. Two statements."""
    rows = PlateSet.for_system("page of its maker").filter(id=set_id, maker=outlet)
    found = _views(rows)
    if not found:
        raise NotFound(record.NO_SET)
    return found[0]


def get(set_id: UUID) -> SetView:
    """A set by its id, for listeners. Two statements."""
    return _views(PlateSet.for_system("a listener was given the id").filter(id=set_id))[0]


def of_case(case_id: UUID) -> list[SetView]:
    """The sets that a case ordered, one for each vehicle it is about. Two statements."""
    return _views(PlateSet.for_system("page of its case").filter(case=case_id).order_by("ordered_at", "id"))


def under_way(case_id: UUID) -> bool:
    """True while a set of a case is on its way to its owner. One statement."""
    rows = PlateSet.for_system("is a case over").filter(case=case_id, voided_on=None)
    return rows.filter(state__in=MADE).exists()


def being_made(vehicle_ids: Collection[UUID]) -> dict[UUID, SetView]:
    """The sets on their way to their owners, by vehicle. Two statements."""
    rows = PlateSet.for_system("page of its owner").filter(vehicle__in=vehicle_ids, voided_on=None)
    return {one.vehicle: one for one in _views(rows.filter(state__in=MADE).order_by("ordered_at", "id"))}


def sets_of(number: str) -> list[SetView]:
    """Every set of a number, newest first, with every piece, scrapped ones too. Two statements."""
    rows = PlateSet.for_system("trace of a number").filter(number=number).order_by("-ordered_at", "-id")
    return _views(rows, all_pieces=True)


def history(of: SetView) -> list[EntryView]:
    """Who did what with a set, oldest first. One statement."""
    return entries.history(of.id, record.REGISTER)


def standing(number: str) -> str:
    """What anybody may know of the plates of a number: "valid", "being_made", or "" where nothing is on record here."""
    rows = PlateSet.for_system("public standing").filter(number=number)
    states = list(rows.values_list("state", "voided_on"))
    live = [state for state, voided_on in states if voided_on is None]
    if live:
        return "valid" if "issued" in live else "being_made"
    return "void" if states else ""


def has_void_plates(number: str) -> bool:
    """True where plates of a number are void and have not come back: they may still be about."""
    return PlatePiece.objects.filter(set__number=number, state__in=["due", "missing"]).exists()


def outstanding(number: str) -> list[PieceView]:
    """The void plates of a number that have not come back. Two statements."""
    return [piece for of in sets_of(number) for piece in of.pieces if piece.state in ("due", "missing")]


def find_picture(piece_id: UUID, outlet: str) -> tuple[bytes, str] | None:
    """The picture of a finished plate and its type, for its maker; None where there is none. One statement."""
    piece = PlatePiece.objects.filter(id=piece_id, set__maker=outlet).first()
    if piece is None or not piece.picture:
        return None
    return sealed.unpack_bytes(piece.picture), piece.picture_type


def waited(outlet: str, days: int = 30) -> Waited:
    """How long sets took at a maker, of those ready in the last days. One statement."""
    since = clock.now() - timedelta(days=days)
    rows = PlateSet.for_system("measured time").filter(maker=outlet, ready_at__gte=since)
    told = list(rows.values_list("ordered_at", "promised_at", "ready_at"))
    minutes = sorted(int((ready - ordered).total_seconds() // 60) for ordered, _, ready in told if ready)
    late = [1 for _, promised, ready in told if promised and ready and ready > promised]
    return Waited(len(told), len(told) - len(late), minutes[len(minutes) // 2] if minutes else None)


def silent_since(before: datetime) -> list[SetView]:
    """Sets on their way from blank to shelf of which nothing was heard since an instant. Two statements."""
    rows = PlateSet.for_system("nightly reconciliation").filter(
        state__in=["blank_issued", "pressed"], voided_on=None, changed_at__lt=before
    )
    return _views(rows.order_by("changed_at"))


def _views(rows: Iterable[PlateSet], all_pieces: bool = False) -> list[SetView]:
    sets = list(rows)
    held = PlatePiece.objects.filter(set__in=sets).order_by("place", "changed_at")
    if not all_pieces:
        held = held.exclude(state__in=["rejected", "destroyed"])
    by_set: dict[UUID, list[PlatePiece]] = {}
    for piece in held:
        by_set.setdefault(piece.set_id, []).append(piece)
    return [record.view(one, by_set.get(one.id, [])) for one in sets]
