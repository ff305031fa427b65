"""V47: the station uploads the inspection, the mark comes by itself; windows, failures, tax and insurance."""

from datetime import date

import pytest
from tests import builders
from tests.stories.test_colour import row
from tests.stories.test_engine import inspected, reasons

from tongban.core import clock
from tongban.registers.vehicles import queries as vehicles


def due(told, wang, months=1, **more):
    """A car whose mark ends in some months, insured and taxed."""
    month = clock.today().month + months
    end = date(clock.today().year + (month - 1) // 12, (month - 1) % 12 + 1, 28)
    car = builders.a_vehicle(wang, registered_on=date(end.year - 10, end.month, 1), inspected_to=end, **more)
    today = clock.today()
    told.city.control("PUT", f"cars/{car.vin}", {
        "policy": {"number": "P1", "insurer": "示范", "since": today.isoformat(), "until": today.isoformat()},
        "vehicle_tax": {"state": "paid", "year": today.year},
    })  # fmt: skip
    return car


def test_with_the_result_the_mark_is_given_at_once(told):
    wang = told.person()
    car = due(told, wang)
    inspected(told, car)
    case = told.applies("V47", wang)
    assert told.sees(case.id).outcome == "granted", reasons(case)
    after = vehicles.get_vehicle(car.id).law.inspected_to
    assert (after.year, after.month) == (car.law.inspected_to.year + 1, car.law.inspected_to.month)


def test_it_waits_for_the_station_and_goes_on_with_its_result(told):
    wang = told.person()
    car = due(told, wang)
    case = told.applies("V47", wang)
    assert (row(case).status, reasons(case)) == ("waiting", ["mark.not_inspected"])
    inspected(told, car)
    told.answers_age(case)
    told.time_comes(case.id)
    assert row(case).outcome == "granted"


@pytest.mark.parametrize(("months", "passed", "letters", "expected"), [
    (5, True, "", "mark.too_early"), (1, False, "", "mark.inspection_failed"), (1, True, "G", "vehicle.violation"),
])  # fmt: skip
def test_too_early_failed_or_with_a_violation(told, months, passed, letters, expected):
    wang = told.person()
    inspected(told, due(told, wang, months, letters=letters), passed=passed)
    assert expected in reasons(told.applies("V47", wang))
