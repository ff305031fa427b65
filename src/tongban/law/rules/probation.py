"""Probation (实习期): twelve months after a first car class and after a first motorcycle class, Article 76.

Not modelled: what is forbidden meanwhile (buses, trailers, motorways without company).
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_months
from tongban.law.facts import Licence


def ends(licence: Licence, on: date, book: Book) -> dict[str, date]:
    """The first day after each probation, by the class that began it, as the rule stands on `on`."""
    motorcycles = book.value("classes.motorcycle", on)
    months = book.value("probation.months", on)
    found = {}
    for family_is_motorcycle in (False, True):
        family = [held for held in licence.classes if (held.code in motorcycles) is family_is_motorcycle]
        if family:
            first = min(family, key=lambda held: held.since)
            found[first.code] = add_months(first.since, months)
    return found


def on_probation(licence: Licence, on: date, book: Book) -> frozenset[str]:
    """The classes on probation on this day: later ones of the same family have none of their own."""
    return frozenset(code for code, ended in ends(licence, on, book).items() if on < ended)
