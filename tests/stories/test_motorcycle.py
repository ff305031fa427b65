"""V02: a motorcycle is registered at the shop in one flow, and its plate is made there; no car, no import."""

import pytest
from tests import builders
from tests.stories.test_colour import checks
from tests.stories.test_private_car import ITEMS, buys, reasons, row
from tests.web.api.clients import a_program, an_outlet

from tongban.casework import sums
from tongban.casework.models import Case
from tongban.documents.plates import queries as plates
from tongban.exchange.payment import queries as orders
from tongban.outlets.types import OutletKind
from tongban.people import queries as people
from tongban.registers.vehicles import queries as vehicles
from tongban.services.vehicle.v02_motorcycle import sold_with_plate

SHOP = "310115-MOTO"
SMALL = {"certificate": {"built": {"type": "M21", "capacity": 2, "displacement_ml": 125}}, "purchase_tax": None}


@pytest.fixture
def shop(told):
    """A motorcycle shop with a program of its own, which makes plates on the spot."""
    an_outlet(SHOP, OutletKind.DEALER)
    builders.documents.receive_blanks(
        office=SHOP, serials=["3170000009001"], on=builders.clock.today(), actor=builders.TEST,
        kind=builders.documents.VEHICLE_LICENCE,
    )  # fmt: skip
    builders.a_plate_maker(SHOP, centre=False, types=["07", "08"], kind="yellow220x140")
    return a_program("moto-1", SHOP)


def sells(shop, person, vin):
    """The shop files it for its customer, who collects everything there."""
    who = {"identity_kind": "resident", "identity_number": people.identity_number(person), "name": "王小明"}
    wish = {"service": "V02", "person": who, "answers": {"vin": vin}, "delivery": {"method": "office"}}
    return shop.start(wish)


def test_the_motorcycle_leaves_the_shop_registered_with_its_plate(told, shop):
    wang = told.person()
    vin = buys(told, wang, **SMALL)
    builders.a_number(wang, vin, "沪A7700K", plate_type="07")
    number = sells(shop, wang, vin).json()["number"]
    case = Case.for_system("a story looks").get(number=number)
    assert reasons(case) == ["check.none"]
    checks(case, builders.a_checking_officer(), vin=vin, found=dict.fromkeys(ITEMS, "ok"))
    order = orders.find_order(row(case).order_number)
    assert order.amount == 55
    told.pays(order.number)
    assert row(case).outcome == "granted"
    [bike] = vehicles.vehicles_of(wang)
    assert (bike.plate_type, bike.plate, bike.law.type) == ("07", "沪A7700K", "M21")
    assert bike.law.scrap_on.year == bike.law.registered_on.year + 13 or bike.law.scrap_on.month == 12
    [made] = plates.of_case(case.id)
    assert (made.maker, [piece.place for piece in made.pieces]) == (SHOP, ["rear"])


@pytest.mark.parametrize(
    ("otherwise", "expected"),
    [
        ({"certificate": {"built": {"type": "M21", "displacement_ml": 250}}, "purchase_tax": None},
         "registration.no_purchase_tax"),
        ({}, "registration.other_kind"),
        ({"certificate": {"built": {"type": "M22", "displacement_ml": 50}}, "policy": None}, "registration.uninsured"),
    ],
)  # fmt: skip
def test_what_is_missing_or_no_motorcycle_is_told(told, otherwise, expected):
    wang = told.person()
    case = told.applies("V02", wang, vin=buys(told, wang, **otherwise))
    assert expected in reasons(case)


def test_silence_on_purchase_tax_registers_nothing(told):
    wang = told.person()
    vin = buys(told, wang, **SMALL)
    builders.a_number(wang, vin, "沪A7700K", plate_type="07")
    told.partner("tax", status=503)
    case = told.applies("V02", wang, vin=vin)
    assert (row(case).status, row(case).waiting_for) == ("waiting", "partner")
    assert not vehicles.vehicles_of(wang)


def test_a_shop_cannot_file_what_its_contract_does_not_name(told, shop):
    wang = told.person()
    who = {"identity_kind": "resident", "identity_number": people.identity_number(wang), "name": "王小明"}
    for service in ("V03", "V04", "V09"):
        wish = {"service": service, "person": who, "answers": {}, "delivery": {"method": "office"}}
        refused = shop.start(wish)
        assert refused.status_code in (403, 404), refused.content
    assert not Case.for_system("a story looks").exists()


def test_the_share_sold_with_their_plate_counts_by_city_and_leaves_out_cities_that_limit_motorcycles(told):
    builders.outlets.open_outlet(
        code="320500-1", kind=OutletKind.CITY_OFFICE, name=builders.Text(zh="市车管所", en="Office"), region="320500",
        opened_on=builders.LONG_AGO, actor=builders.TEST, cause="test",
    )  # fmt: skip
    at = [("320500-1", "partner"), ("320500-1", "partner"), ("320500-1", "window"), (builders.OFFICE, "partner")]
    for number, (office, channel) in enumerate(at):
        Case.for_system("a story").create(
            id=builders.new_id(), number=f"26112800000{number:02d}", service="V02", applicant=builders.new_id(),
            subject=builders.new_id(), office=office, channel=channel, created_at=builders.clock.now(),
            decided_at=builders.clock.now(), status="closed", outcome="granted", answers=b"",
        )  # fmt: skip
    sums.add_up(builders.clock.today())
    [city] = sold_with_plate(builders.clock.today())
    assert (city.region, city.registered, city.at_shops, city.percent) == ("320500", 3, 2, 67)
