"""V11: another body or frame is registered after an inspection and a check with its colour."""

from tests import builders
from tests.stories.test_colour import checks, row
from tests.stories.test_engine import days_ago, inspected, reasons

from tongban.registers.vehicles import queries as vehicles

ITEMS = dict.fromkeys(("vin", "colour", "shape", "type", "plates"), "ok")


def test_a_new_body_with_its_colour_is_on_record(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    inspected(told, car)
    case = told.applies("V11", wang, changed_on=days_ago(1), part="body", colour="J")
    checks(case, builders.a_checking_officer(), found=ITEMS)
    told.pays(row(case).order_number)
    after = vehicles.get_vehicle(car.id)
    assert (after.colour, vehicles.life_of(car.id)[-2].kind) == ("J", "body_changed")


def test_a_shape_that_is_another_one_fails_the_check_and_waits(told):
    wang = told.person()
    inspected(told, builders.a_vehicle(wang))
    case = told.applies("V11", wang, changed_on=days_ago(1), part="frame", colour="A")
    checks(case, builders.a_checking_officer(), found={**ITEMS, "shape": "failed"})
    assert reasons(case) == ["check.failed"]
