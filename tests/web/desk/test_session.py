"""One session at the desk: cancelled at the window, not come, each by the post whose work it is."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests.allocation import sessions as built
from tests.allocation.sessions import DRAWN, FIRST, OFFICE, TODAY
from tests.assessment.exams import builders as exams
from tests.web import builders

from tongban.allocation.slots import booking, queries
from tongban.core import audit, clock
from tongban.core.actor import SEE, Actor

pytestmark = pytest.mark.django_db
WINDOW = Actor(kind="staff", label="NJ-0101", channel="window", office="320100-1")


@pytest.fixture
def desks(settings: Any) -> dict[str, Client]:
    settings.TONGBAN_DEMO = True
    with clock.frozen(TODAY):
        builders.an_office()
        return {
            post: builders.a_clerk(f"310100-{n:04}", posts=(post,), powers=(SEE,))
            for n, post in enumerate(("acceptance", "exam", "supervision", "review"), 21)
        }


def booked(subjects: str = "S1") -> tuple[UUID, UUID]:
    """A session after its plan was run, and somebody who took one of its slots."""
    built.a_site()
    built.a_plan(built.a_session(subjects=subjects, quota=1))
    person = builders.a_person()
    exams.a_file(person=person, born=date(1995, 5, 5))
    built.prefer(1, 1, subjects=subjects, stands_by=False)
    built.fix_draw_and_run()
    session = built.session_id(1)
    with clock.frozen(DRAWN):
        booking.cancel(session=session, person=built.a_person(1), actor=WINDOW)
        booking.take(session=session, person=person, subjects=subjects, licence_class="C1", actor=OFFICE)
    return session, person


def test_the_window_cancels_in_time_and_the_look_is_written_down(desks: dict[str, Client]) -> None:
    session, person = booked()
    page, told = f"/desk/test-sessions/{session}/", {"person": str(person), "action": "cancel"}
    with clock.frozen(DRAWN):
        assert desks["review"].get(page).status_code == 403
        shown = desks["acceptance"].get(page).content.decode()
        assert builders.NAME in shown and "取消（本人持证件在窗口）" in shown
        assert "取消（本人持证件在窗口）" not in desks["exam"].get(page).content.decode()
        assert desks["exam"].post(page, told | {"key": "1"}).status_code == 403
        assert desks["acceptance"].post(page, told | {"key": "2"}).status_code == 302
    assert queries.slots_of(person)[0].standing == "cancelled"
    assert {one.what for one in audit.looks_at(person)} == {"test_session"}


def test_who_did_not_come_is_said_after_the_session_and_not_before(desks: dict[str, Client]) -> None:
    session, person = booked()
    page, told = f"/desk/test-sessions/{session}/", {"person": str(person), "action": "absent"}
    with clock.frozen(FIRST):
        assert desks["exam"].post(page, told | {"key": "1"}).status_code == 409
    with clock.frozen(FIRST + timedelta(hours=4)):
        assert desks["acceptance"].post(page, told | {"key": "2"}).status_code == 403
        assert desks["exam"].post(page, told | {"key": "3"}).status_code == 302
    assert queries.slots_of(person)[0].standing == "absent"


def test_parts_are_released_on_the_day_by_whoever_runs_the_test(desks: dict[str, Client]) -> None:
    session, person = booked("S2+S3R")
    page = f"/desk/test-sessions/{session}/"
    with clock.frozen(FIRST):
        told = {"key": "1", "person": str(person), "action": "release", "subject": "S3R"}
        assert desks["exam"].post(page, told).status_code == 302
        assert "候补的人接一个让出的科目" in desks["exam"].get(page).content.decode()
        nobody = {"key": "2", "action": "take_part", "identity": "1", "part": "S3R"}
        assert desks["exam"].post(page, nobody).status_code == 400
    assert {one.subject: one.standing for one in queries.slots_of(person)} == {"S2": "booked", "S3R": "released"}
