"""V19, V20: a changed name, number or address of the owner is filed (住所、姓名变更备案，身份证明名称、号码备案), Order
164 Article 23.

The difference between the population register and ours is the ground, as for the driving licence; no proof is handed
in. Of an organisation its own register is asked, and what its agent is called matters to nobody; one that was dissolved
files nothing any more. Where that register is silent its licence is shown, which an officer reads. Not modelled: a
document of another kind (a passport for a residence card), the thirty days for filing.
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import reason, verdict
from tongban.law.rules import vehicle_states
from tongban.law.verdict import Reason, Verdict

AREA = 4  # digits of a region's code that name the prefecture, the area of an office


def may_file(facts: Facts, on: date, book: Book) -> Verdict:
    """May the owner's changed name or number be filed for this vehicle on this day?"""
    reasons = list(vehicle_states.stops(facts, "filing", on, book))
    if _of_organisation(facts):
        reasons += _firm(facts, address=False)
    elif not facts.applicant.renamed:
        reasons.append(reason("filing.nothing_changed"))
    return verdict(reasons, on, book, "vehicle_states")


def may_file_owner(facts: Facts, on: date, book: Book) -> Verdict:
    """V19: may the owner's new name, or address within the area of the office, be filed on this day?"""
    reasons, owner = list(vehicle_states.stops(facts, "filing", on, book)), facts.applicant
    moved, home = (facts.firm.moved, facts.firm.home) if facts.firm else (owner.moved, owner.home)
    if _of_organisation(facts):
        reasons += _firm(facts, address=True)
    elif not owner.renamed and not owner.moved:
        reasons.append(reason("filing.same_owner"))
    if moved and home and home[:AREA] != facts.region[:AREA]:
        reasons.append(reason("filing.outside_area"))
    return verdict(reasons, on, book, "vehicle_states")


def officer_looks(facts: Facts, on: date, book: Book) -> bool:
    """Is it for an officer: a court holds the vehicle, it has to be scrapped, or a licence was shown?"""
    on_paper = facts.firm is not None and facts.firm.on_paper
    return on_paper or bool(vehicle_states.needs(facts, "filing", "officer", on, book))


def _of_organisation(facts: Facts) -> bool:
    return facts.vehicle is not None and facts.vehicle.of_organisation


def _firm(facts: Facts, *, address: bool) -> Iterator[Reason]:
    """What the register of organisations has against a filing; nothing while it has not answered."""
    firm = facts.firm
    if firm is None:
        return
    if not firm.known:
        yield reason("filing.firm_unknown")
    elif not firm.active:
        yield reason("filing.firm_ended")
    elif not firm.renamed and not (address and firm.moved):
        yield reason("filing.firm_same_owner" if address else "filing.firm_same_number")
