"""What callers of pass rates share."""

from dataclasses import dataclass, field
from datetime import date, datetime

from tongban.law.text import Text

REGISTER = "rates"  # how this room is called in entries

GROUP_WORDS = {
    "car": Text(zh="小型汽车", en="cars"),
    "large": Text(zh="大中型客货车", en="large vehicles"),
    "motorcycle": Text(zh="摩托车", en="motorcycles"),
    "special": Text(zh="专用机械、电车", en="special vehicles"),
}


@dataclass(frozen=True, slots=True)
class Interval:
    """A rate and its 95 % interval; shares of 1."""

    rate: float
    low: float
    high: float

    def beside(self, other: float) -> int:
        """Where a rate lies: -1 the whole interval is below it, 1 above, 0 it lies within."""
        return (self.low > other) - (self.high < other)


@dataclass(frozen=True, slots=True)
class Count:
    """Tests and passes, of all attempts and of first ones; `first` None where a source does not tell them."""

    tests: int = 0
    passes: int = 0
    first_tests: int | None = 0
    first_passes: int | None = 0

    def __add__(self, other: "Count") -> "Count":
        told = None not in (self.first_tests, other.first_tests)
        return Count(
            self.tests + other.tests,
            self.passes + other.passes,
            (self.first_tests or 0) + (other.first_tests or 0) if told else None,
            (self.first_passes or 0) + (other.first_passes or 0) if told else None,
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """What is shown of a centre, or of a month. `hidden`: there were too few tests, and `count` says nothing.

    `count` None and not hidden: the source publishes no counts of it.
    """

    key: str
    count: Count | None
    all: Interval | None = None
    first: Interval | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """A list of figures, the best rate first and those without one last; `total` of everything, hidden ones too."""

    rows: tuple[Figure, ...]
    total: Count
    all: Interval | None
    first: Interval | None
    hidden: int = 0
    above: int = 0
    below: int = 0

    @property
    def shown(self) -> tuple[Figure, ...]:
        """Those with a rate."""
        return tuple(row for row in self.rows if row.all)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which tests: subject, class group, and the months from `since` to `until` (their first days)."""

    subject: str
    group: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class SourceView:
    """Whose figures they are. `left_out`: rows that could not be taken, and were left out on purpose."""

    code: str
    title: Text
    publisher: str
    licence: str
    licence_url: str
    since: date
    until: date
    subject: str
    group: str
    imported_at: datetime
    digest: str
    left_out: int


@dataclass(frozen=True, slots=True)
class CentreOfOthers:
    """A test centre of another authority, as its source names it."""

    code: str
    name: str
    address: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class FaultsOfItem:
    """Faults noted in one item: by how grave they were, and their share of all grave ones here and everywhere."""

    item: str
    serious: int
    dangerous: int
    minor: int
    share: float = 0.0
    share_everywhere: float = 0.0

    @property
    def grave(self) -> int:
        """Serious and dangerous: each of them fails a test."""
        return self.serious + self.dangerous


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that cannot be taken: of which file, where it begins, why."""

    file: str
    line: int
    why: Text


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What an import came to. `changed` False: the same was here already, or something is wrong (`problems`)."""

    changed: bool
    sites: int = 0
    counts: int = 0
    faults: int = 0
    problems: tuple[Problem, ...] = field(default=())
