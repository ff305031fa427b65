"""V37: a car has left the country; customs says so itself."""

from tests import builders

from tongban.casework.evidence import FRESH_FOR
from tongban.casework.models import Case, Evidence
from tongban.core import clock
from tongban.registers.vehicles import queries as vehicles

SAID = {"declaration": "yes"}


def reasons(case):
    return [reason["code"] for reason in Case.for_system("a story looks").get(id=case.id).reasons]


def test_once_customs_has_the_exit_it_ends(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    case = told.applies("V37", wang, **SAID)
    assert reasons(case) == ["deregistration.not_left"]
    left = {"number": "CJ-1", "on": clock.today().isoformat()}
    told.city.control("PUT", f"cars/{car.vin}", {"exit": left})
    stale = clock.now() - 2 * FRESH_FOR
    Evidence.objects.filter(case=case.id, material="exit").update(obtained_at=stale)
    told.time_comes(case.id)
    assert told.sees(case.id).outcome == "granted"
    assert not vehicles.get_vehicle(car.id).live


def test_an_open_violation_comes_first(told):
    wang = told.person()
    builders.a_vehicle(wang, letters="G")
    assert reasons(told.applies("V37", wang, **SAID)) == ["vehicle.violation", "deregistration.not_left"]
