"""Attachments of vehicles (查封), Order 164 Articles 30 and 36: which of several binds, and to which day.

The first in time binds, the later ones wait (轮候查封); when it ends, by release or by its day, the next binds. How
long a court may attach is known from its own procedure, not from the rules of registration. Not modelled: that the time
of a waiting attachment may count only from the day on which it binds.
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_years
from tongban.law.facts import Restriction, Vehicle
from tongban.law.rules import vehicle_states

BY_COURT = "court"


def in_order(vehicle: Vehicle, on: date) -> list[Restriction]:
    """The attachments in force on a day: the first binds, the others wait in this order."""
    return [one for one in vehicle_states.standing(vehicle, on) if one.kind == "attachment"]


def last_day(authority: str, stated: date | None, since: date, on: date, book: Book) -> date | None:
    """The day to which an attachment of an authority runs from `since`: the stated one, of a court at most the longest
    time it may; None where nobody fixed one."""
    if authority != BY_COURT:
        return stated
    longest = add_years(since, book.value("attachment.court_years", on))
    return min(stated, longest) if stated else longest
