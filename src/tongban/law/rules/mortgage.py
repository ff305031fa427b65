"""V32: a mortgage is registered (抵押登记), Order 164 Articles 31, 32, 35 and 36.

Owner and mortgagee apply together: the contract that the mortgagee's system confirms, signed by the owner, stands for
the owner's part. It has to be this owner's and name this vehicle. A second mortgage on a vehicle is for an officer to
judge (uncertain). Not modelled: co-owners, whose consent the contract has to show; foreign mortgagees.
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import reason, verdict
from tongban.law.rules import vehicle_states
from tongban.law.verdict import Reason, Verdict


def may_mortgage(facts: Facts, on: date, book: Book) -> Verdict:
    """May this mortgage be registered on this day?"""
    reasons = [*vehicle_states.stops(facts, "mortgage", on, book), *_contract_fits(facts)]
    return verdict(reasons, on, book, "vehicle_states")


def may_release(facts: Facts, on: date, book: Book) -> Verdict:
    """V33: may this mortgage be released on this day (解除抵押登记)? The mortgagee's system says so."""
    reasons = [*vehicle_states.stops(facts, "release", on, book), *_given_up(facts, on)]
    return verdict(reasons, on, book, "vehicle_states")


def standing_mortgages(facts: Facts, on: date) -> list[str]:
    """The numbers of the contracts whose mortgages rest on the vehicle, the earliest first."""
    if facts.vehicle is None:
        return []
    return [one.reference for one in vehicle_states.standing(facts.vehicle, on) if one.kind == "mortgage"]


def _given_up(facts: Facts, on: date) -> Iterator[Reason]:
    known = standing_mortgages(facts, on)
    if not known:
        yield reason("mortgage.none")
    elif facts.answers.get("contract") in known and not (facts.mortgage and facts.mortgage.released):
        yield reason("mortgage.not_released")


def officer_looks(facts: Facts, on: date, book: Book) -> bool:
    """Is it for an officer to say, because something else rests on the vehicle or it has several owners?"""
    several = facts.vehicle is not None and facts.vehicle.owners > 1
    return several or bool(vehicle_states.needs(facts, "mortgage", "officer", on, book))


def _contract_fits(facts: Facts) -> Iterator[Reason]:
    contract = facts.mortgage
    if contract is None:
        yield reason("mortgage.no_contract")
        return
    if not contract.signed_by_owner:
        yield reason("mortgage.not_signed")
    if not contract.same_vehicle:
        yield reason("mortgage.other_contract")
