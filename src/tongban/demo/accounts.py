"""Who can log in to the demo city. Neither database nor Django is needed: the login page and `up` print this."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from tongban.demo.city import STAFF
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
def accounts() -> tuple[DemoAccount, ...]:
    """Return every demo account, staff first."""
    return (*_staff(), *_citizens())


def _staff() -> list[DemoAccount]:
    return [DemoAccount(clerk.title, clerk.number, PASSWORD, clerk.task) for clerk in STAFF]


def _citizens() -> list[DemoAccount]:
    return [
        DemoAccount(
            label=Text(zh=f"{one.resident.name} {one.title.zh}", en=f"{one.resident.name}, {one.title.en}"),
            login=one.resident.phone,
            password=PASSWORD,
            situation=one.attempt,
        )
        for one in situations(ANY_DAY, Book.shipped())
        if one.has_account
    ]
