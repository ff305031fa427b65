"""V21: an owner files new contact details for a vehicle in seconds, whatever else is open about it."""

import pytest
from tests import builders
from tests.stories.test_contact_change import NEW, proves

from tongban.casework import actions
from tongban.core.errors import BadInput
from tongban.people import queries as people
from tongban.registers.vehicles import queries as vehicles


def test_a_proved_number_is_bound_and_the_file_of_the_vehicle_notes_it(told):
    wang = told.person()
    car = builders.a_vehicle(wang, letters="GJO")
    proves(wang)
    seen = told.sees(told.applies("V21", wang, phone=NEW).id)
    assert (seen.row.status, seen.outcome) == ("closed", "granted")
    assert people.phone_number(wang) == NEW
    assert vehicles.life_of(car.id)[-1].kind == "contact_filed"


def test_a_vehicle_that_moved_out_is_no_vehicle_to_file_for(told):
    wang = told.person()
    builders.a_vehicle(wang, letters="B")
    proves(wang)
    with pytest.raises(BadInput):
        told.applies("V21", wang, phone=NEW)
    assert people.phone_number(wang) == "13900000001"


def test_a_change_that_was_wrong_is_undone(told):
    wang = told.person()
    builders.a_vehicle(wang)
    clerk = builders.a_clerk("acceptance")
    case = actions.start(service="V21", applicant=wang, actor=clerk, office=builders.OFFICE)
    actions.answer(case_id=case.id, actor=clerk, given={"phone": NEW})
    assert actions.submit(case_id=case.id, actor=clerk).outcome == "granted"
    actions.correct(case_id=case.id, actor=builders.a_clerk("review", account=9), reason="mistyped")
    assert people.phone_number(wang) == "13900000001"
