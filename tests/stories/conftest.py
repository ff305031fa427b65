"""What every story has: a city, an office, and a sandbox that knows the person."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from tests import builders
from tests.conftest import City

from tongban.exchange import breaker
from tongban.people import queries as people


class Told:
    """A story's city with short words for what happens in it."""

    def __init__(self, city: City) -> None:
        self.city = city
        builders.an_office()

    def person(self, born: date = date(1985, 5, 5), name: str = "王小明", known: dict[str, Any] | None = None, **more: Any) -> UUID:
        """A person the partners know as healthy, without open matters."""
        person_id = builders.a_person(born, name, **more)
        self.partners_say(person_id, {"person": {"name": name, "address": "测试路1号"}, **(known or {})})
        return person_id

    def partners_say(self, person_id: UUID, known: dict[str, Any]) -> None:
        """Change what partners know of a person."""
        self.city.control("PUT", f"people/{people.identity_number(person_id)}", known)

    def partner(self, name: str, **switches: Any) -> None:
        """Make a partner slow, wrong or down; without switches well again."""
        self.city.control("PUT" if switches else "DELETE", f"partners/{name}", switches or None)

    def pays(self, order_number: str) -> None:
        """The person pays at the bank's cashier page; the bank tells the product over HTTP."""
        import httpx

        from tongban.exchange.payment import actions as payment

        address = payment.cashier_url(number=order_number, return_url=f"{self.city.web}/back")
        httpx.get(address, timeout=10, trust_env=False).raise_for_status()
        self.city.control("POST", f"payment/pay/{order_number}", {"method": "alipay"})


@pytest.fixture
def told(city: City) -> Told:
    breaker.reset()
    return Told(city)
