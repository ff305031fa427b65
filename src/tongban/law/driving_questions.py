"""What a jurist's case may ask about the two tests behind the wheel."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules import driving_tests
from tongban.law.values import plain


def _points(facts: Facts, on: date, book: Book, details: Mapping[str, Any]) -> dict[str, int]:
    """What the items of one part of a driving test cost."""
    sheet = driving_tests.sheet(details["subject"], details["class"], on, book)
    return {item.code: item.points for item in sheet.items.values() if item.group == details["group"]}


def _sheet(facts: Facts, on: date, book: Book, details: Mapping[str, Any]) -> list[Any]:
    """Edition, kind of car and shortest drive, then the parts."""
    sheet = driving_tests.sheet(details["subject"], details["class"], on, book)
    return [sheet.edition, "automatic" if sheet.automatic else "manual", sheet.road_metres, " ".join(sheet.groups)]


def _limits(facts: Facts, on: date, book: Book, details: Mapping[str, Any]) -> dict[str, Any]:
    sheet = driving_tests.sheet(details["subject"], details["class"], on, book)
    return {name: plain(value) for name, value in sheet.limits.items()}


def _rates(facts: Facts, on: date, book: Book, details: Mapping[str, Any]) -> dict[str, int]:
    sheet = driving_tests.sheet(details["subject"], details["class"], on, book)
    return {item.code: item.hz for item in sheet.items.values() if item.hz}


DRIVING_QUESTIONS = MappingProxyType(
    {
        "driving_points": _points,
        "driving_sheet": _sheet,
        "driving_limits": _limits,
        "driving_rates": _rates,
    }
)
