"""D10: the licence follows the population register where name or number changed there (信息变化换证), Order 162
Article 67.

The difference between that register and ours is the ground. An expired licence is no obstacle: it is renewed under
the name that holds. Not modelled: the thirty days for reporting, because nobody tells us when a name changed.
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import reason, verdict
from tongban.law.rules import standing
from tongban.law.verdict import Verdict


def may_change_information(facts: Facts, on: date, book: Book) -> Verdict:
    """May the licence be exchanged because name or number of its holder changed?"""
    refused = book.value("letters.no_information_change", on, facts.region)
    reasons = [
        *standing.on_record(facts),
        *standing.letters_allow(facts, refused, on, book),
        *standing.not_drug_listed(facts),
    ]
    if not facts.applicant.renamed:
        reasons.append(reason("information.nothing_changed"))
    return verdict(reasons, on, book, "letters")
