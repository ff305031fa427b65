"""V04: an imported car is registered on the word of customs; a VIN that does not check is a warning an officer sees."""

from tests import builders
from tests.stories.test_colour import checks
from tests.stories.test_private_car import ITEMS, buys, knows, reasons, row
from tests.web.api.clients import a_program, an_outlet

from tongban.casework import actions
from tongban.outlets.types import OutletKind
from tongban.people import queries as people
from tongban.registers.vehicles import queries as vehicles

FOREIGN = "WVWZZZ1KZAW000001"  # its ninth character is none that checks


def imports(told, wang, vin=FOREIGN, **customs):
    """Somebody buys an imported car that customs have released."""
    built = told.city.control("POST", f"cars/bought-by/{people.identity_number(wang)}", {})["certificate"]["built"]
    released = {"number": "JK1", "built": built, "supervised": False, **customs}
    passed = {"serial": "J1", "passed": True, "on": "2026-11-01", "station": "示范检测站"}
    return buys(told, wang, vin=vin, certificate=None, inspection=passed, **{"import": released})


def test_an_import_whose_vin_does_not_check_is_decided_by_an_officer(told):
    wang = told.person()
    vin = imports(told, wang)
    builders.a_number(wang, vin, "沪A7700K")
    case = told.applies("V04", wang, vin=vin, use="A")
    assert reasons(case) == ["check.none"]
    checks(case, builders.a_checking_officer(), vin=vin, found=dict.fromkeys(ITEMS, "ok"))
    told.pays(row(case).order_number)
    assert (row(case).status, row(case).needs_post) == ("in_hand", "review")
    officer = builders.a_clerk("review", account=9)
    actions.decide(case_id=case.id, actor=officer, outcome="granted", grounds="Compared with the record of customs.")
    [car] = vehicles.vehicles_of(wang)
    assert (car.vin, car.plate) == (FOREIGN, "沪A7700K")


def test_a_car_under_customs_supervision_waits_for_its_release(told):
    wang = told.person()
    vin = imports(told, wang, vin="", supervised=True)
    case = told.applies("V04", wang, vin=vin, use="A")
    assert "registration.customs" in reasons(case)
    knows(told, vin, **{"import": {"supervised": False}})
    told.answers_age(case)
    told.time_comes(case.id)
    assert "registration.customs" not in reasons(case)


def test_a_domestic_car_is_no_import_and_a_dealer_may_not_file_one(told):
    wang = told.person()
    vin = buys(told, wang)
    assert "registration.no_certificate" in reasons(told.applies("V04", wang, vin=vin, use="A"))
    an_outlet("310115-DEALER", OutletKind.DEALER)
    who = {"identity_kind": "resident", "identity_number": people.identity_number(wang), "name": "王小明"}
    wish = {"service": "V04", "person": who, "answers": {"vin": vin, "use": "A"}, "delivery": {"method": "office"}}
    assert a_program("dealer-1", "310115-DEALER").start(wish).status_code == 403
