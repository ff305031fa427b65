"""Races about plate numbers: two ask for the same one; one person in two browsers; a reservation lapses in use."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.allocation import numbers as built
from tests.allocation.numbers import OFFICE, TUESDAY, VIN, a_person
from tests.config.conftest import Urls
from tests.races.test_cases import at_once, meet

from tongban.allocation.models import Choice
from tongban.allocation.plates import choosing, queries
from tongban.allocation.plates.types import Claimed, TakenAlready
from tongban.core import clock
from tongban.core.errors import Conflict

NUMBER = "苏A7700K"
PEOPLE = 4


def without_the_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look first, write afterwards: the number is read as free and then taken by its id alone."""
    unguarded = f"""
    {choosing.RESERVE} WHERE id = (
        SELECT id FROM allocation_number WHERE plate_type = %(plate_type)s AND number = ANY(%(numbers)s)
    ) RETURNING id, number
    """
    monkeypatch.setattr(choosing, "COMPOSE", unguarded)


def ask(pool: UUID, order: int, number: str = NUMBER) -> Any:
    who, vin = a_person(order), f"LSVTB05U0N000{order:04d}"
    choice = built.a_choice(pool, who, vin).id
    return lambda: choosing.compose(choice=choice, person=who, numbers=[number], actor=OFFICE)


@pytest.mark.parametrize("guarded", [False, True])
def test_of_those_who_ask_for_one_number_in_one_moment_one_has_it(
    committed: Urls, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        acts = [ask(pool, order) for order in range(1, PEOPLE + 1)]
        if not guarded:
            without_the_guard(monkeypatch)
        meet(monkeypatch, choosing, "open_choice", PEOPLE)
        answers = at_once(*acts)
        told = [answer for answer in answers if isinstance(answer, Claimed)]
        assert len(told) == (1 if guarded else PEOPLE)
        have = sum(bool(choice.got) for choice in Choice.for_system("test"))
        assert have == len(told)
        if guarded:
            assert all(isinstance(answer, Claimed | TakenAlready) for answer in answers)


@pytest.mark.parametrize("guarded", [False, True])
def test_one_person_in_two_browsers_gets_one_number(
    committed: Urls, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        acts = [ask(pool, 1, number) for number in ("苏A7700K", "苏A7701K")]
        if not guarded:
            monkeypatch.setattr(
                choosing, "_held", lambda choice, person: Choice.for_system("test").get(id=choice, person=person)
            )
        meet(monkeypatch, choosing, "open_choice")
        answers = at_once(*acts)
    given = [answer for answer in answers if isinstance(answer, Claimed)]
    refused = [answer for answer in answers if isinstance(answer, Conflict)]
    assert len(given) == 1
    # without the lock of the choice the second is stopped late, by the one reservation a vehicle may have
    assert [one.code for one in refused] == (["choice_busy"] if guarded else ["vehicle_has_number"])


def test_a_reservation_that_lapses_while_its_decision_is_written_is_lost_to_who_asks_then(committed: Urls) -> None:
    pool = built.an_open_segment()
    with clock.frozen(TUESDAY):
        until = built.reserve(pool, NUMBER).until
    assert until is not None
    with clock.frozen(until - timedelta(milliseconds=1)):
        assert queries.find_reserved(a_person(), VIN) is not None
    with clock.frozen(until):
        answers = at_once(lambda: built.use(NUMBER), ask(pool, 2))
    assert isinstance(answers[0], TakenAlready) and isinstance(answers[1], Claimed)
