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
from tongban.law.rules import vehicle_states
from tongban.law.verdict import Reason, Verdict

KIND = 2  # signs of a vehicle type that say its class and size


def may_leave(facts: Facts, on: date, book: Book) -> Verdict:
    """May the former city send the file of this vehicle on this day?"""
    reasons = [*vehicle_states.stops(facts, "move", on, book), *_asked_there(facts, on, book)]
    return verdict(reasons, on, book, "vehicle_states", "moving")


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
