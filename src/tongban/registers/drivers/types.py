"""What callers see of the register of drivers."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from tongban.law.facts import Licence
from tongban.registers.types import Change, FactView

__all__ = ["REGISTER", "BanView", "CardStanding", "Change", "Difference", "Driver", "Employer", "FactView"]

REGISTER = "drivers"  # how this register is called in entries


@dataclass(frozen=True, slots=True)
class Employer:
    """The organisation a driver works for, as filed: its unified social credit code and name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Driver:
    """A driver file as it stands (or stood) on a day."""

    id: UUID
    person_id: UUID
    born: date
    file_number: str
    authority: str
    region: str
    licence: Licence
    card_serial: str
    version: int
    employer: Employer | None = None


@dataclass(frozen=True, slots=True)
class CardStanding:
    """Whether a card serial is the valid one, and if not since when and why."""

    serial: str
    known: bool
    valid: bool
    voided_on: date | None = None
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """The narrow row and the fold of the facts disagree: a report for a human, never a repair."""

    driver_id: UUID
    columns: dict[str, tuple[object, object]] = field(default_factory=dict)  # column: (row, facts)


@dataclass(frozen=True, slots=True)
class BanView:
    """A bar to applying as callers see it. `until` None: lifelong, or while present."""

    id: UUID
    person_id: UUID | None
    code: str
    since: date
    until: date | None
    entry: UUID
    lifted: bool
