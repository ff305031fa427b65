"""Plate numbers: tries and times by channel, how long one is reserved, kept for its owner and left to rest.

Order 164 Articles 43 and 44. Not modelled: the original number between spouses (Article 45) and the right of heirs;
that violations of the old vehicle have to be settled is asked by the rule of the service.
"""

from dataclasses import dataclass
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_months, add_years, next_day
from tongban.law.days import DayTable

ONLINE = "online"
NEW_ENERGY = {"C": "electric", "O": "hybrid"}


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one choice may do: random sets of so many for so many seconds, numbers tried by name, so many at once.

    `first_on_time_out`: who lets the time of a set pass has its first number.
    """

    sets: int
    set_size: int
    set_seconds: int
    tries: int
    tries_at_once: int
    first_on_time_out: bool


@dataclass(frozen=True, slots=True)
class Return:
    """What becomes of a number that came back. `kept_to`: the last day on which its owner may have it again; None
    where they have no right to it. `opens_on`: the first day on which others may."""

    kept_to: date | None
    opens_on: date


def type_of(vehicle_type: str, fuel: str) -> tuple[str, str]:
    """Type of plate (号牌种类) and kind of drive for a vehicle by its type and fuel; ("", "") where there is none.

    Below medium size is small; a motorcycle whose body is a moped's (轻便: M12, M22) takes a moped's plate. A
    new-energy number is for electric (C) and plug-in or fuel-cell (O) four-wheeled vehicles.
    """
    if vehicle_type[:1] in ("M", "B", "G", "N"):
        kind = {"M": "08" if vehicle_type[2:] == "2" else "07", "N": "13"}.get(vehicle_type[0], "15")
        return kind, ""
    if vehicle_type[:1] not in ("K", "D", "H", "Q", "Z"):
        return "", ""
    large = vehicle_type[:1] == "Q" or vehicle_type[1:2] in ("1", "2")
    if fuel in NEW_ENERGY:
        return ("51" if large else "52"), NEW_ENERGY[fuel]
    return ("01" if large else "02"), ""


def allowance(channel: str, on: date, book: Book) -> Allowance:
    """What a choice through this channel may do: on the Internet many small sets and names, elsewhere one large set."""
    where = "online" if channel == ONLINE else "on_site"
    online = where == "online"
    return Allowance(
        sets=book.value(f"plates.sets_{where}", on),
        set_size=book.value(f"plates.set_size_{where}", on),
        set_seconds=book.value(f"plates.set_seconds_{where}", on),
        tries=book.value("plates.tries", on) if online else 0,
        tries_at_once=book.value("plates.tries_at_once", on),
        first_on_time_out=not online,
    )


def reserved_to(on: date, days: DayTable, book: Book) -> date:
    """The last day on which a number chosen on a day may be registered: working days from the day after."""
    return days.add_working(on, book.value("plates.reserved", on))


def returned(used_since: date, on: date, book: Book) -> Return:
    """What becomes of a number given back on a day, which its owner had used since another."""
    if add_years(used_since, book.value("plates.used_at_least", on)) > on:
        return Return(None, add_months(on, book.value("plates.cooling", on)))
    kept_to = add_years(on, book.value("plates.kept", on))
    return Return(kept_to, add_months(next_day(kept_to), book.value("plates.cooling_after_kept", on)))
