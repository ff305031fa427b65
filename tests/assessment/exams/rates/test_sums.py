"""Sums of tests: what counts, when, as whose; made anew each night."""

from datetime import date
from typing import Any

import pytest
from tests.assessment.exams.builders import a_file, a_recording, expected, fails, on, passes, sits
from tests.builders import TEST

from tongban.assessment.exams import actions
from tongban.assessment.exams.rates import adding, queries
from tongban.assessment.exams.rates.models import PassSum
from tongban.assessment.exams.rates.types import GROUP_WORDS, Count, Filters
from tongban.law.book import Book

pytestmark = pytest.mark.django_db
DAY, NEXT_MONTH = date(2026, 3, 2), date(2026, 4, 2)
CENTRE = "310115-K1"


def sums(day: date = NEXT_MONTH) -> dict[tuple[date, str, str], Count]:
    with on(day):
        adding.add_up(day)
    return {
        (row.month, row.subject, row.target): Count(row.tests, row.passes, row.first_tests, row.first_passes)
        for row in PassSum.objects.all()
    }


def test_each_test_counts_in_its_month_and_the_first_of_a_file_stands_apart() -> None:
    with on(DAY):
        fails(a_file(), "S1")  # the first test and its re-sit
        passes(a_file(), "S1")
    assert sums() == {(date(2026, 3, 1), "S1", "C1"): Count(3, 1, 2, 1)}


def test_who_did_not_come_and_what_is_void_were_no_tests() -> None:
    with on(DAY):
        actions.absent(sitting_id=expected(a_file(), "S1").id, actor=TEST, cause="test")
        sitting = expected(a_file(), "S1")
        sits(sitting, 50)
        actions.void(sitting_id=sitting.id, reason="a lamp failed", counts=False, actor=TEST, cause="test")
    assert sums() == {}


def test_a_pass_counts_once_its_recording_is_there() -> None:
    with on(DAY):
        sitting = expected(a_file(), "S1")
        sits(sitting, 95, recorded=False)
        assert sums(DAY) == {}
        actions.register_recording(sitting_id=sitting.id, recording=a_recording(), actor=TEST, cause="test")
    assert sums(DAY) == {(date(2026, 3, 1), "S1", "C1"): Count(1, 1, 1, 1)}


def test_a_changed_result_changes_the_sum_the_next_night() -> None:
    with on(DAY):
        sitting = expected(a_file(), "S1")
        sits(sitting, 95)
    before = sums()
    with on(NEXT_MONTH):
        actions.change_result(
            sitting_id=sitting.id, score=10, reason="another one wrote it", evidence_digest="0" * 64, actor=TEST,
            cause="test",
        )  # fmt: skip
    assert before != sums() and sums()[date(2026, 3, 1), "S1", "C1"] == Count(1, 0, 1, 0)


def test_the_class_stands_in_its_group() -> None:
    with on(DAY):
        passes(a_file(target="D"), "S1")
    sums()
    assert PassSum.objects.get().class_group == "motorcycle"


def test_centres_and_months_are_asked_with_one_statement_each(django_assert_num_queries: Any) -> None:
    with on(DAY):
        for _ in range(2):
            passes(a_file(), "S1")
    sums()
    asked = Filters("S1", "car", date(2026, 3, 1), date(2026, 4, 1))
    with django_assert_num_queries(1):
        found = queries.by_centre(asked, [CENTRE], DAY)
    assert found.total == Count(2, 2, 2, 2) and found.rows[0].hidden
    with django_assert_num_queries(1):
        months = queries.by_month(asked, CENTRE, DAY)
    assert [row.key for row in months.rows] == ["2026-03"]


def test_every_class_stands_in_a_group_that_has_a_name() -> None:
    groups = Book.shipped().value("rates.class_groups", DAY)
    assert set(groups) == set(Book.shipped().value("ages.minimum", DAY))
    assert set(groups.values()) == set(GROUP_WORDS)
