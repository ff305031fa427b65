"""The questions a jurist's case may ask about e-bikes and reads of their tags; `questions` takes them in."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules import bikes, reads

Details = Mapping[str, Any]
Question = Callable[[Facts, date, Book, Details], Any]


def _bike_days(facts: Facts, on: date, book: Book, details: Details) -> list[Any]:
    """The last day for registering, and for riding with the proof of purchase."""
    bought_on = details["bought_on"]
    return [bikes.register_by(bought_on, on, book) or "none", bikes.ride_until(bought_on, on, book) or "none"]


def _bike(rule: Callable[[Facts, date, Book], Any]) -> Question:
    return lambda facts, on, book, details: rule(facts, on, book)


BIKE_QUESTIONS: Mapping[str, Question] = {
    "bike": _bike(bikes.may_register),
    "bike_taught": _bike(bikes.education_asked),
    "bike_transfer": _bike(bikes.may_transfer),
    "bike_change": _bike(bikes.may_change),
    "bike_cancel": _bike(bikes.may_cancel),
    "bike_anew": _bike(bikes.may_issue_anew),
    "bike_delivery": _bike(bikes.may_deliver),
    "bike_check": _bike(bikes.may_pass_check),
    "bike_days": _bike_days,
    "bike_number": lambda facts, on, book, details: bikes.number(details["kind"], details["running"], on, book),
    "bike_check_due": lambda facts, on, book, details: bikes.next_check(on, book),
    "read_kept_until": lambda facts, on, book, details: reads.kept_until(details["read_on"], on, book),
    "read_clock": lambda facts, on, book, details: reads.clock_is_right(details["seconds"], on, book),
    "read_passage": lambda facts, on, book, details: reads.one_passage(details["seconds"], on, book),
    "read_clone": lambda facts, on, book, details: reads.cannot_be_one(details["metres"], details["seconds"], on, book),
}
