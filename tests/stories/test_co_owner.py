"""V16: a car of spouses bears the other's name once both want it; after a year of marriage the number may stay."""

from datetime import timedelta

import pytest
from tests import builders
from tests.stories.test_photo_submission import a_photo
from tests.stories.test_transfer import agrees, reasons, row

from tongban.casework import actions, later_checks
from tongban.core import clock
from tongban.exchange import breaker
from tongban.exchange.payment import queries as orders
from tongban.people import queries as people
from tongban.registers.vehicles import actions as register
from tongban.registers.vehicles import queries as vehicles
from tongban.registers.vehicles.types import Owner
from tongban.web.desk import shown_papers


@pytest.fixture
def couple(told):
    """A husband with a car, and his wife."""
    wang, li = told.person(), told.person(name="李四", serial=902, phone="13900000002")
    return wang, li, builders.a_vehicle(wang)


def married(told, couple, days):
    """They married so many days ago, as the register has it."""
    wang, li, _ = couple
    since = (clock.today() - timedelta(days=days)).isoformat()
    told.partners_say(wang, {"marriage": {"spouse": people.identity_number(li), "registered_on": since}})


def gives(told, couple, number="keep", **answers):
    """The husband has it bear her name."""
    wang, li, _ = couple
    ground = answers or {"ground": "spouses", "number": number}
    return told.applies("V16", wang, new_owner=people.identity_number(li), **ground)


def test_spouses_keep_the_number_after_a_year_and_nothing_happens_before_she_agrees(told, couple):
    wang, li, car = couple
    married(told, couple, 400)
    case = gives(told, couple)
    assert reasons(case) == ["agreement.awaited"]
    agrees(li)
    assert orders.find_order(row(case).order_number).amount == 10
    told.pays(row(case).order_number)
    assert row(case).outcome == "granted"
    after = vehicles.get_vehicle(car.id)
    assert (after.owners, after.plate, after.licence != car.licence) == ((Owner(li),), "沪A12345", True)
    actions.correct(case_id=case.id, actor=builders.a_clerk("review", account=9), reason="The wrong car was named.")
    back = vehicles.get_vehicle(car.id)
    assert (back.owners, back.plate) == ((Owner(wang),), "沪A12345")


def test_before_a_year_the_number_changes(told, couple):
    _, li, car = couple
    married(told, couple, 100)
    assert reasons(gives(told, couple)) == ["agreement.awaited", "co_owner.married_too_short"]
    case = gives(told, couple, number="another")
    agrees(li)
    assert reasons(case) == ["co_owner.no_number"]
    builders.a_number(li, car.vin, "沪A7700K")
    told.city.work()
    assert orders.find_order(row(case).order_number).amount == 110
    told.pays(row(case).order_number)
    after = vehicles.get_vehicle(car.id)
    assert (after.owners, after.plate) == ((Owner(li),), "沪A7700K")


def test_who_is_married_to_somebody_else_is_refused(told, couple):
    wang, _, _ = couple
    told.partners_say(wang, {"marriage": {"spouse": "110101199001010010", "registered_on": "2015-01-01"}})
    assert "co_owner.not_married" in reasons(gives(told, couple))


def test_every_owner_on_record_and_the_mortgagee_agree(told, couple):
    wang, li, _ = couple
    zhao, qian = told.person(name="赵六", serial=904), told.person(name="钱七", serial=905)
    car = builders.a_vehicle(wang, co_owners=[zhao], vin="LSVAA0008AA000001", plate="沪A54321", serial=2)
    bank = builders.an_organisation(qian)
    register.restrict(
        vehicle_id=car.id, kind="mortgage", holder=bank.name, party=bank.id, reference="DY-1",
        effective_on=clock.today(), actor=builders.TEST, cause="test",
    )  # fmt: skip
    married(told, couple, 400)
    citizen = builders.a_citizen(wang)
    case = actions.start(service="V16", applicant=wang, actor=citizen, office=builders.OFFICE, vehicle=car.id)
    given = {"new_owner": people.identity_number(li), "ground": "spouses", "number": "keep", "delivery": "office"}
    actions.answer(case_id=case.id, actor=citizen, given=given)
    case = actions.submit(case_id=case.id, actor=citizen)
    for person in (li, zhao):
        agrees(person)
        assert reasons(case) == ["agreement.awaited"]
    agrees(qian)
    told.pays(row(case).order_number)
    assert vehicles.get_vehicle(car.id).owners == (Owner(li), Owner(zhao))


def test_while_the_register_is_silent_the_certificate_is_shown_and_an_officer_looks(told, couple):
    wang, li, car = couple
    told.partner("marriage", refuse=True)
    case = gives(told, couple)
    agrees(li)
    clerk = builders.a_clerk("acceptance")
    typed = {"spouse": people.identity_number(li), "registered_on": "2015-05-20"}
    content = shown_papers.content("marriage", told.sees(case.id), typed)
    actions.show(case_id=case.id, actor=clerk, material="marriage", content=content)
    told.pays(row(case).order_number)
    assert (row(case).needs_post, vehicles.get_vehicle(car.id).owners) == ("review", (Owner(wang),))
    actions.decide(
        case_id=case.id, actor=builders.a_clerk("review", account=9), outcome="granted", grounds="The paper was shown."
    )
    assert vehicles.get_vehicle(car.id).owners == (Owner(li),)
    told.partner("marriage")
    breaker.reset()
    told.partners_say(wang, {"marriage": {"spouse": people.identity_number(li), "registered_on": "2015-05-20"}})
    assert (later_checks.look(), row(case).needs_post) == (1, "")


def test_a_notary_s_certificate_is_read_by_an_officer(told, couple):
    _, li, car = couple
    picture = a_photo(ground="navy")
    case = gives(told, couple, ground="notarised", certificate=picture)
    agrees(li)
    builders.a_number(li, car.vin, "沪A7700K")
    told.city.work()
    told.pays(row(case).order_number)
    assert (row(case).needs_post, vehicles.get_vehicle(car.id).plate) == ("review", "沪A12345")
