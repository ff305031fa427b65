"""By when a vehicle has to be scrapped for its age (强制报废), Order 12 of 2012.

Years count from registration; where it was registered long after it was made, from the making. Not modelled: mileage,
which only guides; damage and emissions; a change of use in the middle of a life; shorter lives that a province sets for
taxis and motorcycles (its own folder of law); special vehicles without load, whose thirty years no code tells apart.
"""

from datetime import date, timedelta

from tongban.law.book import Book
from tongban.law.dates import add_years
from tongban.law.facts import Vehicle
from tongban.law.rules import vehicle_kinds


def last_day(vehicle: Vehicle, on: date, book: Book) -> date | None:
    """The last day on which it may be used; None where no number of years is set."""
    kind = vehicle_kinds.kind_for_life(vehicle)
    if not kind:
        return None
    start, made = vehicle.registered_on, vehicle.made_on
    if made and start > add_years(made, book.value("service_life.made_years", on)):
        start = made
    return add_years(start, book.value("service_life.years", on)[kind]) - timedelta(days=1)
