"""The questions a jurist's case may ask about registrations and changes of vehicles."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules import registration

Details = Mapping[str, Any]
Rule = Callable[[Facts, date, Book], Any]


def _plain(rule: Rule) -> Callable[[Facts, date, Book, Details], Any]:
    return lambda facts, on, book, details: rule(facts, on, book)


def _uses(facts: Facts, on: date, book: Book, details: Details) -> str:
    return "".join(registration.uses_for(details["type"], on, book))


QUESTIONS: Mapping[str, Callable[[Facts, date, Book, Details], Any]] = {
    "registration_motorcycle": _plain(registration.may_register_motorcycle),
    "registration_other": _plain(registration.may_register_other),
    "registration_import": _plain(registration.may_register_import),
    "registration_uses": _uses,
    "registration_asks_approval": _plain(registration.asks_approval),
    "registration_asks_quota": _plain(registration.asks_quota),
}
