"""N06: a rider's own bike gets the special plate of delivery, tied to firm and rider; the firm's list decides."""

from tests import builders

from tongban.casework import actions
from tongban.people import queries as people
from tongban.registers.bikes import queries as bikes

FIRM = "91310115MA1K3BTP2B"
TAG = "E2801160600002045A1B2C3D"


def at_the_window(service, person, **answers):
    """A clerk begins a service for the bike of somebody who stands there, and sends it."""
    clerk = builders.a_clerk("acceptance")
    case = actions.start(service=service, applicant=person, actor=clerk, office=builders.OFFICE)
    actions.answer(case_id=case.id, actor=clerk, given=answers)
    return actions.submit(case_id=case.id, actor=clerk)


def test_bike_firm_and_rider_are_tied_by_the_tag_and_it_is_changed_back_from_home(told):
    wang = told.person(known={"riding": [{"firm": FIRM, "firm_name": "快送科技"}]})
    builders.a_bike(wang)
    case = at_the_window("N06", wang, firm=FIRM, tag=TAG.lower())
    assert told.sees(case.id).outcome == "granted"
    bike = bikes.find_by_tag(TAG)
    assert bike and (bike.kind, bike.plate, bike.rider) == ("delivery", "P0000001", wang)
    assert people.organisation_name(bike.firm) == "快送科技"
    assert bikes.fleet_of(bike.firm) == [bike]
    back = told.applies("N03", wang, change="ordinary")
    assert told.sees(back.id).outcome == "granted"
    assert bikes.find_by_tag(TAG) is None


def test_somebody_the_firm_does_not_list_or_has_not_trained_is_waited_for(told):
    wang = told.person()
    builders.a_bike(wang)
    case = at_the_window("N06", wang, firm=FIRM, tag=TAG)
    assert (case.status, [one["code"] for one in case.reasons]) == ("waiting", ["bike.not_rider"])
    li = told.person(name="李敏", serial=902, phone="13900000002", known={"riding": [{"firm": FIRM, "trained": False}]})
    builders.a_bike(li, code="117099000000002")
    case = at_the_window("N06", li, firm=FIRM, tag=TAG)
    assert [one["code"] for one in case.reasons] == ["bike.not_trained"]
