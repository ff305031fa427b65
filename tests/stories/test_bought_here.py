"""V28: bought in this city from another one: the invoice names the seller, who confirms there, and the file comes."""

import pytest
from django.conf import LazySettings
from tests import builders
from tests.stories.test_colour import checks
from tests.stories.test_moving_in import ITEMS, THEM, file_of, letters, reasons, row

from tongban.casework.evidence import FRESH_FOR
from tongban.casework.models import Evidence
from tongban.core import clock
from tongban.core.actor import system
from tongban.core.errors import NotFound
from tongban.exchange.models import Office
from tongban.exchange.offices.forms import ArchiveMade, ArchiveRefused, ArchiveWanted, MovedIn
from tongban.people import queries as people
from tongban.registers.vehicles import leaving, moves
from tongban.registers.vehicles import queries as vehicles
from tongban.registers.vehicles.types import Owner
from tongban.services.vehicle import moving_out

CLERK = system("test")
SELLER = "320504198001010013"


@pytest.fixture(autouse=True)
def former_city(told, settings: LazySettings) -> None:
    settings.TONGBAN_REGION = "310100"
    Office.objects.create(region=THEM, address="http://127.0.0.1:9", introduced_at=clock.now())


def buys_here(told, buyer):
    """Somebody buys a car of the other city here: case and VIN."""
    vin = told.city.control("POST", "cars/bought-by/110101199001010010", {})["vin"]
    case = told.applies("V28", buyer, **{"from": THEM, "plate_type": "02", "plate": "苏E12345", "vin": vin})
    told.city.work()
    return case, vin


def invoiced(told, vin, buyer):
    made = {"number": "E1", "seller": SELLER, "buyer": buyer, "price": "60000.00", "on": clock.today().isoformat()}
    told.city.control("PUT", f"cars/{vin}", {"used_invoice": made})


def test_the_file_is_asked_for_once_an_invoice_names_the_seller_and_one_check_is_enough(told):
    li = told.person(name="李四")
    case, vin = buys_here(told, li)
    assert reasons(case) == ["ownership.no_invoice", "moving.file_awaited"] and letters() == []
    invoiced(told, vin, people.identity_number(li))
    Evidence.objects.filter(case=case.id).update(obtained_at=clock.now() - 2 * FRESH_FOR)
    told.time_comes(case.id)
    told.city.work()
    [wanted] = letters()
    assert (wanted.flow, wanted.identity_number, wanted.buyer) == ("trade", SELLER, "李四")
    moves.file_came(THEM, file_of(wanted.transfer, vin), CLERK)
    told.city.work()
    builders.a_number(li, vin, "沪A7700K")
    told.city.work()
    assert reasons(case) == ["check.none"]
    checks(case, builders.a_checking_officer(), vin=vin, found=dict.fromkeys(ITEMS, "ok"))
    told.pays(row(case).order_number)
    assert told.sees(case.id).outcome == "granted"
    [car] = vehicles.vehicles_of(li)
    assert (car.vin, car.owners) == (vin, (Owner(li),))
    assert isinstance(letters()[-1], MovedIn)


# The former city: its owner is asked.


def traded(owner, car):
    """The other city asks for the file of a car that its owner has sold there."""
    letter = ArchiveWanted(
        transfer=str(builders.new_id()), plate_type="02", plate=car.plate, vin=car.vin,
        identity_number=people.identity_number(owner), name="李四", case_number="1", flow="trade", buyer="李四",
    )  # fmt: skip
    leaving.wanted(THEM, letter, CLERK)
    return letter


def test_the_owner_is_asked_first_and_a_yes_sends_the_file(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    letter = traded(wang, car)
    assert letters() == []
    told.city.work()
    assert "苏州" in told.was_told(wang)[-1]
    [asked] = leaving.asked_of(wang)
    assert (asked.buyer, asked.state) == ("李四", "confirm")
    moving_out.confirm(move_id=asked.id, person=wang, agrees=True, actor=builders.a_citizen(wang))
    made = letters()[-1]
    assert isinstance(made, ArchiveMade) and made.transfer == letter.transfer
    assert vehicles.vehicles_of(wang) == [vehicles.get_vehicle(car.id)], "until it is registered there, it stays"


def test_a_no_and_a_silence_send_nothing_and_nobody_else_may_answer(told):
    wang, other = told.person(), told.person(serial=903, phone="13900000003")
    letter = traded(wang, builders.a_vehicle(wang))
    [asked] = leaving.asked_of(wang)
    with pytest.raises(NotFound):
        moving_out.confirm(move_id=asked.id, person=other, agrees=True, actor=builders.a_citizen(other))
    for days, count in ((30, 0), (31, 1)):
        with clock.frozen(clock.now() + builders.timedelta(days=days)):
            assert leaving.give_up_waiting(CLERK) == count
    assert isinstance(letters()[-1], ArchiveRefused) and letters()[-1].transfer == letter.transfer
    again = traded(wang, vehicles.vehicles_of(wang)[0])
    moving_out.confirm(move_id=leaving.UUID(again.transfer), person=wang, agrees=False, actor=builders.a_citizen(wang))
    [answer] = [one for one in letters() if one.transfer == again.transfer]
    assert [one.code for one in answer.reasons] == ["moving.seller_refused"]
