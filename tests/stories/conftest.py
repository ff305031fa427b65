"""What every story has: a city, an office, and a sandbox that knows the person."""

import base64
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from tests import builders
from tests.conftest import City

from tongban.casework import actions, queries
from tongban.casework.models import Case, Evidence
from tongban.casework.types import CaseView
from tongban.core import clock
from tongban.documents import actions as documents
from tongban.exchange import breaker
from tongban.exchange.models import Message
from tongban.exchange.payment import actions as payment
from tongban.people import queries as people
from tongban.registers.drivers import queries as drivers


class Told:
    """A story's city with short words for what happens in it."""

    def __init__(self, city: City) -> None:
        self.city = city
        builders.an_office()

    def person(
        self, born: date = date(1985, 5, 5), name: str = "王小明", known: dict[str, Any] | None = None, **more: Any
    ) -> UUID:
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

    def applies(self, service: str, person: UUID, *, send: bool = True, **answers: Any) -> Case:
        """The person applies online; a card is collected at the office unless the answers say otherwise."""
        citizen = builders.a_citizen(person)
        case = actions.start(service=service, applicant=person, actor=citizen, office=builders.OFFICE)
        card = {"delivery": "office"} if actions.get_service(service).delivers else {}
        actions.answer(case_id=case.id, actor=citizen, given={**card, **answers})
        return actions.submit(case_id=case.id, actor=citizen) if send else case

    def pays(self, order_number: str) -> None:
        """The person pays at the bank's cashier page; the bank tells the product over HTTP."""
        self.goes_to_bank(order_number)
        self.city.control("POST", f"payment/pay/{order_number}", {"method": "alipay"})

    def goes_to_bank(self, order_number: str) -> None:
        """The person opens the bank's cashier page."""
        address = payment.cashier_url(number=order_number, return_url=f"{self.city.web}/back")
        httpx.get(address, timeout=10, trust_env=False).raise_for_status()

    def is_examined(self, person_id: UUID, **result: Any) -> None:
        """A hospital examines the person and sends the signed result; jobs and cases then do what waits."""
        self.happens(f"hospital/examine/{people.identity_number(person_id)}", result or None)

    def happens(self, path: str, body: Any = None) -> None:
        """Something happens at a partner, which tells of it; the message arrives and what waited for it goes on."""
        before = Message.for_system("how many were told").count()
        self.city.control("POST", path, body)
        self.until(lambda: Message.for_system("how many were told").count() > before)
        self.city.work()

    def settles(self, person_id: UUID, number: str) -> None:
        """The person settles a matter; the platform tells of it, and what waited for it goes on."""
        self.happens(f"platform/settle/{people.identity_number(person_id)}/{number}")

    def a_portrait(self, person_id: UUID) -> dict[str, Any]:
        """A portrait as the photo library would have sent it."""
        number = people.identity_number(person_id)
        jpeg = base64.b64encode(b"\xff\xd8\xff" + b"portrait" + b"\xff\xd9").decode()
        taken_on = clock.today().isoformat()
        return {"found": True, "identity_number": number, "taken_on": taken_on, "jpeg": jpeg}

    def has_portrait(self, person_id: UUID) -> None:
        """The portrait of the person's licence is on file, as after any licence that was printed."""
        driver = drivers.find_driver(person_id)
        assert driver
        documents.keep_portrait(subject=driver.id, person_id=person_id, jpeg=b"\xff\xd8\xffportrait\xff\xd9")

    def a_phone_key(self) -> dict[str, str]:
        """The public key of a new phone, as JWK."""
        numbers = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
        x, y = (
            base64.urlsafe_b64encode(part.to_bytes(32, "big")).rstrip(b"=").decode() for part in (numbers.x, numbers.y)
        )
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y}

    def time_comes(self, case_id: UUID) -> None:
        """The instant comes at which the machine looks at a case again."""
        breaker.reset()
        Case.for_system("the time has come").filter(id=case_id).update(wake_at=clock.now() - timedelta(seconds=1))
        self.city.work()

    def answers_age(self, case: Case) -> None:
        """What partners answered for a case is no longer fresh: they are asked again at the next look."""
        Evidence.objects.filter(case_id=case.id).update(obtained_at=clock.now() - timedelta(hours=1))

    def sees(self, case_id: UUID) -> CaseView:
        """What the person's own page shows of the case."""
        row = Case.for_system("a story looks").get(id=case_id)
        return queries.get_case(case_id, builders.a_citizen(row.applicant))

    def until(self, happened: Callable[[], Any], seconds: float = 15) -> Any:
        """Let worker and partners go on until something has happened; returns it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.city.work()
            found = happened()
            if found:
                return found
            time.sleep(0.1)
        raise AssertionError("it did not happen")

    def was_told(self, person_id: UUID) -> list[str]:
        """What the person read on their telephone, oldest first."""
        return [
            message["text"]
            for message in self.city.control("GET", f"messages?to={people.phone_number(person_id)}")["messages"]
        ]


@pytest.fixture
def told(city: City) -> Told:
    breaker.reset()
    return Told(city)
