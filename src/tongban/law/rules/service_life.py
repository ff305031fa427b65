"""By when a vehicle has to be scrapped for its age (强制报废), Order 12 of 2012.

Years count from registration; where it was registered long after it was made, from the making. Not modelled: mileage,
which only guides; damage and emissions; shorter lives that a province sets for
taxis and motorcycles (its own folder of law); special vehicles without load, whose thirty years no code tells apart.
"""

from dataclasses import replace
from datetime import date, timedelta

from tongban.law.book import Book
from tongban.law.dates import add_years
from tongban.law.facts import Vehicle
from tongban.law.rules import vehicle_kinds
from tongban.law.rules.vehicle_kinds import NOT_FOR_HIRE


def last_day_after(vehicle: Vehicle, use: str, on: date, book: Book) -> date | None:
    """The last day once the use is another one from a day on: of a small vehicle that begins or stops being for hire by
    the share of its years that is used up; of any other by the stricter of both rules."""
    before, after = last_day(vehicle, on, book), last_day(replace(vehicle, use=use), on, book)
    if vehicle_kinds.is_small(vehicle) and (vehicle.use in NOT_FOR_HIRE) != (use in NOT_FOR_HIRE):
        return _by_share(vehicle, use, on, book)
    return min((one for one in (before, after) if one), default=None)


def _by_share(vehicle: Vehicle, use: str, on: date, book: Book) -> date:
    start = _start(vehicle, on, book)
    used = on.year - start.year - ((on.month, on.day) < (start.month, start.day))
    if book.value("service_life.begun_year_counts", on) and add_years(start, used) < on:
        used += 1
    old, new = _years(vehicle, on, book), _years(replace(vehicle, use=use), on, book)
    total = used + max(0, old - used) * new // old
    return add_years(start, min(total, book.value("service_life.changed_most", on))) - timedelta(days=1)


def _years(vehicle: Vehicle, on: date, book: Book) -> int:
    """The years of a small vehicle in this use; not for hire, where there is no limit, those that the formula takes."""
    kind = vehicle_kinds.kind_for_life(vehicle)
    years: int = book.value("service_life.years", on)[kind] if kind else book.value("service_life.unlimited_as", on)
    return years


def last_day(vehicle: Vehicle, on: date, book: Book) -> date | None:
    """The last day on which it may be used; None where no number of years is set."""
    kind = vehicle_kinds.kind_for_life(vehicle)
    if not kind:
        return None
    start = _start(vehicle, on, book)
    return add_years(start, book.value("service_life.years", on)[kind]) - timedelta(days=1)


def _start(vehicle: Vehicle, on: date, book: Book) -> date:
    """From when years count: registration, or the making where the vehicle was registered long after it."""
    start, made = vehicle.registered_on, vehicle.made_on
    late = made and start > add_years(made, book.value("service_life.made_years", on))
    return made if made and late else start
