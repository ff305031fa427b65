"""Plate numbers: what a choice may do by channel, and the days of the original number, three around each boundary."""

from datetime import date

import pytest

from tongban.law.book import Book
from tongban.law.days import DayTable
from tongban.law.rules import plates

BOOK = Book.shipped()
DAY = date(2026, 11, 17)


def test_on_site_there_is_one_set_of_fifty_and_on_the_internet_five_of_ten_and_twenty_names() -> None:
    on_site, online = plates.allowance("window", DAY, BOOK), plates.allowance("online", DAY, BOOK)
    assert (on_site.sets, on_site.set_size, on_site.set_seconds, on_site.tries) == (1, 50, 180, 0)
    assert (online.sets, online.set_size, online.tries, online.tries_at_once) == (5, 10, 20, 5)
    assert on_site.first_on_time_out and not online.first_on_time_out


def test_a_reservation_counts_working_days_from_the_day_after() -> None:
    week = DayTable(known_years=frozenset({2026}))
    assert plates.reserved_to(date(2026, 11, 17), week, BOOK) == date(2026, 11, 20)
    assert plates.reserved_to(date(2026, 11, 18), week, BOOK) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("since", "kept_to", "opens_on"),
    [
        (date(2025, 11, 16), date(2028, 11, 17), date(2028, 11, 18)),
        (date(2025, 11, 17), date(2028, 11, 17), date(2028, 11, 18)),  # a year to the day
        (date(2025, 11, 18), None, date(2027, 5, 17)),
    ],
)
def test_who_used_a_number_for_a_year_may_have_it_again_for_two(
    since: date, kept_to: date | None, opens_on: date
) -> None:
    assert plates.returned(since, DAY, BOOK) == plates.Return(kept_to, opens_on)
