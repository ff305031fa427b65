"""V34: owner and pledgee file a pledge and release it, each with their own word; never on the owner's alone."""

import pytest
from tests import builders
from tests.stories.test_lost_vehicle_licence import attached
from tests.stories.test_transfer import agrees, reasons, row

from tongban.casework import actions, agreements
from tongban.people import queries as people
from tongban.registers.vehicles import queries as vehicles


@pytest.fixture
def owner(told):
    wang = told.person()
    return wang, builders.a_vehicle(wang)


@pytest.fixture
def zhao(told):
    return told.person(name="赵六", serial=904)


def pledges(told, owner, pledgee):
    """The owner files a pledge in favour of a person."""
    return told.applies(
        "V34", owner, doing="file", contract="ZY-1", pledgee_is="person", pledgee=people.identity_number(pledgee)
    )


def rests(car):
    return [(one.kind, one.reference, one.party) for one in vehicles.get_vehicle(car.id).law.restrictions]


def test_a_person_takes_a_pledge_and_gives_it_back(told, owner, zhao):
    wang, car = owner
    case = pledges(told, wang, zhao)
    assert (reasons(case), rests(car)) == (["agreement.awaited"], [])
    agrees(zhao)
    assert (row(case).outcome, rests(car)) == ("granted", [("pledge", "ZY-1", str(zhao))])
    release = told.applies("V34", wang, doing="release", pledge="ZY-1")
    assert (reasons(release), len(rests(car))) == (["agreement.awaited"], 1)
    agrees(zhao)
    assert (row(release).outcome, rests(car)) == ("granted", [])


def test_a_firm_takes_a_pledge_through_its_agent_at_a_window(told, owner, zhao):
    wang, car = owner
    firm = builders.an_organisation(zhao)
    case = told.applies("V34", wang, doing="file", contract="ZY-2", pledgee_is="organisation", pledgee_firm=firm.code)
    agrees(zhao, actor=builders.a_clerk("acceptance"))
    assert (row(case).outcome, rests(car)) == ("granted", [("pledge", "ZY-2", str(firm.id))])
    assert vehicles.get_vehicle(car.id).law.restrictions[0].holder == firm.name


def test_a_pledgee_who_says_no_keeps_the_pledge_and_ends_the_release(told, owner, zhao):
    wang, car = owner
    pledges(told, wang, zhao)
    agrees(zhao)
    release = told.applies("V34", wang, doing="release", pledge="ZY-1")
    agrees(zhao, agrees=False)
    assert (row(release).outcome, len(rests(car))) == ("refused", 1)


def test_another_contract_than_the_one_agreed_to_is_asked_about_again(told, owner, zhao):
    wang, car = owner
    firm_less = told.person(name="钱七", serial=905)
    case = pledges(told, wang, zhao)
    citizen = builders.a_citizen(wang)
    actions.answer(case_id=case.id, actor=citizen, given={"pledgee": people.identity_number(firm_less)})
    actions.respond(case_id=case.id, actor=citizen)
    assert agreements.asked_of(zhao) == []
    agrees(firm_less)
    assert rests(car) == [("pledge", "ZY-1", str(firm_less))]


def test_a_court_that_comes_before_the_pledgee_answers_goes_first(told, owner, zhao):
    wang, car = owner
    case = pledges(told, wang, zhao)
    attached(car)
    agrees(zhao)
    assert row(case).outcome != "granted" and [kind for kind, *_ in rests(car)] == ["attachment"]
