"""Slots: the days of a plan, the order in which people are served, how many fit, how long people are expected to wait.

Order 139 Articles 49 and 51 (publication, daily maximum) and the practice of the booking platform. Not modelled:
the computing method of GA 1029 Annex A, whose text is not at hand; the formula is a convention with dated numbers.
"""

from dataclasses import dataclass
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_days, add_months
from tongban.law.days import DayTable

ROAD = "S3R"


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a plan: the last on which it may be published, on which preferences end, and of its result."""

    publish_by: date
    closes_on: date
    result_by: date


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many persons fit, and what that was reckoned from."""

    persons: int
    units: int
    minutes: int
    setup: int
    each: int
    utilisation_percent: int
    examiners: int | None
    examiner_most: int | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """How long somebody who joins now is expected to wait: people waiting over the slots of a day. `days` is None
    where there are no slots at all."""

    waiting: int
    slots: int
    in_days: int
    days: int | None


def days_of(first_on: date, days: DayTable, book: Book) -> Days:
    """The days of a plan whose first session is on a day."""
    return Days(
        publish_by=add_days(first_on, -int(book.value("slots.publish_before", first_on))),
        closes_on=days.working_before(first_on, int(book.value("slots.close_before", first_on))),
        result_by=days.working_before(first_on, int(book.value("slots.result_before", first_on))),
    )


def last_cancel_on(session_on: date, days: DayTable, book: Book) -> date:
    """The last day on which a slot can be given back."""
    return days.working_before(session_on, int(book.value("slots.cancel_before", session_on)))


def last_freed_on(session_on: date, days: DayTable, book: Book) -> date:
    """The last day on which a freed slot goes to the next in line."""
    return days.working_before(session_on, int(book.value("slots.freed_before", session_on)))


def has_priority(learning_until: date | None, used: bool, on: date, book: Book) -> bool:
    """Does a learner permit that ends soon put somebody first, once for each subject?"""
    if learning_until is None or used or learning_until < on:
        return False
    return learning_until < add_months(on, int(book.value("slots.priority_below", on)))


def capacity(subjects: str, units: int, minutes: int, examiners: int | None, on: date, book: Book) -> Capacity:
    """How many persons a session takes: floor(units x (minutes - setup) / minutes each x utilisation).

    A session of several subjects needs the minutes of each. On the road examiners limit it too, where they are known.
    """
    each_of = book.value("slots.minutes_each", on)
    parts = subjects.split("+")
    each = sum(int(each_of[part]) for part in parts)
    setup, percent = int(book.value("slots.setup", on)), int(book.value("slots.utilisation_percent", on))
    persons = max(0, units * (minutes - setup) * percent // (each * 100))
    most = int(book.value("slots.examiner_most", on)) if ROAD in parts else None
    if most is not None and examiners is not None:
        persons = min(persons, examiners * most)
    return Capacity(persons, units, minutes, setup, each, percent, examiners if most else None, most)


def forecast(waiting: int, slots: int, in_days: int) -> Forecast:
    """The waiting time that is expected where so many people wait and so many slots are given in so many days."""
    return Forecast(waiting, slots, in_days, -(-waiting * in_days // slots) if slots else None)


def weekend_due(expected: Forecast, on: date, book: Book) -> bool:
    """Is the expected wait so long that an additional session is opened at a weekend?"""
    return expected.waiting > 0 and (expected.days is None or expected.days > book.value("slots.weekend_above", on))
