"""V42: a lost vehicle licence is replaced; a machine decides at once, an officer where a court holds the vehicle."""

import pytest
from django.db import transaction
from tests import builders

from tongban.casework import actions, deciding, engine, record
from tongban.casework.models import Case
from tongban.core import clock
from tongban.core.errors import BadInput
from tongban.documents.models import Card
from tongban.registers.vehicles import actions as register
from tongban.registers.vehicles import queries as vehicles


def attached(car, until=None):
    """A court attaches the vehicle today."""
    return register.restrict(
        vehicle_id=car.id, kind="attachment", holder="某某区人民法院", reference="（2026）执1号", until=until,
        effective_on=clock.today(), actor=builders.TEST, cause="test",
    )  # fmt: skip


def test_a_lost_licence_is_replaced_and_the_lost_one_is_void(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    case = told.applies("V42", wang)
    assert (case.status, case.waiting_for, case.subject) == ("waiting", "payment", car.id)
    told.pays(case.order_number)
    assert told.sees(case.id).outcome == "granted"
    after = vehicles.get_vehicle(car.id)
    old, new = vehicles.find_paper("licence", car.licence), vehicles.find_paper("licence", after.licence)
    assert (old.valid, old.void_cause, new.valid) == (False, "licence_replaced", True)
    card = Card.for_system("a story looks").get(serial=after.licence)
    assert (card.kind, card.subject) == ("vehicle_licence", car.id)
    assert [moment.kind for moment in vehicles.life_of(car.id)] == ["registered", "licence_replaced"]


def test_open_violations_and_an_overdue_inspection_do_not_stand_in_the_way(told):
    wang = told.person()
    builders.a_vehicle(wang, letters="G", inspected_to=builders.date(2024, 6, 30))
    assert told.applies("V42", wang).waiting_for == "payment"


def test_a_stolen_vehicle_gets_no_licence_and_the_person_is_told_why(told):
    wang = told.person()
    builders.a_vehicle(wang, letters="C")
    seen = told.sees(told.applies("V42", wang).id)
    assert (seen.outcome, [reason.code for reason in seen.reasons]) == ("refused", ["vehicle.stolen"])


def test_while_a_court_holds_it_an_officer_decides_and_says_why(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    attached(car)
    case = told.applies("V42", wang)
    told.pays(case.order_number)
    case = Case.for_system("a story looks").get(id=case.id)
    assert (case.status, case.needs_post) == ("in_hand", "review")
    officer = builders.a_clerk("review", account=9)
    actions.take(case_id=case.id, actor=officer)
    actions.decide(case_id=case.id, actor=officer, outcome="granted", grounds="The court has no objection.")
    assert told.sees(case.id).outcome == "granted"
    assert vehicles.get_vehicle(car.id).licence != car.licence


def test_two_vehicles_are_two_cases_and_a_second_click_finds_the_first(told):
    wang = told.person()
    first = builders.a_vehicle(wang)
    second = builders.a_vehicle(wang, serial=2, vin="1M8GDM9AXKP042788", plate="沪A00002")
    citizen = builders.a_citizen(wang)

    def begins(vehicle):
        return actions.start(service="V42", applicant=wang, actor=citizen, office=builders.OFFICE, vehicle=vehicle).id

    assert begins(first.id) == begins(first.id) != begins(second.id)
    with pytest.raises(BadInput) as asked:
        begins(None)
    assert asked.value.field == "vehicle"


def test_a_vehicle_of_somebody_else_cannot_be_chosen(told):
    wang, li = told.person(), told.person(name="李四", serial=902, phone="13900000002")
    builders.a_vehicle(wang)
    foreign = builders.a_vehicle(li, serial=2, vin="1M8GDM9AXKP042788", plate="沪A00002")
    for wanted in (foreign.id, builders.UUID(int=1)):
        with pytest.raises(BadInput):
            actions.start(
                service="V42", applicant=wang, actor=builders.a_citizen(wang), office=builders.OFFICE, vehicle=wanted
            )


def test_a_vehicle_that_was_sold_while_its_case_waited_is_not_the_former_owners_any_more(told):
    wang, li = told.person(), told.person(name="李四", serial=902, phone="13900000002")
    car = builders.a_vehicle(wang)
    case = told.applies("V42", wang)
    register.transfer(
        vehicle_id=car.id, to=[register.Owner(li)], licence="3189999999999", effective_on=clock.today(),
        actor=builders.TEST, cause="test",
    )  # fmt: skip
    told.pays(case.order_number)
    seen = told.sees(case.id)
    assert (seen.outcome, [reason.code for reason in seen.reasons]) == ("refused", ["vehicle.not_yours"])
    assert vehicles.get_vehicle(car.id).licence == "3189999999999"


def test_a_replacement_that_was_wrong_is_struck_and_leaves_no_valid_licence(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    case = told.applies("V42", wang)
    told.pays(case.order_number)
    actions.correct(case_id=case.id, actor=builders.a_clerk("review", account=9), reason="it was found")
    assert vehicles.get_vehicle(car.id).licence == ""
    assert [moment.corrected for moment in vehicles.life_of(car.id)] == [False, True, False]


def test_a_decision_about_a_vehicle_that_has_changed_since_it_was_read_is_not_carried_out(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    case = told.applies("V42", wang)
    found = engine.prepared(case.id)
    attached(car)
    with transaction.atomic():
        held = record.locked(case.id)
        deciding.grant(held, found, record.machine(held))
        record.keep(held)
    held.refresh_from_db()
    assert (held.status, held.outcome, held.wake_at is not None) == ("in_hand", "", True)
    assert vehicles.get_vehicle(car.id).licence == car.licence
