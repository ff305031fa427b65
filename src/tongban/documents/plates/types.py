"""What callers see of plates and of who makes them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from tongban.core.plates import Plate

MADE = ("ordered", "assigned", "blank_issued", "pressed", "in_stock", "posted")  # a set on its way
GONE = ("rejected", "destroyed")  # pieces that take nobody's place any more


@dataclass(frozen=True, slots=True)
class PieceView:
    """One plate of a set and where it lies ("": with its owner)."""

    id: UUID
    place: str
    kind: str
    serial: str
    state: str
    where: str
    machine: str
    pressed_at: datetime | None
    read: str
    pictured: bool
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class SetView:
    """A set of plates: for which case, where it is made, what was promised and what came of it."""

    id: UUID
    plate: Plate
    vehicle: UUID
    person: UUID | None
    case: UUID | None
    office: str
    maker: str
    state: str
    urgent: bool
    delivery: str
    parcel: str
    ordered_at: datetime
    promised_at: datetime | None
    ready_at: datetime | None
    reached_at: datetime | None
    changed_at: datetime
    voided_on: date | None
    pieces: tuple[PieceView, ...] = ()

    @property
    def late(self) -> bool:
        """True where it was ready only after what was promised."""
        return bool(self.promised_at and self.ready_at and self.ready_at > self.promised_at)


@dataclass(frozen=True, slots=True)
class MakerView:
    """A plate maker today: what waits there, and how long sets took of those made lately."""

    outlet: str
    centre: bool
    plate_types: tuple[str, ...]
    waiting: int
    suspended_on: date | None
    stock: dict[str, int] = field(default_factory=dict)  # blanks that nobody has spoken for, by kind
