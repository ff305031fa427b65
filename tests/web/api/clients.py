"""Programs of two outlets, and one that speaks the API with a token."""

import json
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from django.test import Client
from tests import builders
from tests.passes import a_qualified_clerk_at

from tongban.law.text import Text
from tongban.outlets import actions as outlets
from tongban.outlets.types import OutletKind

BORN = date(1985, 5, 5)
POST, HOSPITAL = "310115-POST", "310115-HOSPITAL"
ALL_ROLES = ("start", "evidence", "status")


@dataclass
class Program:
    """A program with a token, over Django's own client: every answer is a documented one or the test fails."""

    token: str
    keys: Any = field(default_factory=lambda: count(1))

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send JSON (or bytes as they are) and return the response."""
        given = {"authorization": f"Bearer {self.token}", "accept-language": "en", **headers}
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        answer = Client().generic(
            method, f"/api/v1{path}", content, content_type=given.pop("content_type", "application/json"), headers=given
        )
        assert answer.status_code < 500, answer.content
        assert answer.status_code < 400 or answer["content-type"] == "application/problem+json"
        return answer

    def start(self, body: Any, key: str = "") -> Any:
        """Start a case under a key of its own, or the given one."""
        return self.send("POST", "/cases", body, **{"idempotency-key": key or f"key-{next(self.keys)}"})


@dataclass
class Programs:
    """The programs of the city's outlets."""

    post: Program
    hospital: Program
    reader: Program  # of the post office too, but it may only look

    @classmethod
    def opened(cls) -> "Programs":
        """Open the outlets and issue a token for each program."""
        an_outlet(POST, OutletKind.POST)
        an_outlet(HOSPITAL, OutletKind.HOSPITAL)
        return cls(
            post=a_program("post-1", POST),
            hospital=a_program("hospital-1", HOSPITAL),
            reader=a_program("post-reader", POST, roles=("status",)),
        )


def an_outlet(code: str, kind: OutletKind) -> str:
    """An outlet of Pudong, open since long ago."""
    outlets.open_outlet(
        code=code,
        kind=kind,
        name=Text(zh="浦东网点", en="Pudong service point"),
        region="310115",
        opened_on=builders.LONG_AGO,
        actor=builders.TEST,
        cause="test",
    )
    a_qualified_clerk_at(code, kind)
    return code


def a_program(code: str, outlet: str, **more: Any) -> Program:
    """A program of an outlet with every role for every service its outlet may accept."""
    facts = {"roles": ALL_ROLES, "services": ["*"], "per_minute": 1_000_000, **more}
    return Program(outlets.issue_token(code=code, outlet=outlet, actor=builders.TEST, cause="test", **facts))


def a_driver(serial: int = 901, name: str = "王小明", born: date = BORN, **more: Any) -> UUID:
    """A driver whom the partners know under this name."""
    order = f"{born.toordinal() * 1000 + serial:010d}"
    person = builders.a_person(born, name, serial, phone=f"13{order[-9:]}")
    builders.a_licence(person, born, serial=f"319{order}", **more)
    return person


def wish(
    serial: int = 901, service: str = "D06", name: str = "王小明", born: date = BORN, **more: Any
) -> dict[str, Any]:
    """An application for a driver, complete for D06."""
    number = builders.identity_number(born, serial)
    body = {"service": service, "person": {"identity_number": number, "name": name}, **more}
    if service == "D06":
        body.setdefault("delivery", {"method": "office"})
    return body
