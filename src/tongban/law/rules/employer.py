"""D24: drivers of large vehicles file for whom they drive (从业单位信息备案), Order 162 (article number derived).

A duty, so letters do not stand in its way. Not modelled: its time limit, which no text at hand states; whether the
organisation exists, which only its register can say.
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import reason, verdict
from tongban.law.rules import standing
from tongban.law.verdict import Verdict


def may_file(facts: Facts, on: date, book: Book) -> Verdict:
    """Is there an employer to be filed by this person on this day?"""
    reasons = [*standing.on_record(facts)]
    if facts.licence is not None and not facts.licence.codes & set(book.value("employer.classes", on)):
        reasons.append(reason("employer.no_duty"))
    return verdict(reasons, on, book, "employer")
