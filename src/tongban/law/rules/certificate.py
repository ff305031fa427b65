"""V44, V45: the registration certificate (登记证书) is issued anew, Order 164 Articles 32, 52 and 86.

The owner comes in person. Where it was lost the vehicle is presented and checked; where it is damaged the old one is
handed in. A mortgagee applies together with the owner: an officer sees that they do, and looks while a court holds the
vehicle.
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import verdict
from tongban.law.rules import vehicle_check, vehicle_states
from tongban.law.verdict import Verdict


def may_replace(facts: Facts, on: date, book: Book) -> Verdict:
    """May a lost certificate be replaced on this day? The check comes last, when nothing else stands in the way."""
    reasons = list(vehicle_states.stops(facts, "certificate", on, book))
    if not reasons:
        reasons += vehicle_check.stops(facts)
    return verdict(reasons, on, book, "vehicle_states", "vehicle_checks")


def may_exchange(facts: Facts, on: date, book: Book) -> Verdict:
    """May a damaged certificate be exchanged on this day?"""
    return vehicle_states.may(facts, "certificate", on, book)


def officer_looks(facts: Facts, on: date, book: Book) -> bool:
    """Is it for an officer: a mortgagee has to join, or a court, the police or the office holds the vehicle?"""
    return any(vehicle_states.needs(facts, "certificate", what, on, book) for what in ("joint", "officer"))
