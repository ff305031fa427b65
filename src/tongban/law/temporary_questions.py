"""The questions a jurist's case may ask about vehicles that pass: temporary plates, vehicles from abroad."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from tongban.law.book import Book
from tongban.law.days import DayTable
from tongban.law.facts import Facts
from tongban.law.rules import crossing, stays, temporary_plates
from tongban.law.verdict import Verdict

Details = Mapping[str, Any]


def _new(facts: Facts, on: date, book: Book, details: Details) -> Verdict:
    return temporary_plates.may_have_new(facts, on, book)


def _span(facts: Facts, on: date, book: Book, details: Details) -> list[Any]:
    """First and last day of a plate; nothing where no day is left."""
    if facts.temporary is None:
        raise ValueError("This question needs the row of a temporary plate")
    found = temporary_plates.span(facts.temporary, details.get("insured_until"), on, book, details.get("end"))
    return [found.since, found.until] if found else []


def _most(facts: Facts, on: date, book: Book, details: Details) -> int | str:
    most = temporary_plates.most(details["row"], on, book)
    return "none" if most is None else most


def _end(facts: Facts, on: date, book: Book, details: Details) -> date:
    table = DayTable.of(book, on, {}, (on.year,))
    return temporary_plates.holds_until(details["until"], details.get("formal_on"), on, book, table)


def _letters(facts: Facts, on: date, book: Book, details: Details) -> str:
    return "".join(temporary_plates.letter(area, on, book) for area in temporary_plates.AREAS)


def _reminded(facts: Facts, on: date, book: Book, details: Details) -> date:
    return temporary_plates.reminds_from(details["until"], on, book)


def _extended(facts: Facts, on: date, book: Book, details: Details) -> bool:
    return temporary_plates.extended(on, book)


def _enter(facts: Facts, on: date, book: Book, details: Details) -> Verdict:
    return crossing.may_enter(details["scheme"], facts, on, book)


def _quota(facts: Facts, on: date, book: Book, details: Details) -> list[Any]:
    found = crossing.quota(details["scheme"], details["ground"], on, book)
    return list(found) if found else []


def _clearance_until(facts: Facts, on: date, book: Book, details: Details) -> date:
    return crossing.valid_until(details["scheme"], details["insured_until"], on, book)


def _most_days(facts: Facts, on: date, book: Book, details: Details) -> list[Any]:
    return [days or "none" for days in crossing.most_days(details["scheme"], on, book)]


def _step(facts: Facts, on: date, book: Book, details: Details) -> str:
    return crossing.step(facts, on, book, details["scheme"])


def _warned(facts: Facts, on: date, book: Book, details: Details) -> int:
    return crossing.warn_before(on, book)


def _stayed(facts: Facts, on: date, book: Book, details: Details) -> list[Any]:
    """Inside or not, days of this stay, days of the year, gaps; passages are "entered 2026-03-01T10:00:00"."""
    told = [one.split() for one in details["passages"]]
    known = [stays.Passage(kind, (at := datetime.fromisoformat(text)), at.date()) for kind, text in told]
    found = stays.standing(known, on)
    return ["inside" if found.inside else "outside", found.days, found.year_days, found.gaps]


QUESTIONS: Mapping[str, Callable[[Facts, date, Book, Details], Any]] = {
    "temporary": _new,
    "temporary_span": _span,
    "temporary_most": _most,
    "temporary_end": _end,
    "temporary_letters": _letters,
    "temporary_reminded": _reminded,
    "temporary_extended": _extended,
    "crossing": _enter,
    "crossing_quota": _quota,
    "crossing_until": _clearance_until,
    "crossing_days": _most_days,
    "crossing_step": _step,
    "crossing_warned": _warned,
    "stays": _stayed,
}
