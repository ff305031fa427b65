"""N01: an e-bike is registered on the spot, free, under the next number; what is wrong with it is told at once."""

import pytest
from tests import builders

from tongban.casework import actions
from tongban.core import clock
from tongban.documents import of_vehicles
from tongban.documents.mdoc.unbound import BIKE
from tongban.people import queries as people
from tongban.registers.bikes import queries as bikes

SEEN = {"colour": "J", "seen": "same"}


def bought(told, person, **wishes):
    """An e-bike that the person has bought today, as the partners know it."""
    made = told.city.control("POST", f"bikes/bought-by/{people.identity_number(person)}", wishes)
    return made["code"], made["conformity"]["motor_code"]


def registers(told, person, code, motor, **answers):
    """A clerk takes the application of somebody who stands there with the bike."""
    clerk = builders.a_clerk("acceptance")
    case = actions.start(service="N01", applicant=person, actor=clerk, office=builders.OFFICE)
    actions.answer(case_id=case.id, actor=clerk, given={"code": code, "motor": motor, **SEEN, **answers})
    return actions.submit(case_id=case.id, actor=clerk)


def test_it_has_plate_and_electronic_licence_at_once_and_free(told):
    wang = told.person()
    code, motor = bought(told, wang)
    case = registers(told, wang, code, motor)
    told.city.work()
    assert (told.sees(case.id).outcome, case.order_number) == ("granted", "")
    [bike] = bikes.bikes_of(wang)
    assert (bike.code, bike.kind, bike.plate, bike.region) == (code, "ordinary", "A0000001", "310100")
    assert bike.make["edition"] == "2024"
    [licence] = of_vehicles.standing([bike.id])[bike.id]
    assert (licence.kind, licence.said["plate"], licence.said["owner"]) == (BIKE, "A0000001", "王小明")
    assert licence.said["document_number"] == bike.licence == "3101000000001"
    assert [moment.kind for moment in bikes.life_of(bike.id)] == ["registered"]


def test_numbers_follow_each_other_and_one_code_is_registered_once(told):
    wang = told.person()
    first = registers(told, wang, *bought(told, wang))
    code, motor = bought(told, wang)
    second = registers(told, wang, code, motor)
    again = registers(told, wang, code, motor)
    assert [told.sees(case.id).outcome for case in (first, second, again)] == ["granted", "granted", "refused"]
    assert [bike.plate for bike in bikes.bikes_of(wang)] == ["A0000001", "A0000002"]
    assert [reason["code"] for reason in again.reasons] == ["bike.registered"]


@pytest.mark.parametrize(
    ("wishes", "answers", "code"),
    [
        ({"conformity": {"certified": False}}, {}, "bike.not_certified"),
        ({"conformity": {"speed_km_h": 45}}, {}, "bike.over_limits"),
        ({"conformity": {"catalogues": ["330000"]}}, {}, "bike.not_listed"),
        ({"conformity": {"edition": "2018", "made_on": "2025-08-01"}}, {}, "bike.sold_too_late"),
        ({}, {"seen": "altered"}, "bike.altered"),
        ({}, {"motor": "DJ00000000"}, "bike.other_codes"),
    ],
)
def test_what_may_not_ride_is_refused_with_its_reason(told, wishes, answers, code):
    wang = told.person()
    number, motor = bought(told, wang, **wishes)
    case = registers(told, wang, number, answers.pop("motor", motor), **answers)
    assert (told.sees(case.id).outcome, [one["code"] for one in case.reasons]) == ("refused", [code])
    assert bikes.bikes_of(wang) == []


def test_a_certificate_that_is_not_uploaded_yet_is_waited_for(told):
    wang = told.person()
    code, motor = bought(told, wang)
    told.city.control("PUT", f"cars/{code}", {"conformity": None})
    case = registers(told, wang, code, motor)
    assert (case.status, [one["code"] for one in case.reasons]) == ("waiting", ["bike.no_conformity"])


def test_a_wrong_decision_is_undone_and_the_code_is_free_again(told):
    wang = told.person()
    code, motor = bought(told, wang)
    case = registers(told, wang, code, motor)
    officer = builders.a_clerk("review", label="0009", account=9)
    actions.correct(case_id=case.id, actor=officer, reason="The invoice was forged.")
    told.city.work()
    assert bikes.bikes_of(wang) == [] and bikes.find_by_code(code) is None
    assert told.sees(registers(told, wang, code, motor).id).outcome == "granted"
    [bike] = bikes.bikes_of(wang)
    assert bike.plate == "A0000002", "the number of a revoked registration is not given to another"
    assert bikes.bike_as_of(bike.id, clock.today()).plate == "A0000002"
    assert list(bikes.differences()) == [] and list(bikes.unfounded_facts()) == []
