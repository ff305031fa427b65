"""V49, V50, V56: the electronic vehicle licence, the electronic inspection mark, and a mark issued anew.

Order 164 Articles 56 and 57. The electronic documents repeat what is on record, with its state: what keeps a paper from
being issued anew keeps them away too, and where an officer would look at a paper they are simply shown. Not modelled:
the cities in which the electronic licence counts (sixty from 2024-07-01; whether everywhere by now is uncertain).
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import reason, verdict
from tongban.law.rules import inspection, vehicle_states
from tongban.law.verdict import Reason, Verdict


def may_have_licence(facts: Facts, on: date, book: Book) -> Verdict:
    """May the owner have the electronic licence of this vehicle on this day?"""
    return vehicle_states.may(facts, "reissue", on, book)


def may_have_mark(facts: Facts, on: date, book: Book) -> Verdict:
    """May the owner have the mark of this vehicle in electronic form on this day? Only what is valid can be shown."""
    reasons = [*vehicle_states.stops(facts, "reissue", on, book), *without_mark(facts, on)]
    return verdict(reasons, on, book, "vehicle_states", "inspections")


def without_mark(facts: Facts, on: date) -> Iterator[Reason]:
    """No mark that is valid on this day is on record."""
    vehicle = facts.vehicle
    if vehicle is None or not vehicle.own:
        return
    if vehicle.inspected_to is None or inspection.overdue(vehicle, on):
        yield reason("mark.not_valid")
