"""What callers see of the register of bikes."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tongban.law import facts

REGISTER = "bikes"  # how this register is called in entries
ORDINARY, DELIVERY = "ordinary", "delivery"


@dataclass(frozen=True, slots=True)
class Bike:
    """A bike as it stands (or stood) on a day. `law` is what rules read, `own` aside."""

    id: UUID
    code: str
    motor: str
    make: dict[str, Any]
    colour: str
    owner: UUID
    owner_kind: str
    region: str
    kind: str
    plate: str
    tag: str
    firm: UUID | None
    rider: UUID | None
    licence: str
    registered_on: date
    revision: int
    law: facts.Bike

    @property
    def name(self) -> str:
        """Brand and model."""
        return f"{self.make.get('brand', '')}{self.make.get('model', '')}"


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment in the life of a bike: the entry's kind and what it says, ids and codes only."""

    kind: str
    on: date
    recorded_at: datetime
    office: str
    channel: str
    said: dict[str, Any]
    corrected: bool = False  # a later entry struck it


@dataclass(frozen=True, slots=True)
class Difference:
    """The narrow row and the fold of the facts disagree: a report for a human, never a repair."""

    bike_id: UUID
    columns: dict[str, tuple[object, object]] = field(default_factory=dict)  # column: (row, facts)
