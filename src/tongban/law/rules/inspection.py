"""When a vehicle is next inspected (检验) or gets its mark without it (免检), IR Article 16, Order 164 Articles 54, 55.

The mark is valid to the last day of a month. The next validity is counted from the last one, never from the day of
handling, so that neither early nor late handling moves the anniversary. Ages are those at the last valid day, counted
from the month of registration. Not modelled: a school bus whose tag came after its registration; what happens to a
vehicle whose exemption is lost between two marks beyond the stricter cycle from then on.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_months, add_years
from tongban.law.facts import Vehicle
from tongban.law.rules import vehicle_kinds as kinds


@dataclass(frozen=True, slots=True)
class NextMark:
    """What is due: by which day, from which day it can be done, and whether the vehicle has to be inspected for it."""

    due_on: date
    opens_on: date
    inspected: bool


def next_mark(vehicle: Vehicle, on: date, book: Book) -> NextMark | None:
    """The mark that is due next, by the rule of the day; None where no validity is on record."""
    if vehicle.inspected_to is None:
        return None
    parameter = "inspections.open_months_school" if kinds.is_school_bus(vehicle) else "inspections.open_months"
    opens_on = add_months(vehicle.inspected_to, -book.value(parameter, on))
    return NextMark(vehicle.inspected_to, opens_on, not mark_alone(vehicle, on, book))


def mark_alone(vehicle: Vehicle, on: date, book: Book) -> bool:
    """Is the mark that is due next given without an inspection?"""
    if vehicle.inspected_to is None or cycle_of(vehicle, on, book) != "private":
        return False
    return _age(vehicle, vehicle.inspected_to) in book.value("inspections.mark_alone", on)


def valid_after(vehicle: Vehicle, on: date, book: Book) -> date:
    """The last day of the validity that a mark given on this day has."""
    last = vehicle.inspected_to or _month_end(vehicle.registered_on)
    return _month_end(add_months(last.replace(day=1), _months(vehicle, _age(vehicle, last), on, book)))


def caught_up(vehicle: Vehicle, on: date, book: Book) -> Vehicle:
    """The vehicle without the periods that were missed whole: what is due is the item of the running one."""
    missed = vehicle
    while missed.inspected_to and (after := valid_after(missed, on, book)) < on:
        missed = replace(missed, inspected_to=after)
    return missed


def first_valid_to(vehicle: Vehicle, book: Book) -> date:
    """The last day of the validity that registration itself gives."""
    registered = vehicle.registered_on
    return _month_end(add_months(registered.replace(day=1), _months(vehicle, 0, registered, book)))


def overdue(vehicle: Vehicle, on: date) -> bool:
    """Past the last valid day (Q)."""
    return vehicle.inspected_to is not None and on > vehicle.inspected_to


def cycle_of(vehicle: Vehicle, on: date, book: Book) -> str:
    """Which cycle it follows: a parameter of the topic `inspections`."""
    if kinds.is_school_bus(vehicle):
        return "school"
    if kinds.is_motorcycle(vehicle):
        return "private"
    if kinds.is_small(vehicle) and vehicle.use in kinds.NOT_FOR_HIRE:
        return "private" if _exempt(vehicle, on, book) else "minibus"
    if kinds.is_passenger(vehicle):
        return "goods" if vehicle.use in kinds.NOT_FOR_HIRE else "operating"
    return "goods" if vehicle.type[:1] in ("H", "Q") else "other"


def _exempt(vehicle: Vehicle, on: date, book: Book) -> bool:
    """A private car that keeps its exemption: no minibus, not too many seats, registered in time, nothing held
    against it."""
    if kinds.is_minibus(vehicle) or not kinds.is_private(vehicle) or vehicle.not_exempt:
        return False
    if vehicle.capacity > book.value("inspections.private_seats", on):
        return False
    made = vehicle.made_on
    return made is None or vehicle.registered_on <= add_years(
        made, book.value("inspections.late_registration_years", on)
    )


def _months(vehicle: Vehicle, age: int, on: date, book: Book) -> int:
    cycle = book.value(f"inspections.{cycle_of(vehicle, on, book)}", on)
    later = [months for from_age, months in cycle.get("later", ()) if age >= from_age]
    return int(later[-1] if later else cycle["months"])


def _age(vehicle: Vehicle, last: date) -> int:
    """Full years from the month of registration to the month of a last valid day."""
    start = vehicle.registered_on
    return ((last.year - start.year) * 12 + last.month - start.month) // 12


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
