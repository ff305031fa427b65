"""V34: a pledge of a vehicle is filed or released (质押备案、解除质押备案), Order 164 Articles 34 and 36.

Owner and pledgee apply together, both times: the pledgee says so themselves. What stands in the way of a mortgage
stands in the way of a pledge (Article 36). Not modelled: the release of a pledge whose pledgee is not on record here.
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import reason, verdict
from tongban.law.rules import agreement, vehicle_states
from tongban.law.verdict import Reason, Verdict

FILE, RELEASE = "file", "release"


def may_pledge(facts: Facts, on: date, book: Book) -> Verdict:
    """May this pledge be filed, or released, on this day?"""
    released = facts.answers.get("doing") == RELEASE
    reasons = [
        *vehicle_states.stops(facts, "release" if released else "mortgage", on, book),
        *(_standing(facts, on) if released else ()),
        *agreement.stops(facts, "O164.34"),
    ]
    return verdict(reasons, on, book, "vehicle_states", "agreement")


def standing_pledges(facts: Facts, on: date) -> list[str]:
    """The numbers of the pledges that rest on the vehicle, the earliest first."""
    if facts.vehicle is None:
        return []
    return [one.reference for one in vehicle_states.standing(facts.vehicle, on) if one.kind == "pledge"]


def officer_looks(facts: Facts, on: date, book: Book) -> bool:
    """Is it for an officer to say: a pledge on a vehicle on which something rests already?"""
    return facts.answers.get("doing") == FILE and bool(vehicle_states.needs(facts, "mortgage", "officer", on, book))


def _standing(facts: Facts, on: date) -> Iterator[Reason]:
    if facts.answers.get("pledge") not in standing_pledges(facts, on):
        yield reason("pledge.none")
