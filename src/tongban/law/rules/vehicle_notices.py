"""Reminders before a due day of a vehicle: its inspection or mark, and the day by which it has to be scrapped.

That the owner is told two months before the last day of use is law (Implementation Regulation, Article 9); the days
before an inspection are a convention. Not modelled: the warnings after periods that were missed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import ONE_DAY, add_days, add_months
from tongban.law.facts import Vehicle
from tongban.law.rules import inspection

NOT_TOLD = frozenset("BCEF")  # moved out, stolen, deregistered, revoked


@dataclass(frozen=True, slots=True)
class VehicleNotice:
    """Tell the owner on `send_on` of `due_on`. `duty`: "mark" (no inspection), "inspection" or "scrap"."""

    duty: str
    due_on: date
    send_on: date


def notices_due(vehicle: Vehicle, on: date, book: Book, since: date | None = None) -> list[VehicleNotice]:
    """Reminders whose day came after `since` (default: the day before) and whose due day has not passed.

    After a stop only the nearest of each kind: nobody is told three times in one night.
    """
    if vehicle.letters & NOT_TOLD:
        return []
    after = since if since is not None else on - ONE_DAY
    found = []
    for duty, due_on, send_days in _duties(vehicle, on, book):
        send_on = max((day for day in send_days if after < day <= on), default=None)
        if send_on is not None and on <= due_on:
            found.append(VehicleNotice(duty, due_on, send_on))
    return found


def days_told(on: date, book: Book) -> tuple[list[date], list[date]]:
    """The last days of marks, and the last days of use, of which owners are told on a day: to find the vehicles."""
    marks = [add_days(on, days) for days in book.value("notices.vehicle_days_before", on)]
    months = book.value("notices.scrap_months_before", on)
    latest = add_months(on, months + 1)
    ahead = (add_days(on, days) for days in range((latest - on).days))
    return marks, [day for day in ahead if add_months(day, -months) == on]


def _duties(vehicle: Vehicle, on: date, book: Book) -> Iterator[tuple[str, date, list[date]]]:
    """Each duty with its day and the days on which it is told."""
    due = inspection.next_mark(vehicle, on, book)
    if due is not None:
        days = book.value("notices.vehicle_days_before", on)
        yield "inspection" if due.inspected else "mark", due.due_on, [add_days(due.due_on, -one) for one in days]
    if vehicle.scrap_on is not None:
        months = book.value("notices.scrap_months_before", on)
        yield "scrap", vehicle.scrap_on, [add_months(vehicle.scrap_on, -months)]
