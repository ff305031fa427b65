"""How long a vehicle from abroad has been here: stays made of border passages, and the days that count.

Passages arrive late, doubled and out of order; what is counted is the list in the order of the barrier. The day of
entry is the first day, the day of exit counts too; a day counts once, however often the barrier opens on it. An exit
without an entry, and an entry on top of an entry, are gaps for a person to look at: nothing is concluded from what
nobody has seen, and the days in a gap are not counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tongban.law.dates import add_days


@dataclass(frozen=True, slots=True)
class Passage:
    """A vehicle at the barrier: "entered" or "exited", the instant, and the day it was there."""

    kind: str
    at: datetime
    on: date


@dataclass(frozen=True, slots=True)
class Stay:
    """From one entry to its exit. `until` None: still here; `gap`: one of the two is not on record."""

    since: date
    until: date | None
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a vehicle stands on a day: inside or not, the days of this stay and of this year, and gaps."""

    inside: bool
    days: int
    year_days: int
    gaps: int

    def over(self, stay: int | None, year: int | None) -> bool:
        """More days than allowed, in one stay or in the year."""
        return bool((stay and self.days > stay) or (year and self.year_days > year))

    def left(self, stay: int | None, year: int | None) -> int | None:
        """The days that are left of this stay or, outside, of a next one; None without a limit."""
        rest = [limit - used for limit, used in ((stay, self.days), (year, self.year_days)) if limit is not None]
        return max(0, min(rest)) if rest else None


def stays(passages: Iterable[Passage]) -> list[Stay]:
    """The stays, oldest first."""
    found: list[Stay] = []
    since: date | None = None
    for passage in sorted(set(passages), key=lambda one: (one.at, one.kind == "entered")):
        if passage.kind == "entered":
            if since is not None:
                found.append(Stay(since, since, gap=True))
            since = passage.on
        elif since is None:
            found.append(Stay(passage.on, passage.on, gap=True))
        else:
            found.append(Stay(since, passage.on))
            since = None
    return found if since is None else [*found, Stay(since, None)]


def standing(passages: Iterable[Passage], on: date) -> Standing:
    """How a vehicle stands on a day, by what is on record of it up to then."""
    known = stays(one for one in passages if one.on <= on)
    inside = bool(known) and known[-1].until is None
    counted = {day for stay in known if not stay.gap for day in _days(stay, on) if day.year == on.year}
    days = (on - known[-1].since).days + 1 if inside else 0
    return Standing(inside, days, len(counted), sum(stay.gap for stay in known))


def _days(stay: Stay, on: date) -> Iterable[date]:
    day, last = stay.since, stay.until or on
    while day <= last:
        yield day
        day = add_days(day, 1)
