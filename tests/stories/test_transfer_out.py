"""V27: a car goes to a buyer in another city: plates are collected, a temporary plate is given, its file is sent."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from tests import builders
from tests.stories.test_moving_in import THEM, letters, reasons, row
from tests.stories.test_transfer import agrees

from tongban.allocation.plates import queries as numbers
from tongban.casework import agreements
from tongban.core import clock
from tongban.documents.temporary import queries as temporary
from tongban.exchange.models import Office
from tongban.exchange.offices.forms import ArchiveMade
from tongban.people import queries as people
from tongban.registers.vehicles import leaving
from tongban.registers.vehicles import queries as vehicles
from tongban.registers.vehicles.types import Owner


@pytest.fixture(autouse=True)
def new_city(told, settings: LazySettings) -> None:
    settings.TONGBAN_REGION = "310100"
    Office.objects.create(region=THEM, address="http://127.0.0.1:9", introduced_at=clock.now())


def sold(told, car, seller, buyer):
    """The tax authority has the invoice, the insurer a policy of a year."""
    today = clock.today()
    told.city.control("PUT", f"cars/{car.vin}", {
        "used_invoice": {"number": "E1", "seller": seller, "buyer": buyer, "price": "60000.00", "on": str(today)},
        "policy": {"number": "P1", "insurer": "示范", "since": str(today), "until": str(today + timedelta(days=364))},
    })  # fmt: skip


def sells_to_the_other_city(told):
    """Seller and buyer agree, and the seller pays for the temporary plate: both people, the car, the case."""
    wang, li = told.person(), told.person(name="李四", serial=902, phone="13900000002")
    car = builders.a_vehicle(wang)
    sold(told, car, people.identity_number(wang), people.identity_number(li))
    case = told.applies("V27", wang, buyer=people.identity_number(li), to=THEM)
    assert reasons(case) == ["agreement.awaited"]
    agrees(li)
    told.pays(row(case).order_number)
    return wang, li, car, case


def test_the_buyer_drives_home_on_a_temporary_plate_while_the_file_travels(told):
    wang, li, car, case = sells_to_the_other_city(told)
    assert told.sees(case.id).outcome == "granted"
    plate = temporary.find_of_case(case.id)
    assert (plate.person, plate.until - plate.since) == (li, timedelta(days=29))
    [made] = [one for one in letters() if isinstance(one, ArchiveMade)]
    assert (made.flow, made.plate, made.owner_number) == ("transferred_out", car.plate, people.identity_number(li))
    after = vehicles.get_vehicle(car.id)
    assert (after.owners, after.plate, after.licence) == ((Owner(li),), "", "")
    assert "B" in after.law.letters and leaving.of_vehicle(car.id)[-1].state == "sent"
    assert [one.number for one in numbers.kept_for(wang)] == [car.plate]


def test_a_buyer_who_says_no_ends_it_and_nothing_leaves(told):
    wang, li = told.person(), told.person(name="李四", serial=902, phone="13900000002")
    car = builders.a_vehicle(wang)
    sold(told, car, people.identity_number(wang), people.identity_number(li))
    case = told.applies("V27", wang, buyer=people.identity_number(li), to=THEM)
    [asked] = agreements.asked_of(li)
    agreements.answer(agreement=asked.id, person=li, agrees=False, actor=builders.a_citizen(li))
    assert reasons(case) == ["agreement.refused"] and letters() == []
    assert vehicles.get_vehicle(car.id).plate == car.plate
