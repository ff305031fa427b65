"""V03: a lorry is registered for a stated use, checked at the office; its approval is looked up."""

import pytest
from tests import builders
from tests.stories.test_colour import checks
from tests.stories.test_private_car import ITEMS, buys, knows, reasons, row

from tongban.exchange.payment import queries as orders
from tongban.registers.vehicles import queries as vehicles

LORRY = {
    "certificate": {"built": {"type": "H31", "fuel": "B", "capacity": 2}, "exempt": False},
    "inspection": {"serial": "J1", "passed": True, "on": "2026-11-01", "station": "示范检测站"},
}
GOODS = ("mass", "dimensions", "guards", "reflective", "tail_plate")


def test_a_lorry_is_checked_with_the_items_of_goods_vehicles_and_gets_its_years(told):
    wang = told.person()
    vin = buys(told, wang, **LORRY)
    builders.a_number(wang, vin, "沪A7700K")
    case = told.applies("V03", wang, vin=vin, use="F")
    assert reasons(case) == ["check.none"]
    checks(case, builders.a_checking_officer(), vin=vin, found=dict.fromkeys((*ITEMS, *GOODS), "ok"))
    told.pays(row(case).order_number)
    [lorry] = vehicles.vehicles_of(wang)
    assert (lorry.law.type, lorry.law.use, lorry.plate) == ("H31", "F", "沪A7700K")
    assert lorry.law.scrap_on.year - lorry.law.registered_on.year in (14, 15)


@pytest.mark.parametrize(
    ("use", "expected"), [("D", "registration.use_does_not_fit"), ("R", "registration.no_approval")]
)
def test_a_use_that_does_not_fit_or_has_no_approval_is_told(told, use, expected):
    wang = told.person()
    assert expected in reasons(told.applies("V03", wang, vin=buys(told, wang, **LORRY), use=use))


def test_with_the_approval_of_somebody_else_the_case_waits_and_goes_on_with_its_own(told):
    wang = told.person()
    approval = {"number": "DL1", "owner": "110101199001010010", "uses": ["R"], "until": "2030-01-01"}
    vin = buys(told, wang, transport=approval, **LORRY)
    case = told.applies("V03", wang, vin=vin, use="R")
    assert (row(case).status, "registration.no_approval" in reasons(case)) == ("waiting", True)
    knows(told, vin, transport={"owner": builders.people_queries.identity_number(wang)})
    told.answers_age(case)
    told.time_comes(case.id)
    assert "registration.no_approval" not in reasons(case)


def test_a_trailer_costs_the_fee_of_its_one_plate(told):
    wang = told.person()
    vin = buys(told, wang, **{**LORRY, "certificate": {"built": {"type": "B11", "fuel": "Y"}, "exempt": False}})
    builders.a_number(wang, vin, "沪A7701挂", plate_type="15")
    case = told.applies("V03", wang, vin=vin, use="F")
    checks(case, builders.a_checking_officer(), vin=vin, found=dict.fromkeys((*ITEMS, *GOODS), "ok"))
    assert orders.find_order(row(case).order_number).amount == 70
