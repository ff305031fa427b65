"""V17: two cars of one owner exchange their numbers in one transaction; once a year, with nothing unsettled."""

import pytest
from tests import builders
from tests.stories.test_colour import row
from tests.stories.test_engine import reasons

from tongban.casework import actions
from tongban.documents import production
from tongban.documents.models import Blank
from tongban.documents.plates import queries as plates
from tongban.exchange.payment import queries as orders
from tongban.registers.vehicles import queries as vehicles


@pytest.fixture
def two(told):
    """Somebody with two private cars."""
    wang = told.person()
    first = builders.a_vehicle(wang)
    return wang, first, builders.a_vehicle(wang, vin="LSVAA0008AA000001", plate="沪A54321", serial=2)


def swaps(told, two):
    wang, first, second = two
    citizen = builders.a_citizen(wang)
    case = actions.start(service="V17", applicant=wang, actor=citizen, office=builders.OFFICE, vehicle=first.id)
    actions.answer(case_id=case.id, actor=citizen, given={"delivery": "office", "other": second.plate})
    return actions.submit(case_id=case.id, actor=citizen)


def numbers(two):
    return [vehicles.get_vehicle(one.id).plate for one in two[1:]]


def test_both_get_number_licence_and_plates_and_a_struck_decision_gives_all_back(told, two):
    case = swaps(told, two)
    assert orders.find_order(row(case).order_number).amount == 220
    told.pays(row(case).order_number)
    assert numbers(two) == ["沪A54321", "沪A12345"]
    assert {made.plate.number: made.vehicle for made in plates.of_case(case.id)} == {
        "沪A54321": two[1].id, "沪A12345": two[2].id,
    }  # fmt: skip
    assert len(production.cards(builders.OFFICE)) == 2
    assert all(not vehicles.find_paper("licence", one.licence).valid for one in two[1:])
    actions.correct(case_id=case.id, actor=builders.a_clerk("review", account=9), reason="The wrong car was named.")
    assert numbers(two) == ["沪A12345", "沪A54321"]


def test_a_second_swap_within_a_year_is_refused_with_the_day(told, two):
    told.pays(row(swaps(told, two)).order_number)
    wang, first, second = two
    again = swaps(told, (wang, first, vehicles.get_vehicle(second.id)))
    assert reasons(again) == ["swap.within_a_year"]


def test_with_one_blank_card_nothing_is_swapped_and_the_blank_stays(told, two):
    case = swaps(told, two)
    last = Blank.objects.filter(kind="vehicle_licence", state="stock").order_by("serial").last()
    stock = Blank.objects.filter(kind="vehicle_licence", state="stock")
    stock.exclude(serial=last.serial).update(office="310100-X")
    told.pays(row(case).order_number)
    assert (row(case).status, row(case).waiting_for, numbers(two)) == (
        "waiting",
        "production",
        ["沪A12345", "沪A54321"],
    )
    assert Blank.objects.get(serial=last.serial).state == "stock"


@pytest.mark.parametrize(
    ("otherwise", "expected"),
    [({"letters": "G"}, "vehicle.violation"), ({"plate": "沪AD12345", "plate_type": "52"}, "swap.other_type")],
)
def test_what_stands_in_the_way_of_the_other_car_stands_in_the_way_of_both(told, otherwise, expected):
    wang = told.person()
    first = builders.a_vehicle(wang)
    known = {"vin": "LSVAA0008AA000001", "plate": "沪A54321", "serial": 2, **otherwise}
    case = swaps(told, (wang, first, builders.a_vehicle(wang, **known)))
    assert expected in reasons(case)


def test_somebody_elses_car_is_none_to_swap_with(told):
    wang, li = told.person(), told.person(name="李四", serial=902, phone="13900000002")
    first = builders.a_vehicle(wang)
    other = builders.a_vehicle(li, vin="LSVAA0008AA000001", plate="沪A54321", serial=2)
    assert reasons(swaps(told, (wang, first, other))) == ["swap.not_yours"]
