"""The questions a jurist's case may ask about registrations and changes of vehicles."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules import marks, registration, service_life, vehicle_change

Details = Mapping[str, Any]
Rule = Callable[[Facts, date, Book], Any]


def _plain(rule: Rule) -> Callable[[Facts, date, Book, Details], Any]:
    return lambda facts, on, book, details: rule(facts, on, book)


def _uses(facts: Facts, on: date, book: Book, details: Details) -> str:
    return "".join(registration.uses_for(details["type"], on, book))


def _last_day_after(facts: Facts, on: date, book: Book, details: Details) -> date | str:
    if facts.vehicle is None:
        raise ValueError("This question needs a vehicle")
    return service_life.last_day_after(facts.vehicle, details["use"], on, book) or "none"


def _use_after(facts: Facts, on: date, book: Book, details: Details) -> str:
    if facts.vehicle is None:
        raise ValueError("This question needs a vehicle")
    return vehicle_change.use_after(facts.vehicle, details["use"])


QUESTIONS: Mapping[str, Callable[[Facts, date, Book, Details], Any]] = {
    "registration_motorcycle": _plain(registration.may_register_motorcycle),
    "registration_other": _plain(registration.may_register_other),
    "registration_import": _plain(registration.may_register_import),
    "registration_uses": _uses,
    "change_engine": _plain(vehicle_change.may_change_engine),
    "change_body": _plain(vehicle_change.may_change_body),
    "change_whole": _plain(vehicle_change.may_replace_whole),
    "change_use": _plain(vehicle_change.may_change_use),
    "change_officer": _plain(vehicle_change.officer_looks),
    "new_energy_plate": _plain(vehicle_change.may_have_new_energy_plate),
    "swap": _plain(vehicle_change.may_swap),
    "mark_inspected": _plain(marks.may_have_after_inspection),
    "scrap_after": _last_day_after,
    "use_after": _use_after,
    "registration_asks_approval": _plain(registration.asks_approval),
    "registration_asks_quota": _plain(registration.asks_quota),
}
