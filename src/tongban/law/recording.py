"""A book that remembers which parameters were asked for."""

from datetime import date

from tongban.law.book import Book
from tongban.law.values import DatedValue


class RecordingBook(Book):
    """Notes each key in `asked`, which the caller empties. Its views of other regions note in the same set."""

    asked: set[str]

    def entry(self, key: str, on: date, region: str = "") -> DatedValue:
        self.asked.add(key)
        return super().entry(key, on, region)

    def history(self, key: str, region: str = "") -> tuple[DatedValue, ...]:
        self.asked.add(key)
        return super().history(key, region)
