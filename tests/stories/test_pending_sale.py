"""V29: a filed dealer takes a car in stock: no plates, at most three temporary ones, sold again from there."""

import pytest
from tests import builders
from tests.stories.test_moving_in import reasons, row
from tests.stories.test_transfer import agrees
from tests.stories.test_transfer_out import sold

from tongban.documents.temporary import queries as temporary
from tongban.people import queries as people
from tongban.registers.vehicles import queries as vehicles
from tongban.registers.vehicles.types import Owner

CODE = "91310115MA1K3BTP2B"


@pytest.fixture
def dealer(told):
    """A dealer on the list, and who acts for it."""
    agent = told.person(name="李四", serial=902, phone="13900000002")
    firm = builders.an_organisation(agent, CODE, "示范二手车有限公司")
    told.city.control("PUT", f"cars/{CODE}", {"dealer": {"filed": True, "name": firm.name}})
    return firm, agent


def takes(told, dealer):
    """A car goes to the dealer: its seller, the car, the case."""
    wang = told.person()
    car = builders.a_vehicle(wang)
    sold(told, car, people.identity_number(wang), CODE)
    case = told.applies("V29", wang, buyer=CODE)
    if row(case).outcome == "refused":
        return wang, car, case
    agrees(dealer[1])
    told.pays(row(case).order_number)
    return wang, car, case


def test_the_car_is_the_dealer_s_without_plates_and_a_fourth_temporary_plate_is_refused(told, dealer):
    firm, agent = dealer
    _, car, case = takes(told, dealer)
    assert told.sees(case.id).outcome == "granted"
    after = vehicles.get_vehicle(car.id)
    assert (after.owners, after.plate, after.licence) == ((Owner(firm.id, "organisation"),), "", "")
    assert [one.id for one in vehicles.vehicles_of(firm.id)] == [car.id]
    for _ in range(2):
        again = told.applies("V29", agent)
        told.pays(row(again).order_number)
        assert told.sees(again.id).outcome == "granted"
    assert temporary.given(car.vin, ("pending",), firm.id) == 3
    assert reasons(told.applies("V29", agent)) == ["temporary_plates.most"]


def test_who_is_on_no_list_of_dealers_takes_no_car(told, dealer):
    told.city.control("PUT", f"cars/{CODE}", {"dealer": {"filed": False}})
    _, car, case = takes(told, dealer)
    assert "pending.not_filed" in reasons(case)
    assert vehicles.get_vehicle(car.id).plate == car.plate
