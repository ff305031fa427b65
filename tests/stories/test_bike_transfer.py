"""N02: an e-bike passes to a new owner who is present; the number stays, the licence follows."""

from tests import builders
from tests.stories.test_bike_registration import bought, registers

from tongban.casework import actions
from tongban.documents import of_vehicles
from tongban.people import queries as people
from tongban.registers.bikes import queries as bikes


def sells(told, seller, number):
    clerk = builders.a_clerk("acceptance")
    case = actions.start(service="N02", applicant=seller, actor=clerk, office=builders.OFFICE)
    actions.answer(case_id=case.id, actor=clerk, given={"buyer": number})
    return actions.submit(case_id=case.id, actor=clerk)


def test_the_new_owner_has_bike_and_licence_at_once(told):
    wang, li = told.person(), told.person(name="李敏", serial=902, phone="13900000002")
    registers(told, wang, *bought(told, wang))
    [bike] = bikes.bikes_of(wang)
    told.city.work()
    case = sells(told, wang, people.identity_number(li))
    told.city.work()
    assert told.sees(case.id).outcome == "granted"
    assert bikes.bikes_of(wang) == []
    [after] = bikes.bikes_of(li)
    assert (after.plate, after.licence != bike.licence) == (bike.plate, True)
    [licence] = of_vehicles.standing([bike.id])[bike.id]
    assert (licence.said["owner"], licence.said["document_number"]) == ("李敏", after.licence)


def test_a_buyer_nobody_knows_and_the_owner_are_refused(told):
    wang = told.person()
    registers(told, wang, *bought(told, wang))
    for number, code in (
        (builders.identity_number(builders.date(1990, 1, 1)), "bike.buyer_unknown"),
        (people.identity_number(wang), "bike.buyer_is_owner"),
    ):
        assert [one["code"] for one in sells(told, wang, number).reasons] == [code]
    assert len(bikes.bikes_of(wang)) == 1
