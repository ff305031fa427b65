"""V46: an error of the registration is put right (登记事项更正), Order 164 Article 53.

The owner says which item is wrong and what it should be, or the office finds the error itself; an officer confirms it.
What can be read on the vehicle alone takes a check of it. What stops every filing stops this too, which is a choice of
design. Not modelled: an error that goes back to what the owner stated, for which the law does not say who pays; a right
type or use that takes another type of plate.
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import reason, verdict
from tongban.law.rules import vehicle_check, vehicle_states
from tongban.law.verdict import Verdict


def may_correct(facts: Facts, on: date, book: Book) -> Verdict:
    """May this item of the registration be put right on this day?"""
    reasons, said = list(vehicle_states.stops(facts, "filing", on, book)), facts.misstated
    if said is not None and said.was == said.right:
        reasons.append(reason("correction.as_recorded"))
    if said is not None and said.taken:
        reasons.append(reason("correction.vin_taken"))
    if not reasons and takes_check(facts, on, book):
        reasons += vehicle_check.stops(facts)
    return verdict(reasons, on, book, "vehicle_states", "vehicle_checks")


def takes_check(facts: Facts, on: date, book: Book) -> bool:
    """Is the vehicle itself looked at before this item is put right?"""
    return facts.misstated is not None and facts.misstated.item in book.value("vehicle_checks.corrected", on)
