"""My vehicles: what is due, what the state stands in the way of and why, the whole life; nobody else's."""

from django.test import Client
from tests import builders

from tongban.casework import queries
from tongban.core import clock
from tongban.people import actions as people
from tongban.registers.vehicles import actions as register


def signed_in(name="王小明", serial=901, phone="13900000001"):
    """A person with a browser, and their id."""
    person = builders.a_person(name=name, serial=serial, phone=phone)
    people.verify_at_window(person_id=person, actor=builders.TEST)
    client = Client()
    client.force_login(builders.an_account(person))
    return client, person


def test_the_page_shows_plate_days_and_what_the_state_stands_in_the_way_of(committed):
    builders.an_office()
    client, person = signed_in()
    car = builders.a_vehicle(person, letters="G", inspected_to=clock.today())
    register.restrict(
        vehicle_id=car.id, kind="mortgage", holder="某某银行", reference="HT-1", effective_on=clock.today(),
        actor=builders.TEST, cause="test",
    )  # fmt: skip
    page = client.get("/me/vehicles/").content.decode()
    for word in ("沪A·12345", "违法未处理", "抵押：某某银行 HT-1", "这辆车有未处理的交通违法", "补领行驶证"):
        assert word in page, word
    assert page.count("这辆车有未处理的交通违法") == 1, "the same reason is said once for all that it stops"
    life = client.get(f"/me/vehicles/{car.id}/").content.decode()
    assert "：注册登记" in life and "抵押登记" in life
    assert life.count('class="back"') == 1


def test_somebody_elses_vehicle_does_not_exist(committed):
    client, _ = signed_in()
    _, li = signed_in("李四", 902, "13900000002")
    car = builders.a_vehicle(li)
    assert client.get(f"/me/vehicles/{car.id}/").status_code == 404
    assert "没有查到您名下的车辆" in client.get("/me/vehicles/").content.decode()


def test_the_start_page_asks_which_vehicle_and_begins_for_the_chosen_one(committed):
    builders.an_office()
    client, person = signed_in()
    builders.a_vehicle(person)
    second = builders.a_vehicle(person, serial=2, vin="1M8GDM9AXKP042788", plate="沪A00002")
    page = client.get(f"/me/apply/V42/?vehicle={second.id}").content.decode()
    assert "哪辆车？" in page and "沪A·12345" in page and "沪A·00002" in page
    begun = client.post("/me/apply/V42/", {"key": "k", "vehicle": str(second.id)})
    assert begun.status_code == 302
    assert queries.find_by_number(begun["location"].split("/")[3]).service == "V42"
