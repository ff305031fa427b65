"""V20: changed name or number of the owner's identity document is filed (身份证明名称、号码备案), Order 164 Article 23.

The difference between the population register and ours is the ground, as for the driving licence; no proof is handed
in. Not modelled: a document of another kind (a passport for a residence card), the thirty days for filing.
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import reason, verdict
from tongban.law.rules import vehicle_states
from tongban.law.verdict import Verdict


def may_file(facts: Facts, on: date, book: Book) -> Verdict:
    """May the owner's changed name or number be filed for this vehicle on this day?"""
    reasons = list(vehicle_states.stops(facts, "filing", on, book))
    if not facts.applicant.renamed:
        reasons.append(reason("filing.nothing_changed"))
    return verdict(reasons, on, book, "vehicle_states")


def officer_looks(facts: Facts, on: date, book: Book) -> bool:
    """Is it for an officer: a court holds the vehicle, or it has to be scrapped?"""
    return bool(vehicle_states.needs(facts, "filing", "officer", on, book))
