"""What callers of draws share."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tongban.law.text import Text


class DrawState(StrEnum):
    """Where a draw stands. OPEN: applications are or will be taken, or wait to be fixed."""

    OPEN = "open"
    ANNOUNCED = "announced"
    DRAWN = "drawn"
    CALLED_OFF = "called_off"


class Origin(StrEnum):
    """How a source's value reaches us: asked of a partner, or read by two people."""

    PARTNER = "partner"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class SourceKind:
    """A kind of public value: how it is written (`drawing.NUMBERS` or `TEXT`), how many, up to which, how it comes.

    `each` is the form of one published string; `count` how many there are.
    """

    code: str
    kind: str
    title: Text
    hint: Text
    origin: Origin
    count: int
    each: str


@dataclass(frozen=True, slots=True)
class Source:
    """A public value that a draw waits for. `issue` names it so that strangers look up the same one."""

    name: str
    kind: str  # a code of `sources.KINDS`
    issue: str
    due_at: datetime
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody of a list that is handed over whole: `wishes` are places of the pool from 1, empty for anything."""

    person: UUID
    weight: int = 1
    wishes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """What a person gets for their application: under `code` they find themselves on the published list."""

    draw: str
    code: str
    weight: int
    wishes: tuple[str, ...]  # items of the pool, best first; empty: anything


@dataclass(frozen=True, slots=True)
class ValueView:
    """What one source published, and what it gives to the seed. `witness` says how it got here."""

    source: str
    published: tuple[str, ...]
    published_at: datetime
    witness: str


@dataclass(frozen=True, slots=True)
class DrawView:
    """A draw as everybody may see it. Fields of a later day are None or empty before it."""

    id: UUID
    number: str
    title: Text
    basis: Text
    pilot: bool
    items: int
    sources: tuple[Source, ...]
    opens_at: datetime
    closes_at: datetime
    state: DrawState
    applicants: int
    commitment: str
    announced_at: datetime | None
    called_off: Text | None
    values: tuple[ValueView, ...]
    seed: str
    drawn_at: datetime | None

    @property
    def demo(self) -> bool:
        """True where a source is invented: such a draw decides nothing real."""
        return any(source.demo for source in self.sources)
