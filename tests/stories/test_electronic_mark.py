"""V50: the inspection mark in electronic form, for as long as it is valid."""

from datetime import timedelta

import pytest
from tests import builders
from tests.stories.test_electronic_vehicle_licence import checked, of

from tongban.core import clock
from tongban.documents import of_vehicles
from tongban.documents.mdoc.unbound import MARK
from tongban.registers.vehicles import actions as register


def a_car(wang, days):
    return builders.a_vehicle(wang, inspected_to=clock.today() + timedelta(days=days))


@pytest.mark.parametrize(("days", "outcome"), [(1, "granted"), (0, "granted"), (-1, "refused")])
def test_a_mark_that_is_valid_is_shown_and_no_other(told, days, outcome):
    wang = told.person()
    car = a_car(wang, days)
    seen = told.sees(told.applies("V50", wang).id)
    assert seen.outcome == outcome
    assert [reason.code for reason in seen.reasons] == ([] if outcome == "granted" else ["mark.not_valid"])
    assert (MARK in of(car)) is (outcome == "granted")


def test_it_can_be_checked_from_a_picture_and_a_new_mark_takes_its_place(told):
    wang = told.person()
    car = a_car(wang, 40)
    told.applies("V50", wang)
    code = of_vehicles.code_of(of(car)[MARK], timedelta(days=365))
    answer = checked(code)
    assert answer.genuine and answer.elements[MARK.namespace]["plate"] == "沪A12345"
    assert answer.valid_until.date() <= clock.today() + timedelta(days=40), "never longer than the mark"
    later = clock.today() + timedelta(days=700)
    register.give_mark(vehicle_id=car.id, valid_to=later, effective_on=clock.today(), actor=builders.TEST, cause="test")
    told.city.work()
    assert [check.code for check in checked(code).problems] == ["revoked"]
    assert of(car)[MARK].said["valid_date"] == later.isoformat()
