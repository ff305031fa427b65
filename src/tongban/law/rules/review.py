"""Licence review (审验): when one becomes due at the end of a points cycle, Order 162 Articles 72 and 73.

Not modelled: reviews after a fatal accident and of school-bus drivers, whose grounds are not among the facts.
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_days
from tongban.law.facts import Cycle, Licence


def due_after(licence: Licence, ended: Cycle, on: date, book: Book) -> date | None:
    """The last day for the review that the ended cycle makes due, None where it makes none due."""
    if not licence.codes & set(book.value("review.classes", on)):
        return None
    points = ended.points if book.value("review.counts_carried", on) else ended.points - ended.carried
    if points < book.value("review.points_from", on):
        return None
    return add_days(ended.ends_on, book.value("review.due_days", on))
