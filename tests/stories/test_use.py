"""V13: another use is registered with what it makes of the years; a training car takes plates of its own kind."""

import pytest
from tests import builders
from tests.stories.test_colour import checks, row
from tests.stories.test_engine import reasons

from tongban.allocation.plates import queries as numbers
from tongban.casework import actions
from tongban.exchange.payment import queries as orders
from tongban.registers.types import Change
from tongban.registers.vehicles import queries as vehicles

ITEMS = dict.fromkeys(("vin", "type", "seats", "colour", "plates"), "ok")


def granted(told, person, use):
    case = told.applies("V13", person, use=use)
    checks(case, builders.a_checking_officer(), found=ITEMS)
    told.pays(row(case).order_number)
    assert told.sees(case.id).outcome == "granted", reasons(case)
    return case


def test_a_private_car_that_is_let_for_hire_has_years_and_says_later_that_it_was(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    case = granted(told, wang, "T")
    after = vehicles.get_vehicle(car.id)
    assert (after.law.use, after.law.scrap_on is not None, after.plate) == ("T", True, car.plate)
    assert orders.find_order(row(case).order_number).amount == 10
    granted(told, wang, "A")
    assert vehicles.get_vehicle(car.id).law.use == "U"


@pytest.mark.parametrize(
    ("use", "expected"),
    [("F", "registration.use_does_not_fit"), ("A", "change.same_use"), ("E", "registration.no_approval")],
)
def test_what_does_not_go_is_told(told, use, expected):
    wang = told.person()
    builders.a_vehicle(wang)
    assert expected in reasons(told.applies("V13", wang, use=use))


def test_in_the_last_year_no_other_use_is_possible(told):
    wang = told.person()
    near = builders.clock.today().replace(year=builders.clock.today().year + 1) - builders.timedelta(days=1)
    builders.a_vehicle(wang, more=[Change("scrap_on", near.isoformat())])
    assert "vehicle.near_scrap" in reasons(told.applies("V13", wang, use="T"))


def test_a_training_car_takes_a_number_of_its_own_kind_and_a_struck_decision_brings_the_old_one_back(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    case = told.applies("V13", wang, use="N")
    assert reasons(case) == ["change.no_number"]
    builders.a_number(wang, car.vin, "沪A7701学", plate_type="16")
    told.city.work()
    assert reasons(case) == ["check.none"]
    checks(case, builders.a_checking_officer(), found=ITEMS)
    assert orders.find_order(row(case).order_number).amount == 110
    told.pays(row(case).order_number)
    after = vehicles.get_vehicle(car.id)
    assert (after.plate_type, after.plate, after.law.use) == ("16", "沪A7701学", "N")
    actions.correct(case_id=case.id, actor=builders.a_clerk("review", account=9), reason="It is no training car.")
    again = vehicles.get_vehicle(car.id)
    assert (again.plate_type, again.plate, again.law.use) == ("02", car.plate, "A")
    assert numbers.state_of("02", car.plate) == "used"
