"""V21: changed contact details of a registered owner are filed (联系方式变更备案), Order 164 Article 23.

A duty, so hardly anything stands in its way: a stolen, a deregistered or a moved-out vehicle alone.
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules import vehicle_states
from tongban.law.verdict import Verdict


def may_file(facts: Facts, on: date, book: Book) -> Verdict:
    """May the owner's contact details be filed for this vehicle on this day?"""
    return vehicle_states.may(facts, "contact", on, book)
