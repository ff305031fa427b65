"""V12: the maker exchanges a faulty vehicle; the file goes on under another VIN, and a mortgagee has agreed."""

from tests import builders
from tests.stories.test_colour import checks, row
from tests.stories.test_engine import reasons
from tests.stories.test_private_car import ITEMS, buys

from tongban.casework import agreements
from tongban.core import clock
from tongban.registers.vehicles import actions as register
from tongban.registers.vehicles import queries as vehicles


def test_the_file_goes_on_under_the_new_vin_with_the_same_number(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    vin = buys(told, wang)
    case = told.applies("V12", wang, vin=vin)
    assert reasons(case) == ["check.none"]
    checks(case, builders.a_checking_officer(), vin=vin, found=dict.fromkeys(ITEMS, "ok"))
    told.pays(row(case).order_number)
    after = vehicles.get_vehicle(car.id)
    assert (after.vin, after.plate, after.make["maker"]) == (vin, car.plate, "示范汽车有限公司")
    assert vehicles.vehicle_as_of(car.id, builders.date(2021, 1, 1)).vin == car.vin


def test_a_mortgagee_agrees_first(told):
    wang, li = told.person(), told.person(name="李四", serial=902, phone="13900000002")
    car, bank = builders.a_vehicle(wang), builders.an_organisation(li, name="示范银行")
    register.restrict(
        vehicle_id=car.id, kind="mortgage", holder=bank.name, reference="DY-1", party=bank.id,
        effective_on=clock.today(), actor=builders.TEST, cause="test",
    )  # fmt: skip
    case = told.applies("V12", wang, vin=buys(told, wang))
    assert reasons(case) == ["agreement.awaited"]
    [asked] = agreements.asked_of(li)
    agreements.answer(agreement=asked.id, person=li, agrees=True, actor=builders.a_citizen(li))
    assert reasons(case) == ["check.none"]


def test_another_type_is_no_exchange(told):
    wang = told.person()
    builders.a_vehicle(wang)
    case = told.applies("V12", wang, vin=buys(told, wang, certificate={"built": {"type": "K31"}}))
    assert (row(case).outcome, reasons(case)) == ("refused", ["change.other_vehicle"])
