"""D31: the electronic licence is issued to the phone (电子驾驶证), Order 162 Article 61: as valid as the card.

Not given while the licence may not be driven with or is locked; a postponed duty counts only once its original day has
passed. Not modelled: the paper that some dealings with the police still want (a seizure on the road, a hand-in).
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import verdict
from tongban.law.rules import standing, status
from tongban.law.verdict import Verdict


def may_have(facts: Facts, on: date, book: Book) -> Verdict:
    """May this person have the electronic licence on their phone on this day?"""
    refused = book.value("letters.no_electronic", on)
    reasons = [*standing.on_record(facts), *status.in_the_way(facts, refused, on, book)]
    return verdict(reasons, on, book, "letters", "display", "renewal")
