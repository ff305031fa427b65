"""D06: a lost licence is replaced (遗失补证), Order 162 Article 69.

Violations, accidents, full points and an overdue review do not stand in the way: the old card is void
whatever they lead to. A licence that has expired is renewed instead. Not modelled: the damaged card (D05).
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts, Licence
from tongban.law.reasons import reason, verdict
from tongban.law.rules import standing
from tongban.law.verdict import Reason, Verdict


def may_replace_lost(facts: Facts, on: date, book: Book) -> Verdict:
    """May this person have the lost licence replaced on this day?"""
    refused = book.value("letters.no_replacement", on, facts.region)
    reasons = [
        *standing.on_record(facts),
        *standing.letters_allow(facts, refused, on, book),
        *standing.not_drug_listed(facts),
        *(_not_expired(facts.licence, on, book) if facts.licence else ()),
    ]
    return verdict(reasons, on, book, "letters", "renewal")


def _not_expired(licence: Licence, on: date, book: Book) -> Iterator[Reason]:
    """Past its last valid day a copy would be of no use; a lapsed licence has its own letter."""
    ended = standing.standing_letters(licence, on, book) & {"E", "F", "G", "R"}
    if licence.valid_to is not None and on > licence.valid_to and not ended:
        yield reason("replacement.renew_instead", expired=licence.valid_to)
