"""N04: a stolen e-bike is cancelled from home; its licence is void, its code free for the day it is found."""

import pytest
from tests.stories.test_bike_registration import bought, registers

from tongban.core.errors import BadInput
from tongban.documents import of_vehicles
from tongban.registers.bikes import queries as bikes


def test_plate_and_licence_are_void_at_once(told):
    wang = told.person()
    code, motor = bought(told, wang)
    registers(told, wang, code, motor)
    [bike] = bikes.bikes_of(wang)
    told.city.work()
    case = told.applies("N04", wang, ground="stolen")
    told.city.work()
    assert told.sees(case.id).outcome == "granted"
    assert bikes.bikes_of(wang) == [] and bikes.get_bike(bike.id).law.ended == "stolen"
    assert of_vehicles.standing([bike.id])[bike.id] == []
    assert told.sees(registers(told, wang, code, motor).id).outcome == "granted"


def test_who_has_no_bike_is_told_so(told):
    with pytest.raises(BadInput):
        told.applies("N04", told.person(), ground="lost")
