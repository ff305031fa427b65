"""The catalogue keeps what it says: the rules of law are asked for every person in it."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from tests.demo.builders import BOOK, DAY, codes_of, told

from tongban.casework.catalogue import services
from tongban.core import identity
from tongban.demo import page
from tongban.demo.accounts import accounts
from tongban.demo.situations import Situation, find, situations
from tongban.law.rules.due import DueKind, letters_due
from tongban.law.rules.renewal import new_term
from tongban.law.rules.status import may_drive, shown_as

ASKED_FOR = 25


@pytest.mark.parametrize("one", told(), ids=lambda one: one.code)
def test_the_rules_give_the_reasons_a_situation_claims(one: Situation) -> None:
    assert one.verdicts
    for rule, codes in one.verdicts.items():
        assert codes_of(rule, one.resident) == sorted(codes), rule


@pytest.mark.parametrize("day", [date(2026, 12, 31), date(2027, 3, 1), date(2027, 7, 15)])
def test_situations_keep_their_reasons_on_other_days(day: date) -> None:
    for one in situations(day, BOOK):
        for rule, codes in one.verdicts.items():
            assert codes_of(rule, one.resident, day) == sorted(codes), (one.code, rule)


def test_there_are_more_situations_than_asked_for_and_each_has_its_own_code_and_person() -> None:
    assert len(told()) >= ASKED_FOR
    for part in (
        [one.code for one in told()],
        [one.resident.number for one in told()],
        [one.resident.phone for one in told()],
        [one.resident.name for one in told()],
    ):
        assert Counter(part).most_common(1)[0][1] == 1


def test_identity_numbers_are_valid_and_say_the_same_as_the_person() -> None:
    for one in told():
        parsed = identity.parse(one.resident.number)
        assert (parsed.born, parsed.sex) == (one.resident.born, "M" if one.resident.sex == "1" else "F"), one.code


def test_the_daily_work_of_the_day_moves_exactly_the_situations_that_say_so() -> None:
    moved = {
        one.code: {step.kind for step in letters_due(one.resident.driver.licence, one.resident.born, DAY, BOOK)}
        for one in told()
        if one.resident.driver
    }
    assert {code: kinds for code, kinds in moved.items() if kinds} == {
        "window-closed": {DueKind.SET_LETTER, DueKind.CLEAR_LETTER},
        "sixty-three-today": {DueKind.AGE_REACHED},
    }


@pytest.mark.parametrize(
    ("code", "letters"),
    [
        ("lost", ""), ("lost-but-retained", "U"), ("suspended", "D"), ("impounded", "K"), ("open-violation", "H"),
        ("open-accident", "I"), ("points-and-violation", "BH"), ("locked", "L"), ("overdue", "M"), ("restorable", "R"),
        ("window-last-day", "M"), ("postponed-within", "N"), ("postponed-past", "N"), ("banned-for-life", "F"),
    ],
)  # fmt: skip
def test_licences_carry_the_letters_of_their_situation(code: str, letters: str) -> None:
    driver = find(code, DAY, BOOK).resident.driver
    assert driver is not None
    assert "".join(sorted(driver.licence.letters)) == letters


@pytest.mark.parametrize(
    ("code", "years"), [("expiring-with-medical", 10), ("stays-six-years", 6), ("becoming-long-term", None)]
)
def test_renewals_lead_to_the_term_their_situation_claims(code: str, years: int | None) -> None:
    driver = find(code, DAY, BOOK).resident.driver
    assert driver is not None
    assert new_term(driver.licence, DAY, BOOK)[2] == years


@pytest.mark.parametrize(
    ("code", "licence_class", "may"),
    [
        ("extended-to-sixty-six", "A2", True), ("sixty-three-today", "A2", False), ("sixty-three-today", "C1", True),
        ("postponed-within", "C1", True), ("postponed-past", "C1", False), ("seventy", "E", False),
        ("seventy", "C1", True),
    ],
)  # fmt: skip
def test_who_may_drive_what_today(code: str, licence_class: str, may: bool) -> None:
    resident = find(code, DAY, BOOK).resident
    assert resident.driver is not None
    assert may_drive(resident.driver.licence, licence_class, DAY, resident.born, BOOK).allowed is may


def test_a_locked_licence_is_not_shown() -> None:
    driver = find("locked", DAY, BOOK).resident.driver
    assert driver is not None and not shown_as(driver.licence, DAY, BOOK).shown


def test_every_account_has_words_and_a_login_of_its_own() -> None:
    logins = [account.login for account in accounts()]
    assert len(set(logins)) == len(logins)
    without = [one.code for one in told() if not one.has_account]
    assert without == ["deceased"]


def test_the_page_in_the_documentation_is_the_one_the_catalogue_prints() -> None:
    written = Path(__file__).parents[2] / "docs" / "generated" / "demo-people.md"
    assert written.read_text(encoding="utf-8") == page.page(), (
        "python -m tongban.demo.page > docs/generated/demo-people.md"
    )


# A new bike and a filing of the address are made at the sandbox: nobody waits with one.
AT_THE_SANDBOX = ("C03", "V19")


def test_every_service_of_today_is_tried_by_somebody() -> None:
    tried = "\n".join(one.attempt.en for one in told())
    offered = [code for code, service in services.items() if service.offered_on(DAY)]
    assert [code for code in offered if code not in tried] == [*AT_THE_SANDBOX]


def test_a_class_lost_at_sixty_stands_in_the_register_so_that_it_can_come_back() -> None:
    driver = find("lost-at-sixty", DAY, BOOK).resident.driver
    assert driver is not None
    [lost] = driver.licence.lost_for_age
    assert (lost.code, lost.lost_on, lost.since) == ("A2", date(2024, 12, 18), date(2007, 12, 6))
