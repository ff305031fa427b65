"""The copy of another city: an office with staff, and the people who moved there, known to both cities."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.contrib.auth import authenticate
from django.db import connections
from django.test import override_settings
from tests.conftest import _point_to as point_to
from tests.conftest import clone, drop
from tests.demo.builders import BOOK, CHEAP, DAY, MORNING

from tongban.config.embedded import Urls
from tongban.core import clock
from tongban.demo import load
from tongban.demo.accounts import PASSWORD, accounts
from tongban.demo.situations import find
from tongban.outlets import queries as outlets
from tongban.people import queries as people
from tongban.people.login import username_for
from tongban.registers.drivers import queries as drivers
from tongban.registers.vehicles import queries as vehicles

REGION = "320500"

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture(scope="module")
def loaded(server: Urls, django_db_blocker: pytest.FixtureRequest, django_db_setup: Urls) -> Iterator[None]:
    name = f"test_{uuid4().hex[:12]}"
    urls = clone(server, name)
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        override_settings(PASSWORD_HASHERS=[CHEAP], TONGBAN_SANDBOX_URL="", TONGBAN_REGION=REGION),
        clock.frozen(MORNING),
    ):
        point_to(urls)
        load.load_here(size=10, seed=3)
        yield
        connections.close_all()
    point_to(django_db_setup)
    drop(server, name)


def test_its_office_and_everybody_named_can_work() -> None:
    office = outlets.get_outlet(f"{REGION}-1")
    assert (office.region, office.name.zh) == (REGION, "苏州市演示车辆管理所")
    for account in accounts(REGION):
        assert authenticate(username=username_for(account.login), password=PASSWORD), account.login


def test_who_moved_there_is_the_person_of_the_demo_city_without_a_car() -> None:
    resident = find("moves-away", DAY, BOOK).resident
    person = people.find_person(resident.number)
    assert person
    assert resident.cars
    assert vehicles.vehicles_of(person) == []
    assert drivers.find_driver(person) is None
