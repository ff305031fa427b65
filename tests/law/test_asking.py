"""Ask the law: what a licence allows and asks for on a day, and the days on which that changes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tongban.law.articles import articles
from tongban.law.asking import Answer, Stated, answer, first_day, turns
from tongban.law.book import Book
from tongban.law.duties import wordings

BOOK = Book.shipped()
FIRST, LAST = first_day(BOOK), BOOK.last_checked_day()
BUS_DRIVER = Stated(("A1",), date(1963, 6, 1), date(1990, 6, 1), None)
PEOPLE = {
    "a bus driver": BUS_DRIVER,
    "a lorry driver of 29 February": Stated(("A2", "D"), date(1964, 2, 29), date(1995, 3, 3), date(2025, 3, 3), 3),
    "a licence that lapses": Stated(("C1",), date(1990, 1, 1), date(2019, 5, 5), date(2022, 9, 5)),
    "somebody over 70": Stated(("C1", "E"), date(1953, 1, 1), date(1999, 5, 5), None, 2),
    "a special car": Stated(("C5",), date(1983, 1, 1), date(2018, 5, 5), date(2024, 5, 5), 12),
    "a newcomer of 29 February": Stated(("C1", "F"), date(2002, 1, 1), date(2024, 2, 29), date(2030, 2, 28)),
    "a tram driver at 63": Stated(("P",), date(1962, 11, 21), date(1990, 1, 1), None),
}


def asked(stated: Stated, on: date) -> Answer:
    return answer(stated, on, BOOK)


def keys(stated: Stated, on: date) -> set[str]:
    return {duty.key for duty in asked(stated, on).duties}


def test_a_bus_driver_of_60_loses_the_bus_in_2023_and_may_have_it_back_in_2025() -> None:
    assert "A1" in asked(BUS_DRIVER, date(2023, 5, 31)).drive
    assert "A1" not in asked(BUS_DRIVER, date(2023, 6, 1)).drive
    assert "age.now" in keys(BUS_DRIVER, date(2023, 6, 1))
    assert "restoration.now" not in keys(BUS_DRIVER, date(2024, 12, 31))
    assert "restoration.now" in keys(BUS_DRIVER, date(2025, 1, 1))
    [by_rule] = [turn for turn in turns(BUS_DRIVER, FIRST, LAST, BOOK) if turn.by_rule]
    assert by_rule.on == date(2025, 1, 1)


def test_who_turned_60_before_the_first_rule_on_record_has_lost_the_class_too() -> None:
    elder = replace(BUS_DRIVER, born=date(1962, 3, 1))
    assert "A1" not in asked(elder, date(2025, 2, 28)).drive
    assert "restoration.now" in keys(elder, date(2025, 2, 28))
    assert "restoration.now" not in keys(elder, date(2025, 3, 1))


def test_who_turned_60_after_the_change_keeps_the_bus() -> None:
    younger = replace(BUS_DRIVER, born=date(1965, 1, 1))
    assert "A1" in asked(younger, date(2025, 1, 1)).drive


@pytest.mark.parametrize("stated", PEOPLE.values(), ids=PEOPLE)
def test_the_days_of_change_are_those_that_asking_every_day_finds(stated: Stated) -> None:
    found, before = [], asked(stated, FIRST).sign
    for number in range(1, (LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        now = asked(stated, day).sign
        if now != before:
            found.append(day)
        before = now
    told = turns(stated, FIRST, LAST, BOOK)
    assert [turn.on for turn in told] == found
    assert all(turn.news for turn in told)


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2025, 2, 3), "renewal.later"),
        (date(2025, 2, 4), "renewal.now"),
        (date(2025, 5, 5), "renewal.now"),
        (date(2025, 5, 6), "renewal.late"),
        (date(2026, 5, 5), "renewal.late"),
        (date(2026, 5, 6), "renewal.lapsed"),
        (date(2028, 5, 5), "renewal.lapsed"),
        (date(2028, 5, 6), "renewal.gone"),
    ],
)
def test_a_renewal_opens_is_late_lapses_and_is_gone(day: date, key: str) -> None:
    stated = Stated(("C1",), date(1990, 1, 1), date(2019, 5, 5), date(2025, 5, 5))
    assert key in keys(stated, day)
    assert bool(asked(stated, day).drive) is (day <= date(2025, 5, 5))


def test_the_points_limit_stops_driving() -> None:
    for points, may in ((11, True), (12, False), (13, False)):
        assert bool(asked(replace(BUS_DRIVER, points=points), date(2022, 6, 1)).drive) is may


def test_points_make_a_review_due_for_large_classes_only() -> None:
    day = date(2022, 6, 1)
    assert "review.later" in keys(replace(BUS_DRIVER, points=1), day)
    assert "review.later" not in keys(BUS_DRIVER, day)
    assert "review.later" not in keys(replace(BUS_DRIVER, classes=("C1",), points=1), day)


def test_before_the_first_issue_there_is_no_licence() -> None:
    newcomer = PEOPLE["a newcomer of 29 February"]
    assert not asked(newcomer, date(2024, 2, 28)).issued
    assert "probation.now" in keys(newcomer, date(2024, 2, 29))
    assert "probation.now" not in keys(newcomer, date(2025, 2, 28))


def test_the_medical_of_70_is_due_after_each_cycle() -> None:
    old = PEOPLE["somebody over 70"]
    given = [day for day in (date(2024, 5, 4), date(2024, 5, 5), date(2024, 6, 3), date(2024, 6, 4))]
    assert ["medical.now" in keys(old, day) for day in given] == [False, True, True, False]


def test_a_later_day_is_answered_with_a_mark() -> None:
    assert not asked(BUS_DRIVER, LAST).provisional
    assert asked(BUS_DRIVER, LAST + timedelta(days=1)).provisional


def test_every_duty_names_an_article_that_exists() -> None:
    assert {wording["article"] for wording in wordings().values()} <= set(articles())
