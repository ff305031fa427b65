"""Years, months and ages on the calendar. Pure; a 29 February becomes 28 February in a common year."""

from calendar import monthrange
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` later (or earlier); the last of the month where it has none."""
    total = day.year * 12 + day.month - 1 + months
    year, month = total // 12, total % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_years(day: date, years: int) -> date:
    """The anniversary `years` later; 28 February for somebody of 29 February in a common year."""
    return add_months(day, 12 * years)


def add_days(day: date, days: int) -> date:
    """The calendar day `days` later (or earlier)."""
    return day + timedelta(days=days)


def next_day(day: date) -> date:
    """The day after, on which something whose last day was `day` has ended."""
    return day + ONE_DAY


def age_on(born: date, on: date) -> int:
    """Full years of age (周岁), reached on the birthday itself."""
    years = on.year - born.year
    return years if on >= add_years(born, years) else years - 1
