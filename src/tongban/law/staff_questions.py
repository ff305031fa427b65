"""The questions a jurist's case may ask about the passes of staff; `questions` takes them in."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules import qualifications

Details = Mapping[str, Any]


def _needs(facts: Facts, on: date, book: Book, details: Details) -> list[str]:
    """Each pass with its post, powers and services, as "review: review decide+work *"."""
    return [
        f"{one.qualification}: {one.post} {'+'.join(sorted(one.powers))} {'+'.join(sorted(one.services))}"
        for one in qualifications.needs(details["posts"], details["outlet"], on, book)
    ]


def _examination(facts: Facts, on: date, book: Book, details: Details) -> list[Any]:
    """Questions, marks for each, minutes, the mark that passes, attempts, within days, then kinds and sections."""
    found = qualifications.examination(details["qualification"], on, book)
    if found is None:
        return []
    plan = found.plan
    parts = (" ".join(f"{name}={number}" for name, number in sorted(of.items())) for of in (plan.kinds, plan.sections))
    return [plan.count, plan.marks, plan.minutes, found.pass_mark, found.attempts, found.attempt_days, *parts]


def _days(facts: Facts, on: date, book: Book, details: Details) -> list[date]:
    """Of a pass that begins on the day: the last day, and from when its end is told; of a post held since then: from
    when the rotation is told, and by when it is due."""
    last = qualifications.last_day(on, book)
    return [
        last,
        qualifications.warned_from(last, on, book),
        qualifications.rotation_told_from(on, on, book),
        qualifications.rotate_by(on, on, book),
    ]


STAFF_QUESTIONS: Mapping[str, Callable[[Facts, date, Book, Details], Any]] = {
    "staff_needs": _needs,
    "staff_examination": _examination,
    "staff_days": _days,
    "staff_given_elsewhere": lambda facts, on, book, details: qualifications.given_elsewhere(
        details["qualification"], on, book
    ),
}
