"""D06, D09: a lost licence is replaced (遗失补证), a damaged one exchanged (损毁换证), Order 162 Articles 67, 69.

Violations, accidents, full points and an overdue review do not stand in the way: the old card is void
whatever they lead to. A licence that has expired is renewed instead. Whether a card is so damaged that it has to be
exchanged is for its holder to say.
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import verdict
from tongban.law.rules import standing
from tongban.law.verdict import Verdict


def may_replace_lost(facts: Facts, on: date, book: Book) -> Verdict:
    """May this person have the lost licence replaced on this day?"""
    return _issued_anew(facts, "letters.no_replacement", on, book)


def may_exchange_damaged(facts: Facts, on: date, book: Book) -> Verdict:
    """May this person have the damaged licence exchanged on this day?"""
    return _issued_anew(facts, "letters.no_damage_exchange", on, book)


def _issued_anew(facts: Facts, letters: str, on: date, book: Book) -> Verdict:
    reasons = [
        *standing.on_record(facts),
        *standing.letters_allow(facts, book.value(letters, on, facts.region), on, book),
        *standing.not_drug_listed(facts),
        *standing.not_expired(facts, on, book),
    ]
    return verdict(reasons, on, book, "letters", "renewal")
