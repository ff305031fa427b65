"""What tests of the demo city ask again and again."""

from datetime import UTC, date, datetime

from tongban.demo.resident import Resident, facts_of
from tongban.demo.situations import Situation, situations
from tongban.law.book import Book
from tongban.law.questions import QUESTIONS

DAY = date(2026, 11, 22)
MORNING = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
CHEAP = "django.contrib.auth.hashers.MD5PasswordHasher"
BOOK = Book.shipped()


def told() -> tuple[Situation, ...]:
    """The catalogue on the usual day."""
    return situations(DAY, BOOK)


def codes_of(rule: str, resident: Resident, on: date = DAY) -> list[str]:
    """The reason codes a rule gives for a resident once every partner has answered."""
    return sorted(reason.code for reason in QUESTIONS[rule](facts_of(resident, on), on, BOOK, {}).reasons)
