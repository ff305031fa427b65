"""The rehearsal of changes names a value that no case checks; `check --law` rehearses the whole book."""

from datetime import date
from pathlib import Path

import pytest

from tongban.law.book import Book
from tongban.law.mutation import changes, unnoticed
from tongban.law.values import DatedValue

FEE_CASE = """
[[case]]
title = { zh = "工本费", en = "The fee" }
article = "FGW.2831"
ask = "fee"
at = [{ day = 2026-01-05, details = { fee = "licence" }, answer = "%s" }]
"""


def a_book(*keys: str) -> Book:
    shipped = Book.shipped()
    return Book({key: shipped.all_values(key) for key in keys}, {"fees": date(2026, 11, 22)})


def a_case_file(folder: Path, amount: str = "10.00") -> Path:
    (folder / "fees.toml").write_text(FEE_CASE % amount, encoding="utf-8")
    return folder


def a_dated_value(value: object, unit: str = "days") -> DatedValue:
    return DatedValue("a.b", date(2025, 1, 1), value, unit, "design", "design")


def test_a_value_that_a_case_checks_is_not_named(tmp_path: Path) -> None:
    assert unnoticed(a_case_file(tmp_path), a_book("fees.licence")) == []


def test_a_value_that_no_case_checks_is_named_with_each_change(tmp_path: Path) -> None:
    found = unnoticed(a_case_file(tmp_path), a_book("fees.licence", "fees.electronic_licence"))
    assert len(found) == 2
    assert all(line.startswith("fees.electronic_licence since 2021-12-10") for line in found)


def test_a_case_that_fails_as_things_are_stops_the_rehearsal(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="before anything is changed"):
        unnoticed(a_case_file(tmp_path, amount="11.00"), a_book("fees.licence"))


def test_numbers_move_up_and_down_flags_turn_and_elements_go() -> None:
    def made(value: object) -> list[object]:
        return [change.value for change in changes(a_dated_value(value), is_first=True)]

    assert made(90) == [91, 89]
    assert made(4.9) == [5.0, 4.8]
    assert made(True) == [False]
    assert made(("A1", "A2")) == [("A2",), ("A1",)]
    assert made({"A1": 155}) == [{}, {"A1": 156}, {"A1": 154}]


def test_the_day_of_a_later_value_is_moved_too() -> None:
    days = [change.since for change in changes(a_dated_value(True), is_first=False)]
    assert days[-2:] == [date(2025, 1, 2), date(2024, 12, 31)]
