"""Choosing a plate number on the phone: looked up by VIN alone, both ways, what is lost is said, nobody else's."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import builders
from tests.allocation import numbers as built
from tests.stories.conftest import told

from tongban.allocation.models import Number
from tongban.allocation.plates import queries
from tongban.core import clock
from tongban.people import actions as people
from tongban.people import queries as persons

__all__ = ["told"]
REGION = "310100"
MOST_OF_A_CLAIM = 9


@pytest.fixture
def pool(told: Any) -> UUID:
    """A hundred numbers of small cars, of which one can ask for by name."""
    return built.an_open_segment(at=clock.now())


def a_buyer(told: Any, order: int = 1, **wishes: Any) -> tuple[Client, UUID, str]:
    """Somebody with a browser, and the VIN of the car they have just bought."""
    person = told.person(
        date(1985, 5, 5), "王小明" if order == 1 else "李小红", serial=700 + order, phone=f"1390000070{order}"
    )
    people.verify_at_window(person_id=person, actor=builders.TEST)
    car = told.city.control("POST", f"cars/bought-by/{persons.identity_number(person)}", wishes)
    client = Client()
    client.force_login(builders.an_account(person))
    return client, person, car["vin"]


def begun(client: Client, vin: str) -> str:
    """The address of the choice that begins for a car."""
    answer = client.post("/me/numbers/", {"vin": vin})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["location"])


def test_a_random_set_is_drawn_and_one_of_it_taken(told: Any, pool: UUID) -> None:
    client, person, vin = a_buyer(told)
    page = begun(client, vin)
    assert "随机" in client.get(page).content.decode()
    client.post(page, {"action": "draw", "key": "1"})
    offered = queries.choices_of(person)[0].offered
    shown = client.get(page).content.decode()
    assert all(f"{one[:2]}·{one[2:]}" in shown for one in offered) and len(offered) == 10
    client.post(page, {"action": "take", "number": offered[4], "key": "2"})
    assert "已为您预留" in client.get(page).content.decode()
    reserved = queries.find_reserved(person, vin)
    assert reserved is not None and reserved.number == offered[4]
    assert f"{offered[4][:2]}·{offered[4][2:]}" in client.get("/me/numbers/").content.decode()


def test_names_are_asked_for_in_an_order_and_what_was_lost_is_said_and_counts(told: Any, pool: UUID) -> None:
    client, person, vin = a_buyer(told)
    other, _, other_vin = a_buyer(told, 2)
    theirs = begun(other, other_vin)
    other.post(theirs, {"action": "compose", "wish1": "苏A·7700K", "key": "1"})
    page = begun(client, vin)
    lost = client.post(page, {"action": "compose", "wish1": "7700k", "key": "1"})
    assert lost.status_code == 400 and "请换几个再试" in lost.content.decode()
    wrong = client.post(page, {"action": "compose", "wish1": "77OOK", "key": "2"}).content.decode()
    assert "没有I和O" in wrong
    assert queries.choices_of(person)[0].tries_left == 19
    client.post(page, {"action": "compose", "wish1": "7700k", "wish2": "7711K", "key": "3"})
    reserved = queries.find_reserved(person, vin)
    assert reserved is not None and reserved.number == "苏A7711K"
    assert client.get(theirs).status_code == 404, "nobody sees another's choice"


def test_a_claim_by_name_reads_its_choice_once_and_costs_few_statements(told: Any, pool: UUID) -> None:
    client, _, vin = a_buyer(told)
    page = begun(client, vin)
    client.post(page, {"action": "compose", "wish1": "77OOK", "key": "1"})  # the law and the pools are known then
    with CaptureQueriesContext(connection) as captured:
        client.post(page, {"action": "compose", "wish1": "7700K", "key": "2"})
    sent = [row["sql"] for row in captured.captured_queries]
    asked = [one for one in sent if not one.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]
    assert len([one for one in asked if one.startswith("SELECT") and "allocation_choice" in one]) == 1
    assert len(asked) <= MOST_OF_A_CLAIM, "\n".join(one[:160] for one in asked)


def test_a_car_that_somebody_else_bought_or_that_is_registered_gets_no_number(told: Any, pool: UUID) -> None:
    client, person, vin = a_buyer(told)
    _, _, other_vin = a_buyer(told, 2)
    assert "没有查到以您的名义" in client.post("/me/numbers/", {"vin": other_vin}).content.decode()
    assert client.post("/me/numbers/", {"vin": "LSVAA4187E2184840"}).status_code == 400
    builders.a_vehicle(person, vin=vin)
    assert "已经登记" in client.post("/me/numbers/", {"vin": vin}).content.decode()


def test_an_electric_car_takes_its_number_from_the_pool_of_electric_cars(told: Any, pool: UUID) -> None:
    client, _, vin = a_buyer(told, certificate={"built": {"fuel": "C"}})
    assert "没有这种车的号池" in client.post("/me/numbers/", {"vin": vin}).content.decode()


def test_an_original_number_is_offered_for_the_next_car_of_the_same_kind(told: Any, pool: UUID) -> None:
    client, person, vin = a_buyer(told)
    built.give_back("苏A12345", date(2020, 1, 1), person)
    page = begun(client, vin)
    assert "苏A·12345" in client.get(page).content.decode()
    client.post(page, {"action": "kept", "number": "苏A12345", "key": "1"})
    reserved = queries.find_reserved(person, vin)
    assert reserved is not None and reserved.number == "苏A12345"


def test_the_public_page_says_how_the_pool_stands_and_names_nobody(told: Any, pool: UUID) -> None:
    client, _, vin = a_buyer(told)
    page = begun(client, vin)
    client.post(page, {"action": "draw", "key": "1"})
    public = Client().get("/numbers/").content.decode()
    assert "苏A77##K" in public and "试点" in public and vin not in public
    assert Client().get("/numbers/sets.md").status_code == 200
    assert Number.for_system("test").filter(claim="offered").count() == 10


def test_the_pages_own_script_gets_the_same_answers_as_json(told: Any, pool: UUID) -> None:
    client, _, vin = a_buyer(told)
    page = begun(client, vin)
    wrong = client.post(
        page, {"action": "compose", "wish1": "77OOK", "key": "1"}, headers={"accept": "application/json"}
    )
    assert wrong.status_code == 400 and "没有I和O" in wrong.json()["detail"]
    got = client.post(page, {"action": "compose", "wish1": "7700K", "key": "2"}, headers={"accept": "application/json"})
    assert got.json() == {"href": page}
    over = client.post(page, {"action": "draw", "key": "3"}, headers={"accept": "application/json"})
    assert (over.status_code, over.json()["code"]) == (409, "has_number")
