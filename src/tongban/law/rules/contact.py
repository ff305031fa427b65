"""D23: changed contact details are reported (联系方式变更备案), Order 162 (article number derived).

A duty, so hardly anything stands in its way: letters, even L, do not. Only who has no licence has nothing to
report. Not modelled: proof of the telephone number (people) and its form (core).
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_days
from tongban.law.facts import Facts
from tongban.law.reasons import verdict
from tongban.law.rules import standing
from tongban.law.verdict import Verdict


def may_change_contact(facts: Facts, on: date, book: Book) -> Verdict:
    """May the contact details on the licence's file be changed on this day?"""
    return verdict(standing.on_record(facts), on, book, "limits")


def report_by(changed_on: date, on: date, book: Book) -> date:
    """The last day for reporting details that changed on `changed_on`."""
    return add_days(changed_on, book.value("limits.contact_report", on))
