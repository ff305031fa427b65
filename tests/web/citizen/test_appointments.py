"""My appointments: the first free time first, one of each kind, given back and moved until they begin."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from tests import builders
from tests.allocation import sessions as built
from tests.allocation.builders import OFFICE
from tests.web import builders as web

from tongban.allocation.models import Session, Slot
from tongban.allocation.slots import appointments, queries, sites
from tongban.allocation.slots.types import Full, Got, SiteKind
from tongban.core import clock
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.exchange.models import Notice
from tongban.people import actions as people
from tongban.services.tasks import exams as tasks

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)  # a Monday, 10:00 in China
DAY, PAGE = date(2026, 11, 24), "/me/appointments/"


@pytest.fixture
def lane() -> str:
    """An inspection station with one lane, three hours on one day; a counter beside it without times."""
    for code, kind, unit in (("I1", SiteKind.INSPECTION, "lane"), ("C1", SiteKind.COUNTER, "window")):
        sites.open_site(
            code=code, kind=kind, region="320100", name=built.NAME, address="1", layout=built.NAME,
            hours={"working_day": [["09:00", "12:00"]], "rest_day": []}, daily_limit=100, opened_on=date(2020, 1, 1),
            actor=OFFICE,
        )  # fmt: skip
        sites.equip(site=code, kind=unit, label="1", subjects=[kind], classes=[], since=date(2020, 1, 1), actor=OFFICE)
    with clock.frozen(NOW):
        assert appointments.open_times(site="I1", first=DAY, last=DAY, minutes=60, actor=OFFICE) == 3
    return "I1"


def a_citizen(serial: int = 901) -> tuple[Client, Any]:
    person = builders.a_person(serial=serial, phone=f"13900000{serial}")
    people.verify_at_window(person_id=person, actor=builders.TEST)
    client = Client()
    client.force_login(builders.an_account(person))
    return client, person


def test_the_first_free_time_is_offered_taken_moved_and_given_back(lane: str) -> None:
    client, person = a_citizen()
    page = f"{PAGE}?kind=inspection"
    with clock.frozen(NOW):
        first, second, _ = appointments.free(SiteKind.INSPECTION)
        assert (first.begins_at, first.left) == (datetime(2026, 11, 24, 1, tzinfo=UTC), 1)
        shown = client.get(page).content.decode()
        assert "最早的空闲时间" in shown and f'value="{first.id}" selected' in shown
        assert client.post(page, {"key": "1", "action": "take", "session": str(first.id)}).status_code == 302
        tasks.tell_appointment(str(first.id), str(person))
        again = client.post(page, {"key": "2", "action": "take", "session": str(second.id)})
        assert again.status_code == 409  # one of each kind
        told = {"key": "3", "action": "move", "old": str(first.id), "session": str(second.id)}
        assert client.post(page, told).status_code == 302
        assert appointments.free(SiteKind.INSPECTION)[0].id == first.id
        assert client.post(page, {"key": "4", "action": "give_up", "old": str(second.id)}).status_code == 302
        assert len(appointments.free(SiteKind.INSPECTION)) == 3
        assert "暂时没有空闲时间" in client.get(f"{PAGE}?kind=counter").content.decode()
    assert Notice.for_system("test").filter(topic="appointment").count() == 1


def test_a_move_to_a_time_that_is_gone_keeps_the_old_one(lane: str) -> None:
    client, person = a_citizen()
    _, other = a_citizen(902)
    with clock.frozen(NOW):
        first, second, _ = appointments.free(SiteKind.INSPECTION)
        assert isinstance(appointments.take(session=first.id, person=person, actor=OFFICE), Got)
        appointments.take(session=second.id, person=other, actor=OFFICE)
        assert isinstance(appointments.take(session=second.id, person=a_citizen(903)[1], actor=OFFICE), Full)
        told = {"key": "1", "action": "move", "old": str(first.id), "session": str(second.id)}
        assert client.post(PAGE, told).status_code == 409
    assert [(one.session.id, one.standing) for one in queries.slots_of(person)] == [(first.id, "booked")]
    assert Session.objects.get(id=first.id).taken == 1


def test_nothing_is_changed_once_it_has_begun_and_nobody_gives_back_what_is_anothers(lane: str) -> None:
    client, person = a_citizen()
    other, _ = a_citizen(902)
    with clock.frozen(NOW):
        first, *_ = appointments.free(SiteKind.INSPECTION)
        appointments.take(session=first.id, person=person, actor=OFFICE)
        theirs = other.post(PAGE, {"key": "1", "action": "give_up", "old": str(first.id)})
        assert theirs.status_code == 404
    with clock.frozen(first.begins_at + timedelta(minutes=1)):
        assert client.post(PAGE, {"key": "2", "action": "give_up", "old": str(first.id)}).status_code == 409
    assert Slot.for_system("test").get().standing == "booked"


def test_a_slot_of_a_test_is_not_given_back_by_this_way(lane: str) -> None:
    built.a_site()
    built.a_plan()
    client, _ = a_citizen()
    with clock.frozen(NOW):
        told = {"key": "1", "action": "give_up", "old": str(built.session_id(1))}
        assert client.post(PAGE, told).status_code == 404
        with pytest.raises(NotFound), transaction.atomic():
            appointments.take(session=built.session_id(1), person=builders.a_person(serial=907), actor=OFFICE)
        with pytest.raises(BadInput), transaction.atomic():
            appointments.open_times(site=built.SITE, first=DAY, last=DAY, minutes=60, actor=OFFICE)
        with pytest.raises(Conflict), transaction.atomic():
            appointments.open_times(site="I1", first=DAY, last=DAY, minutes=60, actor=OFFICE)


def test_the_office_opens_times_at_the_desk(lane: str, settings: Any) -> None:
    settings.TONGBAN_DEMO = True
    with clock.frozen(NOW):
        web.an_office()
        desk = web.a_supervisor()
        told = {"key": "1", "action": "times", "first": "2026-11-24", "last": "2026-11-25", "minutes": "60"}
        assert desk.post("/desk/sites/C1/", told | {"minutes": "x"}).status_code == 400
        assert desk.post("/desk/sites/C1/", told).status_code == 302
        assert len(appointments.free(SiteKind.COUNTER)) == 6
