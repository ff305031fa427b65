"""What several apply for together: each agrees online or at a window; a no and silence end it; others are told what is
asked and see who is still awaited."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from tests import builders
from tests.stories.test_private_car import a_window
from tests.stories.test_transfer import agrees, reasons, row, sells, two

from tongban.casework import actions, agreements
from tongban.casework.models import Agreement
from tongban.core import clock
from tongban.core.errors import BadInput, Conflict
from tongban.people import queries as people
from tongban.people.actions import verify_at_window
from tongban.registers.vehicles import actions as register
from tongban.registers.vehicles.types import Owner

__all__ = ["two"]
DAY = timedelta(days=1)


@pytest.fixture
def shared(told, two):
    """The seller's car belongs to a second person and to a firm as well; its agent."""
    wang, _, car = two
    zhao, agent = told.person(name="赵六", serial=904), told.person(name="钱七", serial=905)
    firm = builders.an_organisation(agent)
    register.transfer(
        vehicle_id=car.id, to=[Owner(wang), Owner(zhao), Owner(firm.id, "organisation")], licence="3190000008001",
        effective_on=clock.today(), actor=builders.TEST, cause="test",
    )  # fmt: skip
    return zhao, firm, agent


def asked(person):
    [one] = agreements.asked_of(person)
    return one


def test_buyer_co_owner_and_a_firm_through_its_agent_all_agree(told, two, shared):
    zhao, _, agent = shared
    case = sells(told, two)
    assert [str(one.role.zh) for one in agreements.of_case(case.id)] == ["买方", "共同所有人", "共同所有人"]
    for person in (two[1], agent):
        agrees(person)
        assert reasons(case) == ["agreement.awaited"]
    agrees(zhao)
    assert reasons(case) == ["ownership.no_number"]


def test_one_no_among_several_ends_it_and_the_others_are_asked_no_longer(told, two, shared):
    zhao, _, agent = shared
    case = sells(told, two)
    agrees(zhao, agrees=False)
    assert sorted(one.code for one in told.sees(case.id).reasons) == ["agreement.awaited", "agreement.refused"]
    assert row(case).outcome == "refused"
    assert agreements.asked_of(agent) == []


def test_at_a_window_only_who_is_meant_is_heard_and_for_a_firm_only_its_agent(told, two, shared):
    zhao, _, agent = shared
    sells(told, two)
    clerk, firms = builders.a_clerk("acceptance"), asked(agent)
    with pytest.raises(BadInput):
        agreements.answer(agreement=firms.id, person=zhao, agrees=True, actor=clerk)
    agreements.answer(agreement=firms.id, person=agent, agrees=True, actor=clerk)
    with pytest.raises(Conflict):
        agreements.answer(agreement=firms.id, person=agent, agrees=False, actor=clerk)


@pytest.mark.parametrize(("days", "outcome"), [(30, ""), (31, "refused")])
def test_silence_ends_it_after_its_last_day(told, two, days, outcome):
    case, li = sells(told, two), two[1]
    assert asked(li).answer_by == clock.today() + 30 * DAY
    Agreement.objects.update(answer_by=F("answer_by") - days * DAY)
    assert len(agreements.asked_of(li)) == (0 if outcome else 1)
    told.time_comes(case.id)
    assert row(case).outcome == outcome
    assert [one.code for one in told.sees(case.id).reasons] == ["agreement.lapsed" if outcome else "agreement.awaited"]


def test_who_agreed_to_something_else_is_asked_again(told, two):
    wang, li, _ = two
    other = told.person(name="孙八", serial=906)
    case = sells(told, two)
    agrees(li)
    citizen = builders.a_citizen(wang)
    actions.answer(case_id=case.id, actor=citizen, given={"buyer": people.identity_number(other)})
    actions.respond(case_id=case.id, actor=citizen)
    assert reasons(case)[0] in ("agreement.awaited", "ownership.other_invoice")
    assert li not in [one.party for one in agreements.of_case(case.id) if one.said == "awaited"]


def test_applicant_and_clerk_see_who_is_awaited_and_the_clerk_takes_it_down(told, two, shared, settings):
    settings.TONGBAN_DEMO = True  # a password is enough
    zhao, _, agent = shared
    case = sells(told, two)
    verify_at_window(person_id=two[0], actor=builders.TEST)
    browser = Client()
    browser.force_login(builders.an_account(two[0]))
    page = browser.get(reverse("citizen:case", args=[case.number])).content.decode()
    assert "示范物流有限公司" in page and "*六" in page and "赵六" not in page
    desk = a_window()
    address = reverse("desk:case", args=[case.number])
    assert "赵六" in desk.get(address).content.decode()
    form = {"agreement": str(asked(zhao).id), "action": "agree", "identity_number": people.identity_number(two[1])}
    assert agreements.NOT_THEY.zh in desk.post(address, form).content.decode()
    form["identity_number"] = people.identity_number(zhao)
    assert desk.post(address, form).status_code == 302
    assert agreements.asked_of(zhao) == []
    assert agreements.asked_of(agent)
    told.city.work()
    assert any("等您同意" in words for words in told.was_told(two[1]))
