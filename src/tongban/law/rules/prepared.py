"""When the office prepares a renewal before the person asks (到期预先换).

The days before the due day are a convention of this software. Not modelled: other duties than renewal.
"""

from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_days
from tongban.law.facts import Licence
from tongban.law.rules import standing


def prepare_from(licence: Licence, on: date, book: Book) -> date | None:
    """The first day on which a renewal is prepared, never before it may be made; None where there is none to make."""
    by = standing.renew_by(licence)
    if by is None or licence.valid_to is None or licence.letters & {"E", "F", "G", "R"}:
        return None
    return max(add_days(by, -book.value("prepared.days_before", on)), standing.opens_on(licence.valid_to, on, book))


def is_time(licence: Licence, on: date, book: Book) -> bool:
    """True from that day until the day by which the licence should be renewed."""
    first, by = prepare_from(licence, on, book), standing.renew_by(licence)
    return first is not None and by is not None and first <= on <= by
