"""V19, V20: a changed name, number or address of the owner is filed (住所、姓名变更备案，身份证明名称、号码备案), Order
164 Article 23.

The difference between the population register and ours is the ground, as for the driving licence; no proof is handed
in. Of an organisation no register is asked: its filing is refused in words, for what the population register says is
its agent's. Not modelled: a document of another kind (a passport for a residence card), the thirty days for filing.
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import reason, verdict
from tongban.law.rules import vehicle_states
from tongban.law.verdict import Verdict

AREA = 4  # digits of a region's code that name the prefecture, the area of an office


def may_file(facts: Facts, on: date, book: Book) -> Verdict:
    """May the owner's changed name or number be filed for this vehicle on this day?"""
    reasons = list(vehicle_states.stops(facts, "filing", on, book))
    if facts.vehicle and facts.vehicle.of_organisation:
        reasons.append(reason("filing.organisation"))
    elif not facts.applicant.renamed:
        reasons.append(reason("filing.nothing_changed"))
    return verdict(reasons, on, book, "vehicle_states")


def may_file_owner(facts: Facts, on: date, book: Book) -> Verdict:
    """V19: may the owner's new name, or address within the area of the office, be filed on this day?"""
    reasons, applicant = list(vehicle_states.stops(facts, "filing", on, book)), facts.applicant
    if facts.vehicle and facts.vehicle.of_organisation:
        return verdict([*reasons, reason("filing.organisation")], on, book, "vehicle_states")
    if not applicant.renamed and not applicant.moved:
        reasons.append(reason("filing.same_owner"))
    if applicant.moved and applicant.home and applicant.home[:AREA] != facts.region[:AREA]:
        reasons.append(reason("filing.outside_area"))
    return verdict(reasons, on, book, "vehicle_states")


def officer_looks(facts: Facts, on: date, book: Book) -> bool:
    """Is it for an officer: a court holds the vehicle, or it has to be scrapped?"""
    return bool(vehicle_states.needs(facts, "filing", "officer", on, book))
