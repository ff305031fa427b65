"""V42, V43: a lost vehicle licence is replaced, a damaged one exchanged (补领、换领行驶证), Order 164 Article 52.

The licence is no registration: open violations or an overdue inspection do not stand in the way. Whether it may be
issued anew while the vehicle is attached or detained the order does not say: an officer decides (a convention).
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules import vehicle_states
from tongban.law.verdict import Verdict


def may_issue_anew(facts: Facts, on: date, book: Book) -> Verdict:
    """May the licence of this vehicle be issued anew on this day?"""
    return vehicle_states.may(facts, "reissue", on, book)


def officer_looks(facts: Facts, on: date, book: Book) -> bool:
    """Is it for an officer to say whether the licence is issued anew?"""
    return bool(vehicle_states.needs(facts, "reissue", "officer", on, book))
