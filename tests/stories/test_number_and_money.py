"""A number is reserved and its registration has to be paid: the reservation lapses meanwhile, or word of the money is
lost. Nobody pays twice, and nobody gets a number that is another's."""

import pytest
from tests import builders
from tests.stories.test_private_car import buys, reasons, row

from tongban.allocation.models import Choice, Number
from tongban.allocation.plates import choosing
from tongban.allocation.plates import queries as plates
from tongban.core import clock
from tongban.core.errors import NotAllowed
from tongban.exchange import tasks
from tongban.exchange.payment import queries as orders
from tongban.registers.vehicles import queries as vehicles


@pytest.fixture
def waiting(told):
    """Somebody whose new car waits for the money alone, its number reserved."""
    wang = told.person()
    vin = buys(told, wang)
    builders.a_number(wang, vin, "沪A7700K")
    case = told.applies("V01", wang, vin=vin)
    assert row(case).waiting_for == "payment"
    return wang, vin, case


def lapses(number):
    """The days of a reservation are over."""
    Number.for_system("its days are over").filter(number=number).update(claim_ends_at=clock.now())
    Choice.for_system("its days are over").filter(got=number).update(lapses_at=clock.now())


def test_a_reservation_that_lapses_while_paying_leaves_the_money_and_another_number_is_chosen(told, waiting):
    wang, vin, case = waiting
    lapses("沪A7700K")
    told.pays(case.order_number)
    assert (row(case).outcome, row(case).paid, reasons(case)) == ("", True, ["registration.no_number"])
    assert vehicles.vehicles_of(wang) == [] and orders.get_order(case.order_number).paid
    pool = Number.for_system("its pool").get(number="沪A7700K").pool_id
    with pytest.raises(NotAllowed):  # who let a reservation lapse chooses at the office from now on
        choosing.begin(person=wang, vin=vin, pool=pool, channel="online", actor=builders.TEST)
    choice = choosing.begin(person=wang, vin=vin, pool=pool, channel="on_site", actor=builders.TEST)
    other = choosing.draw_set(choice=choice.id, person=wang, actor=builders.TEST).numbers[0]
    told.city.work()
    assert (row(case).outcome, row(case).order_number) == ("granted", case.order_number), "nobody pays twice"
    assert [one.plate for one in vehicles.vehicles_of(wang)] == [other]


def test_a_number_that_lapsed_and_that_somebody_else_has_is_theirs(told, waiting):
    wang, _, case = waiting
    lapses("沪A7700K")
    li = told.person(name="李四", serial=902, phone="13900000002")
    builders.a_number(li, "LSVAA0008AA000001", "沪A7700K")
    told.pays(case.order_number)
    assert (row(case).outcome, vehicles.vehicles_of(wang)) == ("", [])
    assert plates.find_reserved(li, "LSVAA0008AA000001").number == "沪A7700K"


def test_word_of_a_payment_that_is_lost_is_asked_for_and_the_number_is_used(told, waiting):
    wang, _, case = waiting
    told.partner("payment", callbacks="never")
    told.pays(case.order_number)
    assert (row(case).paid, vehicles.vehicles_of(wang)) == (False, [])
    tasks.ask_bank(0)
    told.city.work()
    assert (row(case).outcome, [one.plate for one in vehicles.vehicles_of(wang)]) == ("granted", ["沪A7700K"])
    tasks.ask_bank(0)
    assert len(vehicles.vehicles_of(wang)) == 1
