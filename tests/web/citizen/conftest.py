"""People of a city, signed in with Django's client: the product answers in this process, the sandbox over HTTP."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from tests import builders
from tests.conftest import City

from tongban.exchange import breaker
from tongban.people import actions as people
from tongban.people import queries


class Citizen(Client):
    """Somebody signed in; a fault of ours is an answer with status 500, as a browser sees it."""

    def __init__(self, person_id: Any, **defaults: Any) -> None:
        super().__init__(raise_request_exception=False, **defaults)
        self.person_id, self.number = person_id, queries.identity_number(person_id)
        account = queries.account_of_person(person_id)
        self.force_login(builders.Account.objects.get(pk=account))

    def begin(self, service: str) -> str:
        """Start a service; returns the number of the case."""
        answer = self.post(f"/me/apply/{service}/", {"action": "start"})
        return str(answer["location"]).split("/cases/")[1].split("/")[0]


Enter = Callable[..., Citizen]


@pytest.fixture
def enter(city: City) -> Iterator[Enter]:
    """Bring somebody with a licence into the city and sign them in."""
    breaker.reset()
    builders.an_office()
    numbers = iter(range(1, 100))

    def come(name: str = "王小明", verified: bool = True, known: dict[str, Any] | None = None) -> Citizen:
        number = next(numbers)
        person = builders.a_person(name=name, serial=100 + number, phone=f"139{number:08d}")
        person_known = {"person": {"name": name, "address": "测试路1号"}, **(known or {})}
        city.control("PUT", f"people/{queries.identity_number(person)}", person_known)
        builders.a_licence(person, serial=f"319{number:010d}")
        people.open_account_at_window(person_id=person, password=builders.PASSWORD, actor=builders.TEST)
        if verified:
            people.verify_at_window(person_id=person, actor=builders.TEST)
        return Citizen(person)

    yield come
