"""Working days: notices, the week, statutory days, and what is only provisional."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.law.book import Book
from tongban.law.dates import add_months, add_years, age_on
from tongban.law.days import DayTable

SATURDAY = date(2026, 2, 14)
FRIDAY = date(2026, 2, 13)
MONDAY = date(2026, 2, 16)
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def a_table() -> DayTable:
    """2026 known: the Saturday before the Spring Festival is worked, the Monday and Tuesday are off."""
    overrides = {SATURDAY: True, MONDAY: False, date(2026, 2, 17): False}
    return DayTable.of(Book.shipped(), date(2026, 1, 1), overrides, known_years=[2026])


def test_a_notice_makes_a_saturday_a_working_day_and_a_monday_a_day_off() -> None:
    assert a_table().is_working(SATURDAY)
    assert not a_table().is_working(MONDAY)


def test_the_next_working_day_follows_the_notice() -> None:
    assert a_table().add_working(FRIDAY, 1) == SATURDAY
    assert a_table().add_working(FRIDAY, 2) == date(2026, 2, 18)


def test_no_working_days_later_is_the_day_itself() -> None:
    assert a_table().add_working(MONDAY, 0) == MONDAY


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forward"):
        a_table().add_working(MONDAY, -1)


def test_a_year_without_a_notice_follows_week_and_statutory_days_and_is_provisional() -> None:
    assert not a_table().is_working(date(2027, 10, 1))
    assert a_table().is_working(date(2027, 10, 4))
    assert a_table().provisional(date(2027, 10, 4))
    assert not a_table().provisional(date(2026, 10, 8))


def test_in_a_known_year_the_notice_alone_decides() -> None:
    assert a_table().is_working(date(2026, 10, 1)), "this table's notice does not name it"


@given(DAYS, st.integers(0, 40))
def test_adding_and_counting_working_days_agree(day: date, count: int) -> None:
    end = a_table().add_working(day, count)
    assert a_table().working_between(day, end) == count
    assert count == 0 or a_table().is_working(end)


@given(DAYS, st.integers(1, 40))
def test_one_more_working_day_is_a_later_day(day: date, count: int) -> None:
    assert a_table().add_working(day, count - 1) < a_table().add_working(day, count)


@given(DAYS, st.integers(-600, 600))
def test_months_added_land_in_the_right_month_and_never_later_in_it(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day <= day.day


@given(DAYS, st.integers(0, 110))
def test_an_age_is_reached_on_the_birthday_and_not_the_day_before(born: date, years: int) -> None:
    birthday = add_years(born, years)
    assert age_on(born, birthday) == years
    assert age_on(born, birthday - timedelta(days=1)) == years - 1
