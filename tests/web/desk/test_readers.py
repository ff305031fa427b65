"""RFID readers at the desk: a doubt is settled by a person, asking where a plate was needs a reason and is written."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests import builders
from tests.registers.bikes.test_reads import OTHER, TAG, begin, read
from tests.registers.bikes.test_reads import readers as opened
from tests.web.builders import a_clerk, a_supervisor, an_office

from tongban.core import audit, clock
from tongban.people import actions as people
from tongban.people import queries as persons
from tongban.registers.bikes import passages

__all__ = ["opened"]
pytestmark = pytest.mark.django_db
PAGE = reverse("desk:readers")


@pytest.fixture
def rider(opened):
    an_office()
    person = builders.a_person()
    with clock.frozen(clock.now() - timedelta(hours=1)):
        begin(builders.a_bike(person).id, person)
    read("R1", 1, 60)
    read("R2", 1, 20)
    read("R3", 1, 20, OTHER)
    return person


def test_what_is_to_be_looked_at_is_shown_and_settled_by_a_person(rider):
    boss = a_supervisor()
    page = boss.get(PAGE).content.decode()
    assert "P0000001" in page and OTHER in page and "从不构成违法" in page
    [doubt] = passages.doubts(builders.a_clerk("supervision"))
    assert "请选择核查结果" in boss.post(PAGE, {"action": "settle", "doubt": doubt.id, "words": "x"}).content.decode()
    settled = {"action": "settle", "doubt": doubt.id, "finding": "copied", "words": "现场查获", "key": "1"}
    assert "现场查获" in boss.post(PAGE, settled, follow=True).content.decode()
    assert passages.doubts(builders.a_clerk("supervision")) == []


def test_where_a_plate_was_needs_a_reason_and_is_a_look_at_its_rider(rider):
    boss = a_supervisor()
    before = len(looks(rider))
    answer = boss.post(PAGE, {"plate": "p0000001"})
    assert answer.status_code == 400 and "为什么查" in answer.content.decode() and len(looks(rider)) == before
    page = boss.post(PAGE, {"plate": "p0000001", "why": "320100-17"}).content.decode()
    assert "R1路口" in page
    [look, *_] = looks(rider)
    assert len(looks(rider)) == before + 1
    assert (look.purpose, look.what) == ("investigation", "tag reads: 320100-17")
    held = passages.passages(builders.a_clerk("supervision"), tag=TAG)[0]
    boss.post(PAGE, {"action": "hold", "read": held.id, "matter": "320100-17", "key": "2"})
    assert passages.passages(builders.a_clerk("supervision"), tag=TAG)[0].matter == "320100-17"


def looks(person):
    return audit.looks_at(person, delays={})


def test_a_clerk_at_a_window_does_not_open_it(rider):
    assert a_clerk("310100-0103", posts=("acceptance",)).get(PAGE).status_code == 403


def test_a_firm_sees_its_own_fleet_and_its_riders_see_that(client, rider):
    manager = builders.a_person(name="周经理", serial=903, phone="13900000003")
    firm = people.register_organisation(code="91310115MA1K3BTP2B", name="快送科技", actor=builders.TEST)
    people.authorise_person(organisation_id=firm, person_id=manager, actor=builders.TEST)
    with clock.frozen(clock.now() - timedelta(hours=1)):
        second = builders.a_person(name="李敏", serial=904, phone="13900000004")
        own = builders.a_bike(second, code="117099000000009")
        common = {"effective_on": clock.today(), "actor": builders.TEST, "cause": "test"}
        builders.bikes.begin_delivery(
            bike_id=own.id, firm=firm, rider=second, tag=OTHER, check_due_on=clock.today(), **common
        )
    client.force_login(builders.an_account(manager))
    people.verify_at_window(person_id=manager, actor=builders.TEST)
    page = client.get(reverse("citizen:fleet")).content.decode()
    assert "P0000002" in page and "李敏" in page
    assert "P0000001" not in page and persons.get_person(rider).name not in page and "路口" not in page
    assert looks(second)[0].what == "fleet" and not looks(rider)
