"""V46: an error of the registration is put right (登记事项更正), Order 164 Article 53.

The owner says which item is wrong and what it should be; an officer confirms it. What stops every filing stops this
too, which is a choice of design. Not modelled: an error that goes back to what the owner stated, for which the law
does not say who pays; the VIN, which takes a check.
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import reason, verdict
from tongban.law.rules import vehicle_states
from tongban.law.verdict import Verdict


def may_correct(facts: Facts, on: date, book: Book) -> Verdict:
    """May this item of the registration be put right on this day?"""
    reasons, said = list(vehicle_states.stops(facts, "filing", on, book)), facts.misstated
    if said is not None and said.was == said.right:
        reasons.append(reason("correction.as_recorded"))
    return verdict(reasons, on, book, "vehicle_states")
