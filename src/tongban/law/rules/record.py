"""D33: a driver is told their own record (安全驾驶记录): whoever has a file may, whatever stands in it."""

from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.reasons import verdict
from tongban.law.rules import standing
from tongban.law.verdict import Verdict


def may_be_told(facts: Facts, on: date, book: Book) -> Verdict:
    """May this person have their driving record? A revoked or cancelled licence has one too."""
    return verdict(standing.on_record(facts), on, book, "limits")
