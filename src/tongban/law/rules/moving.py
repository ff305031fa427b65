"""A vehicle moves to another city (转籍), Order 164 Articles 18, 21 and 27.

The owner applies in the new city alone where the vehicle is a small or micro passenger vehicle or a motorcycle; the
former city sends the electronic file or says why not. It may not refuse for want of paper. Everything else is checked
where it is registered first. Not modelled: a mortgagee who joins in the new city; local limits on emissions.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import reason, verdict
from tongban.law.rules import inspection, registration, vehicle_check, vehicle_states
from tongban.law.text import Text
from tongban.law.verdict import Reason, Verdict

KIND = 2  # signs of a vehicle type that say its class and size


def may_leave(facts: Facts, on: date, book: Book) -> Verdict:
    """May the former city send the file of this vehicle on this day?"""
    reasons = [*vehicle_states.stops(facts, "move", on, book), *_asked_there(facts, on, book)]
    return verdict(reasons, on, book, "vehicle_states", "moving")


def may_arrive(facts: Facts, on: date, book: Book) -> Verdict:
    """May the vehicle be registered in the new city on this day? Number and check come last, when all else is there."""
    reasons = [*_file(facts), *_here(facts, on, book)]
    if not reasons and facts.new_vehicle:
        if not facts.new_vehicle.numbered:
            reasons.append(reason("registration.no_number"))
        reasons += vehicle_check.stops(facts)
    return verdict(reasons, on, book, "vehicle_states", "moving")


def officer_receives(facts: Facts, on: date, book: Book) -> bool:
    """Is it for an officer to say, because several people own it?"""
    return facts.vehicle is not None and facts.vehicle.owners > 1


def _file(facts: Facts) -> Iterator[Reason]:
    arrival = facts.arrival
    if arrival is None or arrival.state in ("asked", "arriving"):
        yield reason("moving.file_awaited")
    elif arrival.state == "refused":
        yield reason("moving.refused_there", why=Text(zh=arrival.why_zh, en=arrival.why_en))
    elif arrival.state == "ended":
        yield reason("moving.over")


def _here(facts: Facts, on: date, book: Book) -> Iterator[Reason]:
    new, vehicle = facts.new_vehicle, facts.vehicle
    if new is None:
        return
    if new.registered:
        yield reason("registration.registered")
    if new.stolen:
        yield reason("registration.stolen")
    if vehicle is None:
        return
    yield from vehicle_states.stops(facts, "move", on, book)
    if inspection.overdue(vehicle, on):
        yield reason("moving.inspect_first")
    if not registration.covered(new, on):
        yield reason("registration.uninsured")


def _asked_there(facts: Facts, on: date, book: Book) -> Iterator[Reason]:
    vehicle = facts.vehicle
    if vehicle is None or not vehicle.own:
        return
    if vehicle.type[:KIND] not in book.value("moving.asked_by_new_city", on, facts.region):
        yield reason("moving.checked_here_first")
    if vehicle_states.needs(facts, "move", "joint", on, book):
        yield reason("moving.with_mortgagee")


def finish_by(arrived_on: date, book: Book) -> date:
    """The last day on which the owner can finish in the new city; then the move ends and nothing has changed."""
    return arrived_on + timedelta(days=book.value("moving.finish_days", arrived_on))
