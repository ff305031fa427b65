"""Who can log in to the demo city. Neither database nor Django is needed: the login page and `up` print this."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from tongban.demo import elsewhere
from tongban.demo.city import STAFF, Clerk
from tongban.demo.situations import situations
from tongban.law.book import Book
from tongban.law.text import Text

PASSWORD = "tongban-demo"  # made up for people who are made up; no other account may have it
ANY_DAY = date(2026, 11, 22)  # titles and telephones are the same on every day


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account to try. Citizens log in with their telephone (or identity number), staff with their number."""

    label: Text
    login: str
    password: str
    situation: Text


@cache
def accounts(region: str = "") -> tuple[DemoAccount, ...]:
    """Return every demo account, staff first; `region`: of which city's copy, the demo city's own if empty."""
    other = elsewhere.is_elsewhere(region)
    return (*_staff(elsewhere.staff(region) if other else STAFF), *_citizens(only_newcomers=other))


def _staff(clerks: Iterable[Clerk]) -> list[DemoAccount]:
    return [DemoAccount(clerk.title, clerk.number, PASSWORD, clerk.task) for clerk in clerks]


def _citizens(*, only_newcomers: bool) -> list[DemoAccount]:
    return [
        DemoAccount(
            label=Text(zh=f"{one.resident.name} {one.title.zh}", en=f"{one.resident.name}, {one.title.en}"),
            login=one.resident.phone,
            password=PASSWORD,
            situation=one.attempt,
        )
        for one in situations(ANY_DAY, Book.shipped())
        if one.has_account and (one.moves or not only_newcomers)
    ]
