"""V41: an electric car changes its ordinary number for one of the new-energy pool; the old number follows its rule."""

import pytest
from tests import builders
from tests.stories.test_colour import row
from tests.stories.test_engine import reasons

from tongban.allocation.plates import queries as numbers
from tongban.core.errors import Conflict
from tongban.documents.plates import queries as plates
from tongban.registers.vehicles import queries as vehicles
from tongban.services import numbers as choosing


def test_the_green_number_takes_the_place_of_the_blue_one_which_is_kept(told):
    wang = told.person()
    car = builders.a_vehicle(wang, fuel="C")
    case = told.applies("V41", wang)
    assert reasons(case) == ["change.no_number"]
    builders.a_number(wang, car.vin, "沪AD77007", plate_type="52")
    assert choosing.look_up(vin=car.vin, person=wang, region=builders.REGION).pool.plate_type == "52"
    told.city.work()
    told.pays(row(case).order_number)
    after = vehicles.get_vehicle(car.id)
    assert (after.plate_type, after.plate) == ("52", "沪AD77007")
    assert [one.number for one in numbers.kept_for(wang)] == [car.plate]
    assert [made.plate.number for made in plates.of_case(case.id)] == ["沪AD77007"]
    assert plates.sets_of(car.plate)[0].voided_on == builders.clock.today()


@pytest.mark.parametrize(("fuel", "kind", "number", "expected"), [
    ("A", "02", "沪A12345", "change.no_new_energy"), ("C", "52", "沪AD12345", "change.green_already"),
])  # fmt: skip
def test_a_petrol_car_and_a_green_one_are_told(told, fuel, kind, number, expected):
    wang = told.person()
    builders.a_vehicle(wang, fuel=fuel, plate=number, plate_type=kind)
    assert reasons(told.applies("V41", wang)) == [expected]


def test_nobody_chooses_a_number_for_a_registered_car_without_a_case(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    with pytest.raises(Conflict):
        choosing.look_up(vin=car.vin, person=wang, region=builders.REGION)
