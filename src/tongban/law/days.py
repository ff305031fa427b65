"""Working days (工作日). Pure: which days are off is an argument, `core` keeps the table.

A year whose notice is published is known day by day. A later year is answered by weekends and the statutory
days that the solar calendar fixes, and every such answer is provisional until the State Council's notice.
Not modelled: the holidays of the lunar calendar in an unpublished year (they move; the mark says so).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from tongban.law.book import Book
from tongban.law.dates import add_days, next_day

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DayTable:
    """What is known about days.

    `overrides`: day -> is it a working day, by a dated notice; `known_years`: years whose notice is published
    (their days without an override follow the week); `statutory`: "MM-DD" days off in every other year.
    """

    overrides: Mapping[date, bool] = field(default_factory=dict)
    known_years: frozenset[int] = frozenset()
    statutory: frozenset[str] = frozenset()

    @classmethod
    def of(cls, book: Book, on: date, overrides: Mapping[date, bool], known_years: Iterable[int]) -> Self:
        """A table whose statutory days are those in force on `on`."""
        statutory = frozenset(book.value("days.statutory", on))
        return cls(dict(overrides), frozenset(known_years), statutory)

    def is_working(self, day: date) -> bool:
        """True on a working day, by notice, else by the week and the statutory days."""
        noticed = self.overrides.get(day)
        if noticed is not None:
            return noticed
        if day.weekday() >= _SATURDAY:
            return False
        return day.year in self.known_years or f"{day:%m-%d}" not in self.statutory

    def provisional(self, day: date) -> bool:
        """True where no notice is published for that day yet, so the answer may still change."""
        return day.year not in self.known_years and day not in self.overrides

    def add_working(self, day: date, n: int) -> date:
        """The n-th working day after `day`; `day` itself is not counted (n = 0 gives `day`).

        Raises ValueError for a negative n: the law counts forward.
        """
        if n < 0:
            raise ValueError(f"Working days are counted forward, not {n}")
        while n > 0:
            day = next_day(day)
            if self.is_working(day):
                n -= 1
        return day

    def working_before(self, day: date, n: int) -> date:
        """The n-th working day before `day`; `day` itself is not counted (n = 0 gives `day`).

        For what has to be done so long before a day that is fixed. Raises ValueError for a negative n.
        """
        if n < 0:
            raise ValueError(f"Working days before a day are counted from it, not {n}")
        while n > 0:
            day = add_days(day, -1)
            n -= self.is_working(day)
        return day

    def working_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; 0 where `end` is not later."""
        count, day = 0, start
        while day < end:
            day = next_day(day)
            count += self.is_working(day)
        return count
