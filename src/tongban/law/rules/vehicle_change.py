"""V09: a change of a registered vehicle is registered (变更登记), Order 164 Articles 16, 17 and 21.

The vehicle is presented and checked. Who comes later than ten days after the change is served all the same; a fine is
an officer's matter. Not modelled: changes of engine, body and of the whole vehicle.
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import verdict
from tongban.law.rules import vehicle_check, vehicle_states
from tongban.law.verdict import Verdict


def may_change_colour(facts: Facts, on: date, book: Book) -> Verdict:
    """May another colour of this vehicle be registered on this day?"""
    reasons = list(vehicle_states.stops(facts, "change", on, book))
    if not reasons:
        reasons += vehicle_check.stops(facts)
    return verdict(reasons, on, book, "vehicle_states", "vehicle_checks")
