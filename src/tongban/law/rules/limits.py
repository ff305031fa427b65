"""Time limits: how many days, of which kind, and the day on which one ends."""

from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_days, add_months
from tongban.law.days import DayTable


def limit_days(key: str, on: date, book: Book, region: str = "") -> int:
    """The length of the limit `key` ("renewal") in its own unit. Raises `NotInForce`, `UnknownParameter`."""
    return int(book.value(f"limits.{key}", on, region))


def limit_unit(key: str, on: date, book: Book, region: str = "") -> str:
    """How the limit is counted: "working_days", "days" or "months"."""
    return book.entry(f"limits.{key}", on, region).unit


def ends_on(key: str, start: date, on: date, book: Book, days: DayTable, region: str = "") -> date:
    """The last day of a limit that began on `start` (not counted), by the rule in force on `on`."""
    length = limit_days(key, on, book, region)
    match limit_unit(key, on, book, region):
        case "working_days":
            return days.add_working(start, length)
        case "months":
            return add_months(start, length)
        case _:
            return add_days(start, length)
