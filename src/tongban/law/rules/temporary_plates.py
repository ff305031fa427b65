"""Temporary plates (临时行驶车号牌): who gets one, until when, how often. Order 164 Articles 27, 28, 46 to 48 and 51.

A *row* is the case of law for which one is given: "unsold" and "bought" (a new vehicle), "export", "test", "special",
"connected", "transfer_out", "used_export", "pending" (at a dealer), "making" (plates are not ready in time), "reissue"
(plates are made anew). "unsold" and "bought" are counted together. No plate outlives the compulsory insurance.
Not modelled: the test certificate that limits a connected vehicle, except as an end that the caller knows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_days, add_months
from tongban.law.days import DayTable
from tongban.law.facts import Facts, NewVehicle
from tongban.law.passing import TemporaryUse
from tongban.law.reasons import reason, verdict
from tongban.law.verdict import Reason, Verdict

NEW = ("unsold", "bought")
ROWS = (*NEW, "export", "test", "special", "connected", "transfer_out", "used_export", "pending", "making", "reissue")
AREAS = ("in_area", "cross_area", "test", "special")
_PASSENGER = "K"


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day of a plate."""

    since: date
    until: date


def may_have_new(facts: Facts, on: date, book: Book) -> Verdict:
    """V07: may a plate be given for a new vehicle that is not registered? All reasons at once."""
    vehicle, use = facts.new_vehicle, facts.temporary
    if vehicle is None or use is None:
        return verdict([], on, book, "temporary_plates")
    reasons = [*_vehicle(vehicle), *_origin(vehicle, use), *_turn(use, vehicle, on, book)]
    return verdict(reasons, on, book, "temporary_plates")


def counted_with(row: str) -> tuple[str, ...]:
    """The rows that are counted together with this one."""
    return NEW if row in NEW else (row,)


def most(row: str, on: date, book: Book) -> int | None:
    """How many plates are given for a row, None where no number is fixed."""
    if row in NEW:
        count: int = book.value("temporary_plates.new_most", on)
        return count
    return book.value("temporary_plates.most", on).get(row)


def longest(row: str, since: date, on: date, book: Book) -> date:
    """The last day of a plate that begins on `since`, by its row alone. The first day counts."""
    months = book.value("temporary_plates.months", on)
    if row in months:
        return add_days(add_months(since, months[row]), -1)
    if row in NEW:
        days = book.value("temporary_plates.new_days", on)
    elif row == "pending":
        days = book.value("temporary_plates.pending_days", on)
    else:
        days = book.value("temporary_plates.days", on)[row]
    return add_days(since, days - 1)


def span(use: TemporaryUse, insured_until: date | None, on: date, book: Book, end: date | None = None) -> Span | None:
    """When a plate given on a day holds: after one that runs, and never longer than insured (or than `end`, which a
    certificate fixes). None where no day is left."""
    since = max(on, add_days(use.runs_until, 1)) if use.runs_until else on
    last = longest(use.row, since, on, book)
    until = min(day for day in (last, insured_until, end) if day is not None)
    return None if insured_until is None or until < since else Span(since, until)


def sheets(vehicle_type: str) -> int:
    """How many sheets: two for passenger vehicles (front and rear window), one for others."""
    return 2 if vehicle_type.startswith(_PASSENGER) else 1


def holds_until(until: date, formal_on: date | None, on: date, book: Book, days: DayTable) -> date:
    """The last day of a plate, once its vehicle got formal plates on `formal_on`."""
    if formal_on is None:
        return until
    return min(until, days.add_working(formal_on, book.value("temporary_plates.after_plates", on)))


def extended(on: date, book: Book) -> bool:
    """Does an order in force extend the plates that run out now?"""
    in_force: bool = book.value("temporary_plates.extended", on)
    return in_force


def reminds_from(until: date, on: date, book: Book) -> date:
    """From which day the owner is told that a plate runs out."""
    return add_days(until, -book.value("temporary_plates.remind_before", on))


def letter(area: str, on: date, book: Book) -> str:
    """The letter code of a type of plate."""
    code: str = book.value("temporary_plates.letters", on)[area]
    return code


def _vehicle(vehicle: NewVehicle) -> Iterator[Reason]:
    if vehicle.registered:
        yield reason("registration.registered")
    if vehicle.stolen:
        yield reason("registration.stolen")
    if vehicle.certified is False:
        yield reason("registration.no_certificate")


def _origin(vehicle: NewVehicle, use: TemporaryUse) -> Iterator[Reason]:
    if not vehicle.acts_for_owner:
        yield reason("registration.not_authorised")
    if use.row != "bought":
        return
    if vehicle.invoiced is False:
        yield reason("registration.no_invoice")
    elif not vehicle.bought_by_owner:
        yield reason("registration.other_buyer")


def _turn(use: TemporaryUse, vehicle: NewVehicle, on: date, book: Book) -> Iterator[Reason]:
    """The number of plates, and the days that are left for one."""
    limit = most(use.row, on, book)
    if limit is not None and use.given >= limit:
        yield reason("temporary_plates.most", most=limit)
    elif vehicle.insured is False or (vehicle.insured and not _insured(vehicle, use, on, book)):
        yield reason("temporary_plates.uninsured")


def _insured(vehicle: NewVehicle, use: TemporaryUse, on: date, book: Book) -> bool:
    found = span(use, vehicle.insured_until, on, book)
    return found is not None and vehicle.insured_since is not None and vehicle.insured_since <= found.since
