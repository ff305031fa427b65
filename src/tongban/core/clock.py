"""The only reader of the clock: instants are real, the law's day may be fixed by a setting."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

CHINA = ZoneInfo("Asia/Shanghai")

_frozen: datetime | None = None


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return _frozen or datetime.now(UTC)


def today() -> date:
    """Return the law's day: of a frozen clock, else TONGBAN_TODAY if set, else the day in China."""
    if _frozen is None and settings.TONGBAN_TODAY:
        return date.fromisoformat(settings.TONGBAN_TODAY)
    return day_of(now())


def day_of(instant: datetime) -> date:
    """Return the day in China on which an instant lies."""
    return instant.astimezone(CHINA).date()


def ticks() -> float:
    """Return seconds that only ever grow, for measuring how long something took."""
    return time.monotonic()


def is_frozen() -> bool:
    """True inside `frozen`."""
    return _frozen is not None


@contextmanager
def frozen(at: datetime) -> Iterator[datetime]:
    """Stop the clock at an aware instant, for every thread (tests, and histories made up for the demo)."""
    global _frozen
    if at.tzinfo is None:
        raise ValueError("A frozen clock needs an aware instant")
    before, _frozen = _frozen, at.astimezone(UTC)
    try:
        yield _frozen
    finally:
        _frozen = before
