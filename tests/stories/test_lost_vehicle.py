"""V36: a car burnt out; its owner promises that it did, in the app, and nobody can do it for them."""

from dataclasses import replace

import pytest
from tests import builders

from tongban.casework import actions
from tongban.core.errors import BadInput, NotAllowed
from tongban.registers.vehicles import queries as vehicles
from tongban.registers.vehicles.types import Vehicle

SAID = {"ground": "fire", "declaration": "yes"}


def standing(car: Vehicle) -> bool:
    return vehicles.get_vehicle(car.id).live


def test_a_written_promise_is_enough_and_a_machine_decides_at_once(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    case = told.applies("V36", wang, **SAID)
    told.city.work()
    assert told.sees(case.id).outcome == "granted"
    assert not standing(car)


def test_without_the_promise_nothing_is_sent_and_nobody_promises_for_another(told):
    wang, li = told.person(), told.person(name="李四", serial=902, phone="13900000002")
    builders.a_vehicle(wang)
    with pytest.raises(BadInput):
        told.applies("V36", wang, ground="fire")
    agent = replace(builders.a_citizen(li), person_id=li)
    with pytest.raises(NotAllowed) as refused:
        actions.start(service="V36", applicant=wang, actor=agent, office=builders.OFFICE)
    assert "本人" in refused.value.message.zh


def test_a_stolen_car_is_not_a_lost_one(told):
    wang = told.person()
    car = builders.a_vehicle(wang, letters="C")
    assert [one.code for one in told.sees(told.applies("V36", wang, **SAID).id).reasons] == ["vehicle.stolen"]
    assert standing(car)
