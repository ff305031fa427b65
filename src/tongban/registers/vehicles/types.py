"""What callers see of the register of vehicles."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tongban.core.plates import Plate
from tongban.law import facts
from tongban.law.text import Text
from tongban.registers.types import Change, FactView

__all__ = [
    "REGISTER", "ArrivedFile", "Change", "CheckView", "Difference", "FactView", "Moment", "Moving", "Owner", "PageView",
    "PaperView", "Past", "Vehicle",
]  # fmt: skip

REGISTER = "vehicles"  # how this register is called in entries


@dataclass(frozen=True, slots=True)
class Owner:
    """A registered owner or co-owner. `kind`: "person" (people.Person) or "organisation" (people.Organisation)."""

    id: UUID
    kind: str = "person"


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle as it stands (or stood) on a day. `law` is what rules read, `own` aside. `make` is what the maker
    fixed."""

    id: UUID
    vin: str
    plate_type: str
    plate: str
    colour: str
    engine: str
    make: dict[str, Any]
    authority: str
    region: str
    owners: tuple[Owner, ...]
    insured_to: date | None
    licence: str
    certificate: str
    revision: int
    law: facts.Vehicle

    @property
    def live(self) -> bool:
        """Neither deregistered nor revoked."""
        return not self.law.letters & {"E", "F"}

    @property
    def name(self) -> str:
        """Brand and model, as the licence prints them."""
        return f"{self.make.get('brand', '')}{self.make.get('model', '')}"

    def is_of(self, party: UUID) -> bool:
        """True for the owner and each co-owner."""
        return any(owner.id == party for owner in self.owners)


@dataclass(frozen=True, slots=True)
class PaperView:
    """One issue of a licence or certificate."""

    kind: str
    serial: str
    number: int
    issued_on: date
    valid: bool
    voided_on: date | None
    void_cause: str


@dataclass(frozen=True, slots=True)
class Days:
    """When something began, and the day on which it was ended."""

    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class PageView:
    """One page of the electronic file, without its content."""

    id: UUID
    kind: str
    sha256: str
    media_type: str
    added_on: date


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment in the life of a vehicle: the entry's kind and what it says, ids and codes only."""

    entry: UUID
    kind: str
    on: date
    recorded_at: datetime
    office: str
    channel: str
    cause: str
    said: dict[str, Any]
    corrected: bool = False  # a later entry struck it


@dataclass(frozen=True, slots=True)
class Difference:
    """The narrow row and the fold of the facts disagree: a report for a human, never a repair."""

    vehicle_id: UUID
    columns: dict[str, tuple[object, object]] = field(default_factory=dict)  # column: (row, facts)


@dataclass(frozen=True, slots=True)
class Past:
    """One thing that happened to a vehicle: the kind of its entry, its day, and what it states."""

    kind: str
    on: date
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class ArrivedFile:
    """A vehicle as the file that came from another city has it; `law` is what rules read."""

    vin: str
    make: dict[str, Any]
    colour: str
    engine: str
    original_holder: str  # region of the office that keeps what is on paper
    pages: int
    law: facts.Vehicle


@dataclass(frozen=True, slots=True)
class Moving:
    """The move of a vehicle here ("in") or away ("out"). `plate` is its number before; `file` while it waits to be
    entered."""

    id: UUID
    side: str
    office: str
    vehicle: UUID | None
    case: UUID | None
    state: str
    plate: Plate
    vin: str
    asked_at: datetime
    changed_at: datetime
    reasons: tuple[tuple[str, Text], ...]
    file: ArrivedFile | None
    flow: str = "move"
    buyer: str = ""
    meant_for: str = ""  # of a file that came by itself: the number of whoever it is for


@dataclass(frozen=True, slots=True)
class CheckView:
    """One check of a vehicle itself. `items`: what was found for each."""

    id: UUID
    vin: str
    stamped: str
    on: date
    checked_at: datetime
    result: str  # "passed", "failed", "suspected"
    items: dict[str, str]
    remarks: str
    recording: str
    officer: UUID
    officer_number: str
    photos: tuple[tuple[str, UUID], ...] = ()  # (item, photograph)
    from_office: str = ""  # region of the office that made it for us, where the vehicle was away from home

    @property
    def law(self) -> facts.VehicleCheck:
        """What a rule reads of it."""
        failed = tuple(item for item, found in self.items.items() if found != "ok")
        return facts.VehicleCheck(self.result, self.on, failed, away=bool(self.from_office))
