"""V38: the maker took a car back; it says so itself, or its paper is shown at a window."""

from tests import builders

from tongban.casework import actions
from tongban.casework.models import Case
from tongban.core import clock
from tongban.registers.vehicles import queries as vehicles

SAID = {"declaration": "yes"}


def test_a_confirmed_return_ends_it_at_once(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    proof = {"number": "TC-1", "by": "示范汽车", "on": clock.today().isoformat()}
    told.city.control("PUT", f"cars/{car.vin}", {"taken_back": proof})
    case = told.applies("V38", wang, **SAID)
    told.city.work()
    assert told.sees(case.id).outcome == "granted"
    assert not vehicles.get_vehicle(car.id).live


def test_a_paper_shown_at_a_window_will_do(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    case = told.applies("V38", wang, **SAID)
    assert [one.code for one in told.sees(case.id).reasons] == ["deregistration.not_returned"]
    proof = {"number": "TC-2", "by": "示范汽车", "on": clock.today().isoformat()}
    content = {"found": True, "vin": car.vin, "proof": proof}
    clerk = builders.a_clerk("acceptance")
    actions.show(case_id=case.id, actor=clerk, material="taken_back", content=content)
    assert Case.for_system("a story looks").get(id=case.id).outcome == "granted"
