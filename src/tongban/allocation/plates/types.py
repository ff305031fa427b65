"""What callers of plate numbers share."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from tongban.law.text import Text

REGISTER = "plates"  # how these entries are called


class Energy(StrEnum):
    """Which drive a pool is for: numbers of new-energy vehicles say it."""

    NONE = ""
    ELECTRIC = "electric"
    HYBRID = "hybrid"


class State(StrEnum):
    """How a number stands at an instant."""

    UNRELEASED = "unreleased"
    RANDOM_ONLY = "random_only"
    AVAILABLE = "available"
    OFFERED = "offered"
    RESERVED = "reserved"
    USED = "used"
    KEPT = "kept"
    COOLING = "cooling"
    WITHHELD = "withheld"
    ROUND = "round"


@dataclass(frozen=True, slots=True)
class Reserved:
    """A number that is reserved for somebody and one vehicle; `until` is the instant at which it ends."""

    number: str
    plate_type: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """The number is theirs. `until`: the instant at which a reservation ends; None where it is on the vehicle now."""

    number: str
    plate_type: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class TakenAlready:
    """The number is not to be had: somebody else was first, or the reservation is over. An answer, no error."""

    number: str
    plate_type: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A number that its last owner may have again, to its last day."""

    number: str
    plate_type: str
    to: date


@dataclass(frozen=True, slots=True)
class PoolView:
    """A pool: whose numbers, which type, for which drive."""

    id: UUID
    authority: str
    region: str
    plate_type: str
    energy: Energy
    places: int


@dataclass(frozen=True, slots=True)
class SegmentView:
    """A block of numbers and when it is, or was, released."""

    id: UUID
    pool: PoolView
    mask: str
    size: int
    filed_on: date
    announced_at: datetime | None
    released_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """Somebody's choice as it stands: what is left to them, the set under way, and what they have."""

    id: UUID
    person: UUID
    vin: str
    name: str
    pool: PoolView
    channel: str
    sets_left: int
    set_size: int
    tries_left: int
    at_once: int
    offered: tuple[str, ...]
    set_ends_at: datetime | None
    got: str
    lapses_at: datetime | None

    def choosing(self, at: datetime) -> bool:
        """True while a random set is under way."""
        return bool(self.offered) and self.set_ends_at is not None and self.set_ends_at > at


@dataclass(frozen=True, slots=True)
class MotionView:
    """What an officer proposed about a number and nobody has confirmed yet."""

    id: UUID
    number: str
    plate_type: str
    kind: str
    why: Text
    proposed_by: UUID
    proposed_label: str


@dataclass(frozen=True, slots=True)
class BanView:
    """A ban that runs: whose, why, until when; who proposed to lift it, and for which reason."""

    id: UUID
    person: UUID
    ground: str
    since: date
    until: date
    proposed_by: UUID | None
    proposed_label: str
    reason: str


@dataclass(frozen=True, slots=True)
class PoolCount:
    """How many numbers of a pool stand how."""

    pool: PoolView
    counts: dict[State, int]


@dataclass(frozen=True, slots=True)
class Withheld:
    """A number that is not given out, with the reason that everybody may read."""

    number: str
    plate_type: str
    why: Text
