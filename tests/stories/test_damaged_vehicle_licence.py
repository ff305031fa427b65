"""V43: a damaged vehicle licence is exchanged; a machine decides at once."""

from tests import builders

from tongban.registers.vehicles import queries as vehicles


def test_a_damaged_licence_is_exchanged_and_the_old_one_is_void(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    case = told.applies("V43", wang)
    assert (case.status, case.waiting_for) == ("waiting", "payment")
    told.pays(case.order_number)
    assert told.sees(case.id).outcome == "granted"
    old = vehicles.find_paper("licence", car.licence)
    assert (old.valid, old.void_cause) == (False, "licence_exchanged")


def test_a_co_owner_may_ask_for_it_too(told):
    wang, li = told.person(), told.person(name="李四", serial=902, phone="13900000002")
    builders.a_vehicle(wang, co_owners=[li])
    assert told.applies("V43", li).waiting_for == "payment"


def test_a_vehicle_that_has_to_be_scrapped_gets_none(told):
    wang = told.person()
    builders.a_vehicle(wang, letters="P")
    seen = told.sees(told.applies("V43", wang).id)
    assert (seen.outcome, [reason.code for reason in seen.reasons]) == ("refused", ["vehicle.scrap_due"])
