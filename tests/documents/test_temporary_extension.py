"""An emergency order extends temporary plates: by two people, in batches, everybody told, ended by its day."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from tests import builders

from tongban.core import clock, entries
from tongban.core.actor import Actor, Grant
from tongban.core.errors import BadInput, Conflict, NotAllowed
from tongban.documents.temporary import extending, queries
from tongban.exchange.models import Notice
from tongban.outlets import actions as outlets
from tongban.people import queries as people

pytestmark = pytest.mark.django_db


def an_officer(account=31, power="configure"):
    return Actor(
        kind="staff", label=str(account), channel="window", account_id=UUID(int=account), office=builders.OFFICE,
        grants=frozenset({Grant(power)}),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _office():
    builders.an_office()


def proposed(days=30, region="310000", number="2026-17"):
    today = clock.today()
    return extending.propose(
        number=number, basis="关于疫情期间临时号牌延期的通知", region=region, since=today,
        until=today + timedelta(days=days), actor=an_officer(),
    )  # fmt: skip


def carried_out(extension):
    extending.confirm(extension_id=extension.id, actor=an_officer(32))
    while extending.carry_out(extension.id):
        pass
    return next(one for one in extending.extensions() if one.id == extension.id)


def three_plates():
    """One that is extended, one whose insurance is shorter than the order, one of another province."""
    wang, today = builders.a_person(), clock.today()
    vins = ("LSVT91339CN063181", "LSVT91339CN063182", "LSVT91339CN063183")
    return (
        builders.a_temporary_plate(wang, vin=vins[0], days=10),
        builders.a_temporary_plate(wang, vin=vins[1], days=10, insured_until=today + timedelta(days=15)),
        builders.a_temporary_plate(wang, vin=vins[2], days=10, region="320100"),
    )


def test_the_plates_of_the_region_hold_to_the_last_day_of_the_order_and_never_longer_than_insured(monkeypatch):
    monkeypatch.setattr(extending, "BATCH", 1)
    first, short, elsewhere = three_plates()
    until = clock.today() + timedelta(days=30)
    extension = proposed()
    assert (extension.concerned, extension.state) == (2, "proposed")
    report = carried_out(extension)
    assert (report.state, report.extended, report.told, report.short) == ("done", 2, 2, 1)
    assert queries.get(first.id).holds_until == until
    assert queries.get(short.id).holds_until == clock.today() + timedelta(days=15)
    assert queries.get(elsewhere.id).holds_until == elsewhere.until
    assert [one.kind for one in entries.history(first.id, "documents")][-1] == "temporary_plate_extended"
    assert Notice.for_system("test").filter(topic="temporary_plate").count() == 2
    assert extending.carry_out(extension.id) == 0  # again: nothing more
    assert queries.get(first.id).state(until) == "valid"
    assert queries.get(first.id).state(until + timedelta(days=1)) == "expired"


def test_nobody_confirms_their_own_proposal_and_only_who_configures_may():
    three_plates()
    extension = proposed()
    with pytest.raises(NotAllowed), transaction.atomic():
        extending.confirm(extension_id=extension.id, actor=an_officer())
    with pytest.raises(NotAllowed), transaction.atomic():
        extending.confirm(extension_id=extension.id, actor=an_officer(33, power="decide"))
    local = replace(an_officer(34), grants=frozenset({Grant("configure", "*", builders.OFFICE)}))
    with pytest.raises(NotAllowed), transaction.atomic():
        extending.confirm(extension_id=extension.id, actor=local)
    assert extending.carry_out(extension.id) == 0
    extending.confirm(extension_id=extension.id, actor=an_officer(32))
    with pytest.raises(Conflict), transaction.atomic():
        extending.confirm(extension_id=extension.id, actor=an_officer(33))


def test_what_cannot_be_an_order_is_refused_beside_its_field():
    with pytest.raises(BadInput) as wrong:
        proposed(days=-1)
    assert wrong.value.field == "until"
    with pytest.raises(BadInput) as wrong:
        proposed(region="沪")
    assert wrong.value.field == "region"
    proposed()
    with pytest.raises(Conflict), transaction.atomic():
        proposed()


def test_an_order_that_ended_extends_nothing_more_and_gives_up_what_it_had_extended():
    first, _, _ = three_plates()
    extension = proposed()
    carried_out(extension)
    until = clock.today() + timedelta(days=3)
    report = extending.end_early(extension_id=extension.id, until=until, why="疫情结束", actor=an_officer(32))
    assert (report.state, report.ended_on) == ("ended", until)
    assert queries.get(first.id).holds_until == first.until  # as it was given: the order ended before that
    late = builders.a_temporary_plate(builders.a_person(serial=902, phone="13900000002"), vin="LSVT91339CN063189")
    assert extending.carry_out(extension.id) == 0
    assert queries.get(late.id).holds_until == late.until
    with pytest.raises(Conflict), transaction.atomic():
        extending.end_early(extension_id=extension.id, until=until, why="again", actor=an_officer(32))


def test_an_order_ended_before_its_batches_ran_extends_nothing():
    first, _, _ = three_plates()
    extension = proposed()
    extending.confirm(extension_id=extension.id, actor=an_officer(32))
    extending.end_early(extension_id=extension.id, until=clock.today(), why="误发", actor=an_officer(32))
    assert extending.carry_out(extension.id) == 0
    assert queries.get(first.id).extended_until is None


def a_browser(number, office="*"):
    """The browser of somebody who configures one office, or all."""
    outlets.employ(
        number=number, outlet=builders.OFFICE, posts=["supervision"], password=builders.PASSWORD, cause="test",
        employed_on=builders.LONG_AGO, actor=builders.TEST,
    )  # fmt: skip
    outlets.grant(
        number=number, power="configure", office=office, actor=builders.TEST, cause="test", since=builders.LONG_AGO
    )
    browser = Client()
    browser.force_login(people.find_account(number))
    return browser


def test_the_page_previews_proposes_and_confirms_by_another(settings):
    settings.TONGBAN_DEMO = True  # a password is enough at the desk: the second factor has tests of its own
    first, _, _ = three_plates()
    here, today = reverse("desk:extensions"), clock.today()
    days = {"region": "310000", "since": today.isoformat(), "until": (today + timedelta(days=30)).isoformat()}
    chief, head = a_browser("X-1", builders.OFFICE), a_browser("X-2")
    assert '<b class="number">2</b>' in chief.get(here, {"preview": "1", **days}).content.decode()
    asked = {"action": "propose", "number": "2026-17", "basis": "通知", **days}
    assert chief.post(here, asked).status_code == 302
    assert 'value="confirm"' not in chief.get(here).content.decode()
    assert 'value="confirm"' in head.get(here).content.decode()
    [extension] = extending.extensions()
    said = chief.post(here, {"action": "confirm", "extension": extension.id})
    assert said.status_code in (400, 403, 409, 422) or "没有这项权限" in said.content.decode()
    assert head.post(here, {"action": "confirm", "extension": extension.id}).status_code == 302
    while extending.carry_out(extension.id):
        pass
    assert "已办完" in head.get(here).content.decode()
    assert queries.get(first.id).extended_by == "2026-17"
