"""The same person, asked for 2023 and for 2025: Order 172 changed the answer."""

from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Applicant, Facts, HeldClass, Licence, LostClass, Medical
from tongban.law.rules.age import ceiling_day, may_apply_for, may_exchange, may_restore
from tongban.law.rules.status import may_drive

BOOK = Book.shipped()
BORN = date(1963, 6, 1)  # 60 in 2023, 61 in January 2025, 63 in 2026


def a_bus_driver(*codes: str, lost: tuple[LostClass, ...] = ()) -> Licence:
    held = tuple(HeldClass(code, date(1990, 6, 1)) for code in codes)
    return Licence(held, date(1990, 6, 1), date(2015, 6, 1), None, None, lost_for_age=lost)


def a_fit_examination(on: date) -> Medical:
    return Medical(on, "1", "1", 175, 5.0, 5.0, False, False, True, False)


def test_a_bus_driver_of_60_may_not_drive_the_bus_in_2023_and_may_at_61_in_2025() -> None:
    licence = a_bus_driver("A1")
    assert not may_drive(licence, "A1", date(2023, 6, 1), BORN, BOOK).allowed
    assert may_drive(licence, "A1", date(2025, 6, 1), BORN, BOOK).allowed
    assert not may_drive(licence, "A1", date(2026, 6, 1), BORN, BOOK).allowed


def test_the_exchange_is_due_in_2023_and_not_in_2025() -> None:
    facts = Facts(Applicant(BORN), a_bus_driver("A1"), medical=a_fit_examination(date(2023, 5, 1)))
    assert may_exchange(facts, date(2023, 6, 1), BOOK).allowed
    later = may_exchange(facts, date(2025, 6, 1), BOOK)
    assert [reason.code for reason in later.reasons] == ["age.not_reached"]
    assert later.possible_from == date(2026, 6, 1)


def test_a_class_lost_at_60_is_given_back_in_2025() -> None:
    lost = (LostClass("A1", date(2023, 6, 1)),)
    facts = Facts(Applicant(BORN), a_bus_driver("C1", lost=lost), medical=a_fit_examination(date(2024, 12, 1)))
    assert not may_restore(facts, date(2024, 12, 31), BOOK).allowed
    assert may_restore(facts, date(2025, 1, 1), BOOK).allowed


def test_somebody_of_61_may_apply_for_a_city_bus_since_2025() -> None:
    assert not may_apply_for("A3", BORN, date(2024, 12, 31), BOOK).allowed
    assert may_apply_for("A3", BORN, date(2025, 1, 1), BOOK).allowed


def test_an_age_reached_after_the_change_is_dated_by_the_new_rule_even_when_asked_before() -> None:
    assert ceiling_day("A1", date(1965, 2, 1), date(2024, 6, 1), BOOK) == date(2028, 2, 1)
    assert ceiling_day("A1", date(1964, 12, 31), date(2024, 6, 1), BOOK) == date(2024, 12, 31)
