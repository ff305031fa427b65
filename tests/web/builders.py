"""A city office with staff, a driver, and partners that answer: the least a page at the desk needs."""

import base64
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.test import Client
from stdnum.cn import ric
from tests.exchange.bank import Bank, a_bank
from tests.exchange.little_partner import LittlePartner
from tests.passes import qualified

from tongban.core import clock
from tongban.core.actor import DECIDE, POWERS, SEE, WORK, Actor, Grant, system
from tongban.documents import actions as documents
from tongban.law.text import Text
from tongban.outlets import actions as outlets
from tongban.outlets import queries as staff
from tongban.outlets.types import ACCEPT, OutletKind
from tongban.people import actions as people
from tongban.people import queries as accounts
from tongban.registers.drivers import actions as drivers
from tongban.registers.drivers import queries as files
from tongban.registers.drivers.types import Change, Driver

OFFICE = "310100-A"
PASSWORD = "ein ganz langes Wort 7"
BORN = date(1980, 5, 17)
NAME = "王小明"
SETUP = Actor(kind="system", label="tests", channel="system", grants=frozenset(Grant(power) for power in POWERS))
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xc0\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x00\xff\xd9"
)
WORKING_POSTS = ("acceptance", "till", "production")


def identity_number(order: int = 1) -> str:
    body = f"310115{BORN:%Y%m%d}{order:03d}"
    return body + ric.calc_check_digit(body + "0")


def an_office(code: str = OFFICE, *, blanks: int = 3) -> str:
    """A city office that may accept everything, with a few blank cards."""
    outlets.open_outlet(
        code=code, name=Text(zh="市车管所", en="City office"), kind=OutletKind.CITY_OFFICE, region="310100",
        actor=SETUP, cause="test", opened_on=date(2020, 1, 1),
    )  # fmt: skip
    outlets.delegate(
        service="*", level=ACCEPT, outlet_kind=OutletKind.CITY_OFFICE, basis=Text(zh="测试", en="test"),
        since=date(2020, 1, 1), actor=SETUP, cause="test", outlet=code,
    )  # fmt: skip
    if blanks:
        serials = [f"310{number:010d}" for number in range(1, blanks + 1)]
        documents.receive_blanks(office=code, serials=serials, on=clock.today(), actor=SETUP)
    return code


def a_clerk(
    number: str = "310100-0001",
    posts: tuple[str, ...] = WORKING_POSTS,
    powers: tuple[str, ...] = (SEE, WORK),
    office: str = OFFICE,
    person_id: UUID | None = None,
    *,
    passed: bool = True,
) -> Client:
    """A clerk who is signed in; `client.actor` is who they act as. `passed`: what their posts need."""
    outlets.employ(
        number=number, outlet=office, posts=posts, password=PASSWORD, actor=SETUP, cause="test", person_id=person_id
    )
    if passed:
        qualified(number)
    for power in powers:
        outlets.grant(number=number, power=power, office=office, actor=SETUP, cause="test")
    account = accounts.find_account(number)
    assert account is not None
    client = Client(raise_request_exception=True)
    client.force_login(account)
    client.actor = staff.actor_for(account, "window")  # type: ignore[attr-defined]
    return client


def a_reviewer(number: str = "310100-0002") -> Client:
    return a_clerk(number, posts=("review",), powers=(SEE, WORK, DECIDE))


def a_supervisor(number: str = "310100-0009") -> Client:
    return a_clerk(number, posts=("supervision",), powers=(SEE,))


def a_person(order: int = 1, name: str = NAME) -> UUID:
    return people.register_person(
        identity_number=identity_number(order), name=name, address="浦东新区世纪大道1号", actor=SETUP, cause="test"
    )


def a_driver(person_id: UUID, serial: str = "3109999999999", valid_to: date | None = None) -> Driver:
    """A licence for C1 that is valid for some more years."""
    today = clock.today()
    ends = valid_to or date(today.year + 3, 3, 1)
    starts = ends.replace(year=ends.year - 6)
    since = date(today.year - 10, 3, 1)
    changes = [
        Change("class:C1", since.isoformat(), since=since),
        Change("validity", [starts.isoformat(), ends.isoformat(), 6], since=starts),
    ]
    row = drivers.register_driver(
        person_id=person_id, born=BORN, region="310115", authority="沪A", first_issue_on=since, changes=changes,
        card_serial=serial, effective_on=since, actor=system("test"), cause="test",
    )  # fmt: skip
    return files.get_driver(row.id)


def answering(little: LittlePartner, *, portrait: bool = True, name: str = NAME) -> Bank:
    """All partners answer that nothing stands in the way."""
    little.answer("population", "person", {
        "found": True, "name": name, "sex": "1", "born": BORN.isoformat(), "region": "310115",
        "address": "浦东新区世纪大道1号", "alive": True, "photo_on_file": True,
    })  # fmt: skip
    found = {"found": True, "taken_on": "2024-01-02", "jpeg": base64.b64encode(JPEG).decode()}
    little.answer("photos", "portrait", found if portrait else {"found": False})
    little.answer("narcotics", "person", {
        "found": True, "listed": False, "measure": None, "since": None, "last_use_on": None, "reference": None,
    })  # fmt: skip
    little.answer("platform", "driver", {"found": True, "matters": [], "points": 0, "cycles": []})
    little.answer("messages", "send", lambda asked: {"reference": "M1", "state": "accepted"})
    return a_bank(little)


def a_violation(little: LittlePartner) -> None:
    """The national platform says that a violation is not settled."""
    matter: dict[str, Any] = {
        "kind": "violation", "number": "V1", "place": "世纪大道", "on": (clock.today() - timedelta(days=9)).isoformat(),
        "state": "open", "letter": "", "until": None, "settle_at": "浦东交警支队",
    }  # fmt: skip
    little.answer("platform", "driver", {"found": True, "matters": [matter], "points": 0, "cycles": []})
