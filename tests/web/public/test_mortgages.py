"""V55: anybody may ask whether a vehicle is mortgaged; the days are told, and nothing else."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from tests import builders

from tongban.core import clock
from tongban.registers.vehicles import actions as register

VIN_END = "063181"


@pytest.fixture
def car(db: None):
    cache.clear()
    return builders.a_vehicle(builders.a_person())


def on(days: int) -> dict:
    return {"effective_on": clock.today() + timedelta(days=days), "actor": builders.TEST, "cause": "test"}


def asked(plate: str = "沪a·12345", vin_end: str = VIN_END) -> tuple[int, str]:
    answer = Client().post("/check/mortgage/", {"plate": plate, "vin_end": vin_end})
    return answer.status_code, answer.content.decode()


def test_a_vehicle_without_a_mortgage_is_said_to_be_free(car) -> None:
    status, page = asked()
    assert status == 200 and "没有抵押" in page


def test_the_days_are_told_and_no_name(car) -> None:
    mortgage = {"vehicle_id": car.id, "kind": "mortgage", "holder": "某某银行"}
    first = register.restrict(**mortgage, reference="DY-1", **on(-300))
    register.release(vehicle_id=car.id, key=first, **on(-100))
    register.restrict(**mortgage, reference="DY-2", **on(-30))
    register.restrict(vehicle_id=car.id, kind="attachment", holder="某某法院", reference="1", **on(-20))
    _, page = asked()
    assert "正在抵押" in page and page.count("登记抵押") == 2 and page.count("解除") == 1
    assert "银行" not in page and "法院" not in page and "DY-" not in page and "王小明" not in page


@pytest.mark.parametrize(
    ("plate", "vin_end", "field"),
    [
        ("", VIN_END, "plate"),
        ("沪A12345", "3181", "vin_end"),
        ("沪A12345", "999999", "plate"),
        ("沪B1", VIN_END, "plate"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(car, plate: str, vin_end: str, field: str) -> None:
    status, page = asked(plate, vin_end)
    assert status == 400 and f'href="#{field}' in page


def test_a_deregistered_vehicle_is_not_found_and_guessing_is_slowed(car) -> None:
    register.deregister(vehicle_id=car.id, ground="scrapped", **on(0))
    assert asked()[0] == 400
    pages = [asked(vin_end=f"{number:06d}")[1] for number in range(12)]
    assert "查询太频繁" in pages[-1]


def test_the_catalogue_leads_to_the_page(db: None) -> None:
    page = Client().get("/services/V55/").content.decode()
    assert 'href="/check/mortgage/"' in page and "现在由谁办理" not in page
    document = Client().get("/api/v1/catalogue/V55").json()
    assert (document["handled_here"], document["page"], document["materials_after"]) == (True, "/check/mortgage/", [])
