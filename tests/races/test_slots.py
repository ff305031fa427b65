"""Races about slots: a preference while its plan is fixed; two want the last slot; one plan run twice."""

import threading
from typing import Any

import psycopg
import pytest
from tests.allocation import sessions as built
from tests.allocation.sessions import CLOSES, DRAWN, OFFICE, PLAN, a_person, a_session
from tests.config.conftest import Urls
from tests.races.test_cases import at_once

from tongban.allocation.models import FixedPlan, Plan, Preference, Session, Slot
from tongban.allocation.slots import booking, preferring, record, running
from tongban.allocation.slots.types import Full, Got
from tongban.core import clock
from tongban.core.errors import Conflict


def without_the_guard(urls: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    """No lock of the plan, no trigger on its preferences."""
    monkeypatch.setattr(record, "among_others", lambda plan: None)
    monkeypatch.setattr(record, "alone", record.plan)
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("DROP TRIGGER allocation_preference_fixed ON allocation_preference")


@pytest.mark.parametrize("guarded", [False, True])
def test_who_is_told_that_their_preferences_count_is_on_the_list(
    committed: Urls, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    built.a_site()
    built.a_plan()
    built.prefer(1, 1)
    if not guarded:
        without_the_guard(committed, monkeypatch)
    in_time, fixed = threading.Event(), threading.Event()

    def the_last_second(plan: Plan) -> None:
        in_time.set()
        fixed.wait(2)  # in vain where the guard holds the fixing up

    def prefer() -> Any:
        return built.prefer(2, 1, at=CLOSES)

    def fix() -> None:
        in_time.wait(10)
        running.fix(number=PLAN, actor=OFFICE)
        fixed.set()

    monkeypatch.setattr(preferring, "_check_window", the_last_second)
    with clock.frozen(CLOSES):
        told, _ = at_once(prefer, fix)
    assert not isinstance(told, Exception)
    assert Preference.for_system("test").count() == 2
    listed = bytes(FixedPlan.objects.get().applicants).count(b"\n")
    assert (listed == 2) is guarded


@pytest.mark.parametrize("guarded", [False, True])
def test_the_last_slot_goes_to_one_of_two(committed: Urls, monkeypatch: pytest.MonkeyPatch, guarded: bool) -> None:
    built.a_site()
    built.a_plan(a_session(quota=1), a_session(1))
    built.prefer(9, 2)
    built.fix_draw_and_run()
    last = built.session_id(1)
    if not guarded:
        unguarded = booking.TAKE.replace("taken + 1", "1").replace("taken < quota", "quota > 0")
        monkeypatch.setattr(booking, "TAKE", unguarded)

    def take(order: int) -> Any:
        return booking.take(session=last, person=a_person(order), subjects="S2", licence_class="C1", actor=OFFICE)

    with clock.frozen(DRAWN):
        answers = at_once(lambda: take(1), lambda: take(2))
    given = Slot.for_system("test").filter(session=last, standing="booked").count()
    assert given == (1 if guarded else 2)
    if guarded:
        assert {type(one) for one in answers} == {Got, Full}
        assert Session.objects.get(id=last).taken == 1


def test_one_person_gets_one_of_two_slots_that_they_take_at_once(committed: Urls) -> None:
    built.a_site()
    built.a_plan(a_session(quota=1), a_session(1))
    built.prefer(9, 2)
    built.fix_draw_and_run()

    def take(place: int) -> Any:
        return booking.take(
            session=built.session_id(place), person=a_person(1), subjects="S2", licence_class="C1", actor=OFFICE
        )

    with clock.frozen(DRAWN):
        answers = at_once(lambda: take(1), lambda: take(2))
    assert {type(one) for one in answers} == {Got, Conflict}
    assert Slot.for_system("test").filter(person=a_person(1), standing="booked").count() == 1


def test_two_run_one_plan_and_the_second_is_told_so(committed: Urls) -> None:
    built.a_site()
    built.a_plan()
    built.prefer(1, 1)
    built.fix()
    built.draw()
    with clock.frozen(DRAWN):
        answers = at_once(
            lambda: running.run(number=PLAN, actor=OFFICE), lambda: running.run(number=PLAN, actor=OFFICE)
        )
    refused = [one for one in answers if isinstance(one, Conflict)]
    assert len(refused) == 1 and refused[0].code == "plan_run"
    assert built.booked() == 1
