"""V10: another engine is registered after inspection and check; late, an officer looks; another model is refused."""

from datetime import timedelta

import pytest
from tests import builders
from tests.stories.test_colour import checks, row

from tongban.core import clock
from tongban.registers.vehicles import queries as vehicles

ITEMS = dict.fromkeys(("vin", "engine", "model", "plates"), "ok")


def days_ago(days):
    return (clock.today() - timedelta(days=days)).isoformat()


def inspected(told, car, days=0, passed=True):
    """A station uploads an inspection of a car."""
    done = {"serial": "J1", "passed": passed, "on": days_ago(days), "station": "示范检测站"}
    told.city.control("PUT", f"cars/{car.vin}", {"inspection": done})


def reasons(case):
    return [reason["code"] for reason in row(case).reasons]


@pytest.fixture
def car(told):
    return builders.a_vehicle(told.person())


def test_the_new_number_stands_on_a_new_licence_after_inspection_and_check(told, car):
    inspected(told, car)
    case = told.applies("V10", car.owners[0].id, changed_on=days_ago(3), engine="EA211-999", engine_model="same")
    assert reasons(case) == ["check.none"]
    checks(case, builders.a_checking_officer(), found=ITEMS)
    told.pays(row(case).order_number)
    assert told.sees(case.id).outcome == "granted"
    after = vehicles.get_vehicle(car.id)
    assert (after.engine, after.licence != car.licence) == ("EA211-999", True)
    assert vehicles.life_of(car.id)[-2].kind == "engine_changed"


@pytest.mark.parametrize(
    ("days", "passed", "expected"), [(5, True, "change.not_inspected"), (0, False, "change.inspection_failed")]
)
def test_it_waits_for_an_inspection_since_the_change(told, car, days, passed, expected):
    inspected(told, car, days, passed)
    case = told.applies("V10", car.owners[0].id, changed_on=days_ago(3), engine="EA211-999", engine_model="same")
    assert (row(case).status, reasons(case)) == ("waiting", [expected])


def test_another_model_is_refused_and_after_ten_days_an_officer_decides(told, car):
    inspected(told, car)
    other = told.applies("V10", car.owners[0].id, changed_on=days_ago(3), engine="X1", engine_model="other")
    assert (row(other).outcome, reasons(other)) == ("refused", ["change.other_engine"])
    late = told.applies("V10", car.owners[0].id, changed_on=days_ago(11), engine="X1", engine_model="approved")
    checks(late, builders.a_checking_officer(), found=ITEMS)
    told.pays(row(late).order_number)
    assert (row(late).status, row(late).needs_post) == ("in_hand", "review")
