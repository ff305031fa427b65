import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.core.builders import CLERK

from tongban.core import actions, clock, entries, law_book, working_days
from tongban.core.errors import BadInput, Conflict, NotFound

pytestmark = pytest.mark.django_db
OCTOBER_FIRST = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 9, 30), True),
        (OCTOBER_FIRST, False),
        (date(2026, 10, 10), True),  # a Saturday that makes up for the holidays
        (date(2026, 11, 21), False),  # a Saturday
        (date(2026, 11, 23), True),
    ],
)
def test_a_published_year_is_known_day_by_day(day, works):
    table = working_days.table()
    assert table.is_working(day) is works
    assert not table.provisional(day)


def test_beyond_the_last_notice_the_answer_is_provisional_and_never_fails():
    table = working_days.table()
    assert table.provisional(date(2035, 10, 1))
    assert not table.is_working(date(2035, 10, 1))
    assert table.is_working(date(2035, 10, 10))
    assert table.provisional(date(1990, 1, 2))


def test_the_table_is_two_queries_and_none_within_a_second():
    with CaptureQueriesContext(connection) as log:
        working_days.table()
        working_days.table()
    assert len(log) == 2


def test_a_loaded_notice_makes_its_year_certain():
    saturday, monday = date(2035, 1, 6), date(2035, 1, 1)
    entry = actions.load_notice(
        year=2035, days={saturday: True, monday: False}, source="国办发明电〔2034〕1号", actor=CLERK
    )
    table = working_days.table()
    assert table.is_working(saturday) and not table.is_working(monday)
    assert not table.provisional(date(2035, 7, 3))
    assert entries.get(entry).facts["days"] == {"2035-01-01": False, "2035-01-06": True}


def test_a_single_day_changes_alone():
    actions.override_day(day=date(2026, 11, 23), working=False, source="台风停工通告", actor=CLERK)
    assert not working_days.table().is_working(date(2026, 11, 23))
    assert working_days.table().is_working(date(2026, 11, 24))


@pytest.mark.parametrize("days", [{}, {date(2030, 1, 1): False}])
def test_a_notice_without_days_of_its_year_is_refused(days):
    with pytest.raises(BadInput):
        actions.load_notice(year=2035, days=days, source="x", actor=CLERK)


def test_working_days_agree_with_the_notices_collected_by_others():
    folder = Path(settings.TONGBAN_SHARED) / "data" / "holidays"
    if not folder.exists():
        pytest.skip("the shared test data is not here (TONGBAN_SHARED)")
    table = working_days.table()
    for path in sorted(folder.glob("holiday-cn_*.json")):
        for entry in json.loads(path.read_text(encoding="utf-8"))["days"]:
            day = date.fromisoformat(entry["date"])
            assert table.is_working(day) is not entry["isOffDay"], day


def test_an_order_changes_a_value_for_its_days_and_its_region():
    day = date(2026, 6, 10)
    usual = law_book.book().value("renewal.open_days", on=day)
    actions.give_order(
        number="沪公交〔2026〕1号",
        basis="防汛应急",
        since=day,
        until=day + timedelta(days=9),
        region="310000",
        values={"renewal.open_days": usual + 30},
        actor=CLERK,
    )
    book = law_book.book()
    assert book.value("renewal.open_days", on=day, region="310115") == usual + 30
    assert book.value("renewal.open_days", on=day, region="320100") == usual
    assert book.value("renewal.open_days", on=day + timedelta(days=10), region="310115") == usual
    actions.end_order(number="沪公交〔2026〕1号", until=day, reason="解除", actor=CLERK)
    assert law_book.book().value("renewal.open_days", on=day + timedelta(days=1), region="310115") == usual


def test_without_orders_the_book_is_the_shipped_one_and_stays_the_same_object():
    assert law_book.book() is law_book.book()


def test_an_order_with_an_unknown_parameter_is_refused():
    with pytest.raises(BadInput, match="no parameter"):
        actions.give_order(number="1", basis="x", since=OCTOBER_FIRST, values={"renewal.opn_days": 1}, actor=CLERK)


def test_an_order_number_is_given_once_and_only_what_exists_can_end():
    order = {"basis": "x", "since": OCTOBER_FIRST, "values": {"renewal.open_days": 100}, "actor": CLERK}
    actions.give_order(number="1", **order)
    with pytest.raises(Conflict), transaction.atomic():
        actions.give_order(number="1", **order)
    with pytest.raises(NotFound), transaction.atomic():
        actions.end_order(number="2", until=OCTOBER_FIRST, reason="x", actor=CLERK)


def test_the_statutory_days_are_those_of_the_laws_day():
    with clock.frozen(datetime(2024, 6, 1, tzinfo=UTC)):
        before = working_days.table()
    with clock.frozen(datetime(2026, 6, 1, tzinfo=UTC)):
        after = working_days.table()
    assert before.is_working(date(2035, 5, 2))  # 2 May is a statutory day since 2025
    assert not after.is_working(date(2035, 5, 2))
