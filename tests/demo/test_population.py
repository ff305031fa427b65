"""The rest of the city: plausible, the same again for the same seed, and in no state that law calls impossible."""

import itertools
from datetime import date

import pytest
from tests.demo.builders import BOOK, DAY, told

from tongban.core import identity
from tongban.demo import population
from tongban.demo.resident import Resident
from tongban.law.dates import age_on
from tongban.law.rules.age import class_ended
from tongban.law.rules.due import letters_due
from tongban.law.rules.standing import standing_letters

SEED, SIZE = 7, 2_000


def some(first: int = 0, last: int = SIZE, seed: int = SEED, day: date = DAY) -> list[Resident]:
    return list(population.people(seed, first, last, day, BOOK))


def test_the_same_seed_and_day_make_the_same_people() -> None:
    assert [one for one in some(0, 200)] == [one for one in some(0, 200)]
    assert some(0, 50) != some(0, 50, seed=8)


def test_any_stretch_can_be_made_alone() -> None:
    assert some(130, 140) == some(0, 140)[130:]


def test_no_two_people_have_the_same_identity_number_however_far_apart() -> None:
    people = [*some(0, 4_000), *some(12_000, 13_000), *some(131_000, 132_000), *some(1_000_000, 1_001_000)]
    numbers = {one.number for one in people} | {one.resident.number for one in told()}
    assert len(numbers) == len(people) + len(told())


def test_more_people_than_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="at most"):
        some(population.LARGEST, population.LARGEST + 1)


def test_identity_numbers_are_valid_and_of_order_numbers_from_900_on() -> None:
    for one in some():
        parsed = identity.parse(one.number)
        assert (parsed.born, parsed.region) == (one.born, one.region)
        assert int(one.number[14:17]) >= 900


@pytest.mark.parametrize("day", [DAY, date(2026, 2, 28), date(2027, 1, 1)])
def test_the_daily_work_of_the_day_has_nothing_to_do_for_them(day: date) -> None:
    for one in some(day=day):
        if one.driver:
            assert letters_due(one.driver.licence, one.born, day, BOOK) == []


def test_letters_on_record_are_those_the_law_sees() -> None:
    for one in some():
        if one.driver:
            assert standing_letters(one.driver.licence, DAY, BOOK) == one.driver.licence.letters


def test_nobody_holds_a_class_below_or_beyond_its_age() -> None:
    minimum = BOOK.value("ages.minimum", DAY)
    for one in some():
        for held in one.driver.licence.classes if one.driver else ():
            assert age_on(one.born, held.since) >= minimum[held.code]
            assert not class_ended(held.code, one.born, DAY, BOOK)
            assert one.driver is not None and one.driver.first_issue_on <= held.since <= DAY


def test_terms_follow_each_other_without_a_gap() -> None:
    for one in some(0, 500):
        spans = [change.value for change in one.driver.changes if change.facet == "validity"] if one.driver else []
        assert all(before[1] == after[0] for before, after in itertools.pairwise(spans))


def test_the_city_is_as_mixed_as_a_city() -> None:
    people = some()
    drivers = [one.driver for one in people if one.driver]
    ages = sorted(age_on(one.born, DAY) for one in people)
    assert 0.6 < len(drivers) / SIZE < 0.9
    assert (ages[0], ages[-1]) == (18, 85) and 38 < ages[SIZE // 2] < 50
    assert {letter for driver in drivers for letter in driver.licence.letters} >= set("HIDM")
    assert {driver.licence.term_years for driver in drivers} == {6, 10, None}
