"""V45: a damaged registration certificate is exchanged at a window, without the vehicle."""

from tests import builders
from tests.stories.test_lost_certificate import comes

from tongban.registers.vehicles import queries as vehicles


def test_a_damaged_certificate_is_exchanged_at_once(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    case = comes("V45", wang)
    assert case.waiting_for == "payment"
    told.pays(case.order_number)
    assert told.sees(case.id).outcome == "granted"
    after = vehicles.get_vehicle(car.id)
    assert after.certificate != car.certificate and after.licence == car.licence
    assert not vehicles.find_paper("certificate", car.certificate).valid
    assert vehicles.life_of(car.id)[-1].kind == "certificate_exchanged"


def test_a_stolen_vehicle_gets_no_certificate(told):
    wang = told.person()
    builders.a_vehicle(wang, letters="C")
    seen = told.sees(comes("V45", wang).id)
    assert (seen.outcome, [reason.code for reason in seen.reasons]) == ("refused", ["vehicle.stolen"])
