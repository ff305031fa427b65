"""What callers see of temporary plates."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Given:
    """A temporary plate that is about to be given. `authority`: 苏A, which its number begins with."""

    row: str
    area: str
    letter: str
    sheets: int
    vin: str
    name: str
    vehicle_type: str
    person: UUID
    holder: UUID
    authority: str
    office: str
    region: str
    since: date
    until: date
    insured_until: date
    case: UUID | None = None


@dataclass(frozen=True, slots=True)
class TemporaryView:
    """A temporary plate. `holds_until`: its last day, with orders and formal plates counted in."""

    id: UUID
    number: str
    row: str
    area: str
    sheets: int
    vin: str
    name: str
    vehicle_type: str
    person: UUID
    holder: UUID
    case: UUID | None
    office: str
    region: str
    since: date
    until: date
    insured_until: date
    extended_until: date | None
    extended_by: str
    formal_on: date | None
    ended_on: date | None
    holds_until: date

    def state(self, on: date) -> str:
        """How it stands on a day: "void", "expired", "not_yet", "valid"."""
        if self.ended_on is not None and self.ended_on <= on:
            return "void"
        if on > self.holds_until:
            return "void" if self.formal_on else "expired"
        return "not_yet" if on < self.since else "valid"

    def days_left(self, on: date) -> int:
        """The days on which it may still be used, this one counted; 0 where none is left."""
        return max(0, (self.holds_until - max(on, self.since)).days + 1) if self.state(on) != "void" else 0
