"""Mandates: one service, an end date, few principals for one agent."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from tests.people.builders import DEMO, a_citizen, a_clerk, a_person, refused
from tests.people.conftest import NOW

from tongban.core import audit, clock, entries
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.people import actions, queries
from tongban.people.types import MandateView

TODAY = date(2026, 11, 22)
UNTIL = date(2026, 12, 31)
MOST = 3


def face(person: UUID, outcome: bool | None = True) -> UUID:
    """The person's face was compared: passed, failed, or (None) not decided yet."""
    check = actions.start_live_check(person_id=person, actor=a_clerk())
    if outcome is not None:
        actions.decide_live_check(check_id=check, passed=outcome, actor=a_clerk(), reason="test")
    return check


def given(principal: UUID, agent: UUID, **more: object) -> MandateView:
    facts: dict[str, object] = {"service": "D07", "until": UNTIL, "actor": a_citizen(principal)}
    if "check_id" not in more:
        facts["check_id"] = face(principal)
    return actions.give_mandate(principal=principal, agent=agent, **(facts | more))  # type: ignore[arg-type]


def accepted(principal: UUID, agent: UUID, **more: object) -> MandateView:
    mandate = given(principal, agent, **more)
    return actions.accept_mandate(
        mandate_id=mandate.id, most_principals=MOST, actor=a_citizen(agent), check_id=face(agent)
    )


def holds(principal: UUID, agent: UUID, service: str = "D07", on: date = TODAY) -> bool:
    return queries.has_mandate(principal=principal, agent=agent, service=service, on=on)


def test_a_mandate_holds_nothing_before_it_is_accepted() -> None:
    principal, agent = a_person(1), a_person(3)
    given(principal, agent)
    assert not holds(principal, agent)


def test_an_accepted_mandate_is_for_one_service_and_one_direction() -> None:
    principal, agent = a_person(1), a_person(3)
    accepted(principal, agent)
    assert holds(principal, agent)
    assert not holds(principal, agent, service="D06")
    assert not holds(agent, principal)


@pytest.mark.parametrize(
    ("on", "held"),
    [
        (TODAY - timedelta(1), False),
        (TODAY, True),
        (UNTIL - timedelta(1), True),
        (UNTIL, True),
        (UNTIL + timedelta(1), False),
    ],
)
def test_a_mandate_holds_from_its_first_to_its_last_day(on: date, held: bool) -> None:
    principal, agent = a_person(1), a_person(3)
    mandate = accepted(principal, agent)
    assert holds(principal, agent, on=on) is held
    assert mandate.usable(on) is held


@pytest.mark.parametrize("ends", ["principal", "agent", "clerk"])
def test_either_side_or_a_window_ends_it_at_once(ends: str) -> None:
    principal, agent = a_person(1), a_person(3)
    mandate = accepted(principal, agent)
    who = {"principal": a_citizen(principal), "agent": a_citizen(agent), "clerk": a_clerk()}[ends]
    ended = actions.end_mandate(mandate_id=mandate.id, actor=who)
    assert not holds(principal, agent) and not ended.usable(TODAY)
    assert [entry.kind for entry in entries.history(mandate.id)] == [
        "mandate_given", "mandate_accepted", "mandate_ended",
    ]  # fmt: skip


def test_a_stranger_neither_gives_accepts_nor_ends_it() -> None:
    principal, agent, stranger = a_person(1), a_person(3), a_person(5)
    with refused(NotAllowed):
        given(principal, agent, actor=a_citizen(stranger))
    mandate = given(principal, agent)
    with refused(NotAllowed):
        actions.accept_mandate(mandate_id=mandate.id, most_principals=MOST, actor=a_citizen(stranger))
    with refused(NotAllowed):
        actions.end_mandate(mandate_id=mandate.id, actor=a_citizen(stranger))


def test_the_principal_does_not_accept_for_the_agent() -> None:
    principal, agent = a_person(1), a_person(3)
    mandate = given(principal, agent)
    with refused(NotAllowed):
        actions.accept_mandate(mandate_id=mandate.id, most_principals=MOST, actor=a_citizen(principal))


def test_an_agent_acts_for_three_people_and_not_for_a_fourth() -> None:
    agent = a_person(1)
    for order in (3, 5, 7):
        accepted(a_person(order), agent)
    with refused(NotAllowed) as raised:
        accepted(a_person(9), agent)
    assert raised.value.code == "too_many_principals"


def test_a_second_service_for_the_same_person_takes_no_further_place() -> None:
    agent, first = a_person(1), a_person(3)
    accepted(first, agent)
    for order in (5, 7):
        accepted(a_person(order), agent)
    accepted(first, agent, service="D06")
    assert holds(first, agent, service="D06")


def test_an_ended_mandate_frees_its_place() -> None:
    agent, first = a_person(1), a_person(3)
    mandate = accepted(first, agent)
    for order in (5, 7):
        accepted(a_person(order), agent)
    actions.end_mandate(mandate_id=mandate.id, actor=a_citizen(first))
    fourth = a_person(9)
    accepted(fourth, agent)
    assert holds(fourth, agent)


def test_mandates_that_were_only_offered_take_no_place() -> None:
    agent = a_person(1)
    for order in (3, 5, 7, 9):
        given(a_person(order), agent)
    last = a_person(11)
    accepted(last, agent)
    assert holds(last, agent)


def test_an_end_in_the_past_is_refused() -> None:
    with refused(BadInput) as raised:
        given(a_person(1), a_person(3), until=TODAY - timedelta(1))
    assert raised.value.field == "until"


def test_nobody_gives_a_mandate_to_themselves() -> None:
    person = a_person()
    with refused(BadInput):
        given(person, person)


def test_the_same_mandate_is_not_given_twice() -> None:
    principal, agent = a_person(1), a_person(3)
    given(principal, agent)
    with refused(Conflict):
        given(principal, agent)


def test_the_dead_give_no_mandates() -> None:
    principal, agent = a_person(1), a_person(3)
    accepted(principal, agent)
    actions.record_death(person_id=principal, died_on=TODAY, actor=DEMO, cause="population:1")
    assert not holds(principal, agent)
    with refused(NotFound):
        given(principal, agent, service="D06")


def test_an_offer_that_has_passed_cannot_be_accepted() -> None:
    principal, agent = a_person(1), a_person(3)
    mandate = given(principal, agent)
    with clock.frozen(NOW + timedelta(days=40)), refused(Conflict):
        actions.accept_mandate(mandate_id=mandate.id, most_principals=MOST, actor=a_citizen(agent))


@pytest.mark.parametrize("side", ["principal", "agent"])
def test_online_each_side_has_to_show_their_face_and_it_holds_when_both_have_passed(side: str) -> None:
    principal, agent = a_person(1), a_person(3)
    waiting = {"principal": principal, "agent": agent}[side]
    check = face(waiting, None)
    checks = {"principal": check, "agent": face(agent)} if side == "principal" else {
        "principal": face(principal), "agent": check,
    }  # fmt: skip
    mandate = given(principal, agent, check_id=checks["principal"])
    actions.accept_mandate(
        mandate_id=mandate.id, most_principals=MOST, actor=a_citizen(agent), check_id=checks["agent"]
    )
    assert not holds(principal, agent) and not queries.get_mandate(mandate.id).usable(TODAY)
    actions.decide_live_check(check_id=check, passed=True, actor=a_clerk())
    assert holds(principal, agent) and queries.get_mandate(mandate.id).usable(TODAY)


def test_a_face_that_was_not_the_persons_makes_no_mandate_and_bars_no_other() -> None:
    principal, agent = a_person(1), a_person(3)
    check = face(principal, None)
    mandate = given(principal, agent, check_id=check)
    actions.decide_live_check(check_id=check, passed=False, actor=a_clerk(), reason="not the same")
    assert not queries.get_mandate(mandate.id).usable(TODAY)
    accepted(principal, agent)
    assert holds(principal, agent)


def test_without_a_face_another_persons_face_or_an_old_one_nothing_is_given_online() -> None:
    principal, agent = a_person(1), a_person(3)
    old = face(principal)
    with clock.frozen(NOW + timedelta(days=8)):
        for check in (None, face(agent), old):
            with refused(NotAllowed):
                given(principal, agent, check_id=check)


def test_at_a_window_both_sides_are_seen_and_no_face_is_compared() -> None:
    principal, agent = a_person(1), a_person(3)
    mandate = given(principal, agent, actor=a_clerk(), check_id=None)
    actions.accept_mandate(mandate_id=mandate.id, most_principals=MOST, actor=a_clerk())
    assert holds(principal, agent)


def test_mandates_that_wait_for_a_face_take_their_place_all_the_same() -> None:
    agent = a_person(1)
    for order in (3, 5, 7):
        person = a_person(order)
        accepted(person, agent, check_id=face(person, None))
    with refused(NotAllowed) as raised:
        accepted(a_person(9), agent)
    assert raised.value.code == "too_many_principals"


def test_an_agent_sees_the_principal_while_the_mandate_holds_and_the_look_is_written() -> None:
    principal, agent = a_person(1), a_person(3)
    mandate = accepted(principal, agent)
    assert queries.view_person(principal, a_citizen(agent), "service").id == principal
    assert len(audit.looks_at(principal)) == 1
    actions.end_mandate(mandate_id=mandate.id, actor=a_citizen(principal))
    with refused(NotFound):
        queries.view_person(principal, a_citizen(agent), "service")


def test_both_sides_find_the_mandate_on_their_list() -> None:
    principal, agent = a_person(1), a_person(3)
    mandate = accepted(principal, agent)
    assert queries.mandates_of(principal) == queries.mandates_of(agent) == [mandate]
