"""My tests: what may be booked, preferences on a page that works without scripts, my place and why, what is left."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from tests import builders
from tests.allocation import sessions as built
from tests.allocation.sessions import DRAWN, OFFICE, PLAN, TODAY, a_session

from tongban.allocation.slots import queries, ranking
from tongban.assessment.exams import actions as exams
from tongban.assessment.exams.types import Kind
from tongban.core import clock
from tongban.core.errors import Conflict
from tongban.people import actions as people
from tongban.people.models import Account

pytestmark = pytest.mark.django_db
PAGE = f"/me/tests/{PLAN}/C1/S1/"


def a_candidate(order: int = 1) -> tuple[Client, UUID]:
    """Somebody with a browser and an exam file of C1."""
    person = builders.a_person(serial=900 + order, phone=f"1390000000{order}")
    people.verify_at_window(person_id=person, actor=builders.TEST)
    with clock.frozen(datetime(2026, 11, order, 1, tzinfo=UTC)):
        exams.open_file(
            person_id=person, born=date(1995, 5, 5), target="C1", kind=Kind.INITIAL, held=[], region=built.REGION,
            office="320100-1", actor=OFFICE, cause="test",
        )  # fmt: skip
    client = Client()
    client.force_login(builders.an_account(person))
    return client, person


@pytest.fixture
def plan() -> None:
    builders.an_office()
    built.a_site()
    built.a_plan(a_session(subjects="S1", quota=1), a_session(1, subjects="S1", quota=1))


def test_preferences_are_said_changed_and_withdrawn_and_the_page_tells_place_and_reason(plan: None) -> None:
    client, person = a_candidate()
    with clock.frozen(TODAY):
        assert "填志愿" in client.get("/me/tests/").content.decode()
        client.post(PAGE, {"key": "1", "first": "1", "second": "2", "stands_by": "1"})
        client.post(PAGE, {"key": "2", "first": "2"})
        (mine,) = queries.preferences_of(person)
        assert (mine.places, mine.stands_by) == ((2,), False)
        ranking.reckon(number=PLAN)
        shown = client.get(PAGE).content.decode()
        assert mine.code in shown and "报名受理完成的时间" in shown and "按现在的情况能约到" in shown
        client.post(PAGE, {"key": "3", "action": "withdraw"})
        assert queries.preferences_of(person) == []


def test_what_was_typed_is_kept_and_said_to_be_wrong(plan: None) -> None:
    client, person = a_candidate()
    with clock.frozen(TODAY):
        answer = client.post(PAGE, {"key": "1", "first": "1", "second": "1"})
        assert answer.status_code == 400 and "不要重复" in answer.content.decode()
        assert client.post(PAGE, {"key": "2", "first": "x"}).status_code == 400
    assert queries.preferences_of(person) == []


def test_a_second_account_of_the_same_person_is_refused_and_a_second_browser_finds_the_same_preferences(
    plan: None,
) -> None:
    client, person = a_candidate()
    with pytest.raises(Conflict), transaction.atomic():
        builders.an_account(person)
    other = Client()
    other.force_login(Account.objects.get())
    with clock.frozen(TODAY):
        client.post(PAGE, {"key": "1", "first": "1"})
        other.post(PAGE, {"key": "9", "first": "2"})
    assert [one.places for one in queries.preferences_of(person)] == [(2,)]


def test_a_place_for_a_program_costs_few_statements(plan: None, django_assert_max_num_queries: Any) -> None:
    client, _ = a_candidate()
    with clock.frozen(TODAY):
        client.post(PAGE, {"key": "1", "first": "1", "second": "2"})
        ranking.reckon(number=PLAN)
        client.get(f"/me/tests/{PLAN}/place/")
        with django_assert_max_num_queries(10):
            told = client.get(f"/me/tests/{PLAN}/place/").json()
    assert told["orders"][0]["places"][0] == {"session": 1, "ahead": 0, "equal": 0, "inside": True, "slots": 1}
    assert told["orders"][0]["would_get"] == 1


def test_nobody_sees_anothers_file_or_place(plan: None) -> None:
    client, _ = a_candidate()
    stranger = Client()
    stranger.force_login(builders.an_account(builders.a_person(serial=977, phone="13900000077")))
    with clock.frozen(TODAY):
        client.post(PAGE, {"key": "1", "first": "1"})
        assert stranger.get(PAGE).status_code in (302, 404)
        assert "填志愿" in client.get("/me/tests/").content.decode()


def test_a_slot_that_is_left_is_taken_at_once(plan: None) -> None:
    first, _ = a_candidate(1)
    second, person = a_candidate(2)
    with clock.frozen(TODAY):
        first.post(PAGE, {"key": "1", "first": "1"})
    built.fix()
    built.draw()
    built.run()
    with clock.frozen(DRAWN):
        assert "剩 1 个名额" in second.get("/me/tests/").content.decode()
        answer = second.post("/me/tests/", {"key": "2", "session": f"C1:{built.session_id(2)}"})
        assert answer.status_code == 302
        assert [one.session.place for one in queries.slots_of(person)] == [2]
        assert "已约到" in second.get("/me/tests/").content.decode()
        assert first.post("/me/tests/", {"key": "3", "session": "nonsense"}).status_code == 400
