"""V26: seller and buyer both want it, each on their own telephone or at a window; numbers change hands with it."""

import pytest
from django.test import Client
from django.urls import reverse
from tests import builders
from tests.stories.test_colour import checks

from tongban.allocation.plates import queries as plates
from tongban.casework import agreements
from tongban.casework.models import Case
from tongban.core import clock
from tongban.core.errors import NotFound
from tongban.documents.plates import handing
from tongban.documents.plates import queries as plates_made
from tongban.people import queries as people
from tongban.people.actions import verify_at_window
from tongban.registers.vehicles import actions as register
from tongban.registers.vehicles import queries as vehicles
from tongban.registers.vehicles.types import Owner

ITEMS = dict.fromkeys(("vin", "model", "colour", "type", "shape", "plates"), "ok")


@pytest.fixture
def two(told):
    """A seller with a car that is sold by invoice and insured, and the buyer."""
    wang, li = told.person(), told.person(name="李四", serial=902, phone="13900000002")
    car = builders.a_vehicle(wang)
    today = clock.today().isoformat()
    seller, buyer = people.identity_number(wang), people.identity_number(li)
    told.city.control("PUT", f"cars/{car.vin}", {
        "used_invoice": {"number": "E1", "seller": seller, "buyer": buyer, "price": "60000.00", "on": today},
        "policy": {"number": "P1", "insurer": "示范", "since": today, "until": today},
    })  # fmt: skip
    return wang, li, car


def sells(told, two):
    """The seller sends it."""
    wang, li, _ = two
    return told.applies("V26", wang, buyer=people.identity_number(li))


def agrees(person, agrees=True, actor=None):
    """Somebody answers what waits for their agreement."""
    [asked] = agreements.asked_of(person)
    actor = actor or builders.a_citizen(person)
    return agreements.answer(agreement=asked.id, person=person, agrees=agrees, actor=actor)


def row(case):
    return Case.for_system("a story looks").get(id=case.id)


def reasons(case):
    return [reason["code"] for reason in row(case).reasons]


def test_both_agree_and_the_car_is_the_buyer_s_under_another_number(told, two):
    wang, li, car = two
    case = sells(told, two)
    assert reasons(case) == ["agreement.awaited"]
    agrees(li)
    assert reasons(case) == ["ownership.no_number"]
    builders.a_number(li, car.vin, "沪A7700K")
    told.city.work()
    assert reasons(case) == ["check.none"]
    checks(case, builders.a_checking_officer(), vin=car.vin, found=ITEMS)
    told.pays(row(case).order_number)
    assert told.sees(case.id).outcome == "granted"
    after = vehicles.get_vehicle(car.id)
    assert (after.owners, after.plate, after.vin) == ((Owner(li),), "沪A7700K", car.vin)
    assert not vehicles.find_paper("licence", car.licence).valid
    assert (vehicles.vehicles_of(wang), [one.id for one in vehicles.vehicles_of(li)]) == ([], [car.id])
    assert [one.number for one in plates.kept_for(wang)] == ["沪A12345"]
    assert vehicles.vehicle_as_of(car.id, builders.date(2021, 1, 1)).owners == (Owner(wang),)
    [made] = plates_made.of_case(case.id)
    assert (made.plate.number, made.person, made.delivery) == ("沪A7700K", li, "office")
    [former] = plates_made.sets_of("沪A12345")
    assert (former.voided_on, {piece.state for piece in former.pieces}) == (clock.today(), {"due"})
    assert [piece.set.number for piece in handing.due_of(car.id)] == ["沪A12345", "沪A12345"]


def test_a_buyer_who_says_no_ends_it_and_nobody_else_can_answer(told, two):
    wang, li, _ = two
    case = sells(told, two)
    [asked] = agreements.asked_of(li)
    with pytest.raises(NotFound):
        agreements.answer(agreement=asked.id, person=li, agrees=True, actor=builders.a_citizen(wang))
    agrees(li, agrees=False)
    assert [one.code for one in told.sees(case.id).reasons] == ["agreement.refused"]


def test_the_buyer_agrees_at_a_window(told, two):
    case = sells(told, two)
    agrees(two[1], actor=builders.a_clerk("acceptance"))
    assert reasons(case) == ["ownership.no_number"]


def test_another_invoice_and_a_mortgage_stand_in_the_way(told, two):
    _, _, car = two
    told.city.control("PUT", f"cars/{car.vin}", {"used_invoice": {"buyer": "110101199001010010"}})
    seen = told.sees(sells(told, two).id)
    assert "ownership.other_invoice" in [one.code for one in seen.reasons]
    register.restrict(
        vehicle_id=car.id, kind="mortgage", holder="某某银行", reference="DY-1", effective_on=clock.today(),
        actor=builders.TEST, cause="test",
    )  # fmt: skip
    told.city.control("PUT", f"cars/{car.vin}", {"used_invoice": {"buyer": people.identity_number(two[1])}})
    case = sells(told, two)
    assert sorted(reasons(case)) == ["agreement.awaited", "agreement.unknown", "ownership.not_remortgaged"]


def test_who_sold_three_cars_this_year_after_a_short_time_sells_no_fourth(told, two):
    wang, li, _ = two
    for serial in range(3):
        made = builders.a_vehicle(
            wang, vin=f"LSVT9133XCN06{serial:04d}", plate=f"沪A5432{serial}", serial=10 + serial,
            registered_on=clock.today(), frame_number=True,
        )  # fmt: skip
        register.transfer(
            vehicle_id=made.id, to=[Owner(li)], licence=f"3190000009{serial:03d}", effective_on=clock.today(),
            actor=builders.TEST, cause="test",
        )  # fmt: skip
    assert vehicles.sold_soon(wang, clock.today().year, 1) == 3
    assert "ownership.too_many_sales" in [one.code for one in told.sees(sells(told, two).id).reasons]


def test_the_buyer_finds_it_on_their_own_page_and_agrees_there(told, two):
    _, li, car = two
    case = sells(told, two)
    browser = Client()
    browser.force_login(builders.an_account(li))
    verify_at_window(person_id=li, actor=builders.TEST)
    assert reverse("citizen:agreements") in browser.get(reverse("citizen:home")).content.decode()
    page = browser.get(reverse("citizen:agreements")).content.decode()
    assert car.plate in page.replace("·", "") and "王" not in page
    [asked] = agreements.asked_of(li)
    sent = browser.post(reverse("citizen:agreements"), {"agreement": str(asked.id), "action": "agree", "key": "k"})
    assert sent.status_code == 302 and reasons(case) == ["ownership.no_number"]
