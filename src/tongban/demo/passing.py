"""What the demo city has of vehicles that pass: a temporary plate, a clearance of a Macau car, what partners know."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tongban.core.actor import Actor
from tongban.demo.city import CITY_OFFICE
from tongban.demo.resident import Resident
from tongban.demo.situations.passing import MACAU, OWNER, TEMPORARY
from tongban.demo.words import CITY
from tongban.documents.temporary import actions as temporary
from tongban.documents.temporary.types import Given as GivenPlate
from tongban.registers.crossing import actions as crossing
from tongban.registers.crossing.types import Given
from tongban.services.cross_border import clearances
from tongban.services.vehicle.temporary import follow

NEW_CAR, MACAU_CAR = "LSVT91337TN000077", "JTDKN3DU6A0123456"
NAME, MACAU_NAME = "大众牌SVW7140", "丰田PRIUS"
LEFT_DAYS, GIVEN_DAYS = 3, 30


def give(ids: Mapping[str, UUID], day: date, actor: Actor) -> None:
    """A temporary plate with three days left, and a clearance for Hengqin."""
    holder, until = ids[TEMPORARY], day + timedelta(days=LEFT_DAYS - 1)
    plate = GivenPlate(
        row="bought", area="cross_area", letter="M", sheets=2, vin=NEW_CAR, name=NAME, vehicle_type="K33",
        person=holder, holder=holder, authority="苏A", office=CITY_OFFICE, region=CITY,
        since=until - timedelta(days=GIVEN_DAYS - 1), until=until, insured_until=day + timedelta(days=330),
    )  # fmt: skip
    follow(temporary.give(given=plate, actor=actor, cause="demo").id)
    owner, last = ids[OWNER], day + timedelta(days=300)
    given = Given(
        scheme="hengqin", ground="work", person=owner, vin=MACAU_CAR, home_plate="MX1234", name=MACAU_NAME,
        drivers=(owner,), office=CITY_OFFICE, region=MACAU, since=day - timedelta(days=60), until=last,
        insured_until=last,
    )  # fmt: skip
    clearances.follow(crossing.give(given=given, actor=actor, cause="demo"))


def travels(residents: Mapping[str, Resident]) -> dict[str, Any]:
    """The home-return permit of the Macau owner."""
    return {
        "identity_number": residents[OWNER].number,
        "travel_document": {"number": "M12345678", "valid_to": "2032-01-01"},
    }


def known(residents: Mapping[str, Resident], day: date) -> Iterator[dict[str, Any]]:
    """What partners know of these two cars."""
    year, today = day + timedelta(days=330), day.isoformat()
    policy = {"number": "PA0077", "insurer": "江东财产保险", "since": today, "until": year.isoformat()}
    built = {
        "brand": "大众牌", "model": "SVW7140", "maker": "上汽大众", "type": "K33", "fuel": "A", "colour": "A",
        "engine": "EA211000077", "capacity": 5, "displacement_ml": 1395, "power_kw": 110, "kerb_kg": 1300,
        "gross_kg": 1800, "made_on": (day - timedelta(days=90)).isoformat(),
    }  # fmt: skip
    yield {
        "vin": NEW_CAR,
        "invoice": {
            "number": "2400000077", "buyer": residents[TEMPORARY].number, "seller": "江东汽车销售有限公司",
            "price": "128000.00", "on": (day - timedelta(days=27)).isoformat(),
        },
        "policy": {**policy, "since": (day - timedelta(days=30)).isoformat()},
        "certificate": {
            "number": "WA0077", "built": built, "announced": True, "checked_at_maker": True, "exempt": True,
        },
    }  # fmt: skip
    yield {
        "vin": MACAU_CAR,
        "home": {
            "home": "macau", "plate": "MX1234", "owner": residents[OWNER].number, "brand": "丰田", "model": "PRIUS",
            "capacity": 5, "length_mm": 4480, "made_on": "2023-05-01", "private": True,
        },
        "policy": policy,
        "customs_filing": {"number": "H0077", "filed_on": today},
        "border_filing": {"number": "B0077", "filed_on": today},
    }  # fmt: skip
