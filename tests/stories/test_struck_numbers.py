"""A decision is struck that took a number off a vehicle: the number is on it again, what it gave instead goes back."""

import threading
from datetime import timedelta

import pytest
from django.db.models import QuerySet
from tests import builders
from tests.races.test_cases import at_once
from tests.stories.test_colour import checks
from tests.stories.test_moving_in import THEM
from tests.stories.test_pending_sale import dealer, takes
from tests.stories.test_scrap import recycled
from tests.stories.test_transfer import ITEMS, agrees, row, sells, two
from tests.stories.test_transfer_out import sold

from tongban.allocation.models import Number
from tongban.allocation.plates import choosing
from tongban.allocation.plates import queries as plates
from tongban.allocation.plates.types import Claimed
from tongban.casework import actions
from tongban.casework.models import Case
from tongban.core import clock
from tongban.core.errors import Conflict
from tongban.documents.plates import queries as plates_made
from tongban.exchange.models import Office
from tongban.people import queries as people
from tongban.registers.vehicles import leaving
from tongban.registers.vehicles import queries as vehicles
from tongban.registers.vehicles.models import Move
from tongban.registers.vehicles.types import Owner

__all__ = ["dealer", "two"]


def corrects(case):
    return actions.correct(case_id=case.id, actor=builders.a_clerk("review", account=9), reason="The wrong car.")


def transferred(told, two, number="沪A7700K"):
    """The car goes to the buyer under another number."""
    case = sells(told, two)
    agrees(two[1])
    builders.a_number(two[1], two[2].vin, number)
    told.city.work()
    checks(case, builders.a_checking_officer(), vin=two[2].vin, found=ITEMS)
    told.pays(row(case).order_number)
    assert told.sees(case.id).outcome == "granted"
    return case


def on(number):
    """Where a number stands: its standing and on which vehicle."""
    found = Number.for_system("a story looks").get(number=number)
    return found.standing, found.vehicle


def rested():
    """The seller's number has rested long enough: anybody may ask for it."""
    then = clock.now() - timedelta(days=1)
    row = Number.for_system("it rested long enough").filter(number="沪A12345")
    row.update(kept_for=None, kept_to=None, opens_at=then, askable_at=then)


def test_a_struck_transfer_gives_the_seller_the_number_back_and_takes_the_buyer_s(told, two):
    wang, li, car = two
    case = transferred(told, two)
    corrects(case)
    after = vehicles.get_vehicle(car.id)
    assert (after.owners, after.plate, after.licence) == ((Owner(wang),), "沪A12345", "")
    assert (on("沪A12345"), on("沪A7700K")) == (("used", car.id), ("pool", None))
    assert plates.kept_for(wang) == [] and plates.kept_for(li) == [], "nobody keeps what nobody used"
    assert {one.voided_on for one in plates_made.of_case(case.id)} == {clock.today()}
    assert (row(case).status, row(case).needs_post) == ("in_hand", "review")


def test_what_a_later_sale_did_stays_when_the_earlier_one_is_struck(told, two):
    _, li, car = two
    first = transferred(told, two)
    zhao = told.person(name="赵六", serial=904)
    told.city.control("PUT", f"cars/{car.vin}", {
        "used_invoice": {"seller": people.identity_number(li), "buyer": people.identity_number(zhao)},
    })  # fmt: skip
    transferred(told, (li, zhao, car), "沪A7701K")
    corrects(first)
    after = vehicles.get_vehicle(car.id)
    assert (after.owners, after.plate) == ((Owner(zhao),), "沪A7701K")
    assert (on("沪A7701K")[0], on("沪A7700K")[0], on("沪A12345")[0]) == ("used", "pool", "pool")


def test_once_somebody_has_the_former_number_nothing_is_struck_in_halves(told, two):
    wang, li, car = two
    case = transferred(told, two)
    rested()
    builders.a_number(wang, "LSVAA0008AA000001", "沪A12345")
    with pytest.raises(Conflict) as refused:
        corrects(case)
    assert refused.value.code == "not_free"
    after = vehicles.get_vehicle(car.id)
    assert (after.owners, after.plate, row(case).outcome) == ((Owner(li),), "沪A7700K", "granted")


def test_a_claim_that_has_lapsed_holds_no_number(told, two):
    wang, _, car = two
    case = transferred(told, two)
    rested()
    builders.a_number(wang, "LSVAA0008AA000001", "沪A12345")
    Number.for_system("its days are over").filter(number="沪A12345").update(claim_ends_at=clock.now())
    corrects(case)
    assert on("沪A12345") == ("used", car.id)


ENDINGS = {
    "V35": {"declaration": "yes"}, "V36": {"ground": "fire", "declaration": "yes"}, "V37": {"declaration": "yes"},
    "V38": {"declaration": "yes"},
}  # fmt: skip


@pytest.mark.parametrize("service", ENDINGS)
def test_a_vehicle_that_was_not_gone_after_all_has_its_number_again_and_its_papers_stay_void(told, service):
    wang = told.person()
    car, today = builders.a_vehicle(wang), clock.today().isoformat()
    told.city.control("PUT", f"cars/{car.vin}", {
        "exit": {"number": "CJ-1", "on": today}, "taken_back": {"number": "TC-1", "by": "示范汽车", "on": today},
    })  # fmt: skip
    case = told.applies(service, wang, **ENDINGS[service])
    if service == "V35":
        recycled(told, car)
    told.city.work()
    assert (row(case).outcome, on(car.plate)) == ("granted", ("pool", None))
    corrects(case)
    after = vehicles.get_vehicle(car.id)
    assert (after.live, after.plate, after.licence, after.certificate) == (True, car.plate, "", "")
    assert (on(car.plate), plates.kept_for(wang)) == (("used", car.id), [])
    assert [one.id for one in vehicles.vehicles_of(wang)] == [car.id]


def test_a_car_that_a_dealer_did_not_take_has_its_number_again(told, dealer):
    wang, car, case = takes(told, dealer)
    corrects(case)
    after = vehicles.get_vehicle(car.id)
    assert (after.owners, after.plate, on(car.plate)) == ((Owner(wang),), car.plate, ("used", car.id))


def test_what_has_gone_to_another_city_is_corrected_once_its_file_is_back(told, two, settings):
    settings.TONGBAN_REGION = "310100"
    Office.objects.create(region=THEM, address="http://127.0.0.1:9", introduced_at=clock.now())
    wang, li, car = two
    sold(told, car, people.identity_number(wang), people.identity_number(li))
    case = told.applies("V27", wang, buyer=people.identity_number(li), to=THEM)
    agrees(li)
    told.pays(row(case).order_number)
    assert (told.sees(case.id).outcome, on(car.plate)[0]) == ("granted", "pool")
    with pytest.raises(Conflict) as refused:
        corrects(case)
    assert "苏州" in refused.value.message.zh and on(car.plate)[0] == "pool"
    [move] = leaving.of_vehicle(car.id)
    Move.for_system("it was sent back").filter(id=move.id).update(state="ended")
    corrects(case)
    after = vehicles.get_vehicle(car.id)
    assert (after.owners, after.plate, after.law.letters) == ((Owner(wang),), car.plate, frozenset())
    assert on(car.plate) == ("used", car.id)


@pytest.mark.parametrize("guarded", [False, True])
def test_of_a_correction_and_somebody_who_asks_for_the_number_one_has_it(told, two, monkeypatch, guarded):
    """Without the lock both read the number as free, and it is on one car and reserved for another."""
    case = transferred(told, two)
    rested()
    zhao = told.person(name="赵六", serial=904)
    pool = Number.for_system("its pool").get(number="沪A12345").pool_id
    choice = choosing.begin(
        person=zhao, vin="LSVAA0008AA000001", pool=pool, channel="online", actor=builders.TEST
    )  # fmt: skip
    read, claimed = threading.Event(), threading.Event()
    save = Number.save

    def slow(number, *arguments, **named):
        if number.number == "沪A12345":
            read.set()
            claimed.wait(1)
        save(number, *arguments, **named)

    monkeypatch.setattr(Number, "save", slow)
    if not guarded:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)

    def asks():
        read.wait(10)
        try:
            return choosing.compose(choice=choice.id, person=zhao, numbers=["沪A12345"], actor=builders.TEST)
        finally:
            claimed.set()

    corrected, asked = at_once(lambda: corrects(case), asks)
    both = isinstance(corrected, Case) and isinstance(asked, Claimed)
    assert both is not guarded
