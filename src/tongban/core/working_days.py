"""The table of working days: notices of the State Council as far as they are published, then what is
expected.

Published years come from the library chinesecalendar; a later notice, or a day that a dated notice changes,
is loaded into `core_day_override` and wins. Other years follow weekends and the statutory days of law, and
`DayTable.provisional(day)` says so.
"""

from datetime import date
from functools import cache, lru_cache

from chinese_calendar import constants
from django.db import connection

from tongban.core import clock, law_book
from tongban.core.fresh import Fresh
from tongban.law.book import Book
from tongban.law.days import DayTable

_Row = tuple[date, bool, int | None]  # day, does it work, the year of its notice


def table() -> DayTable:
    """Return the table as known now (at most a second ago), with the statutory days of the law's day."""
    return _made(law_book.book(), clock.today(), _overrides.get())


def _read() -> tuple[_Row, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT day, working, notice_year FROM core_day_override ORDER BY day")
        return tuple(cursor.fetchall())


_overrides = Fresh(_read)


@lru_cache(maxsize=8)
def _made(book: Book, on: date, rows: tuple[_Row, ...]) -> DayTable:
    noticed = {day: working for day, working, _ in rows}
    years = {year for _, _, year in rows if year is not None}
    return DayTable.of(book, on, {**_published(), **noticed}, _published_years() | years)


@cache
def _published() -> dict[date, bool]:
    """Days that the library's notices change: working on a weekend, or off on a weekday."""
    return {**dict.fromkeys(constants.holidays, False), **dict.fromkeys(constants.workdays, True)}


@cache
def _published_years() -> frozenset[int]:
    days = constants.holidays
    return frozenset(range(min(days).year, max(days).year + 1))
