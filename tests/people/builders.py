"""The least facts about persons, accounts and actors that a test needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

import pytest
from django.db import transaction
from stdnum.cn import ric

from tongban.core.actor import SEE, WORK, Actor, Grant, system
from tongban.people import actions
from tongban.people.types import IdentityKind, OpenedAccount, PopulationFacts

PASSWORD = "ein ganz langes Wort 7"
PHONE = "13800138000"
ONLINE = Actor(kind="citizen", label="citizen", channel="online")
DEMO = system("tests")


@contextmanager
def refused(error: type[Exception]) -> Iterator[pytest.ExceptionInfo[Exception]]:
    """Expect a refusal, and take back what the action did, as the end of its transaction would."""
    with pytest.raises(error) as raised, transaction.atomic():
        yield raised


def identity_number(order: int = 1, born: date = date(1980, 5, 17), region: str = "310115") -> str:
    """A number of a man for odd orders, of a woman for even ones."""
    body = f"{region}{born:%Y%m%d}{order:03d}"
    return body + ric.calc_check_digit(body + "0")


def a_person(order: int = 1, name: str = "王小明", **more: object) -> UUID:
    """A registered person without an account."""
    facts: dict[str, object] = {"identity_number": identity_number(order), "address": "浦东新区世纪大道1号"}
    return actions.register_person(name=name, actor=DEMO, cause="test", **(facts | more))  # type: ignore[arg-type]


def population(name: str = "王小明", alive: bool = True) -> PopulationFacts:
    """What the population register answers about the person of order 1."""
    return PopulationFacts(name, "1", date(1980, 5, 17), "310115", "浦东新区世纪大道1号", alive)


def a_confirmed_check(phone: str = PHONE) -> UUID:
    """A phone check whose code was typed rightly."""
    started = actions.start_phone_check(phone=phone, actor=ONLINE)
    assert actions.confirm_phone(check_id=started.id, code=started.code).confirmed
    return started.id


def an_account(order: int = 1, name: str = "王小明", phone: str = PHONE, **more: object) -> OpenedAccount:
    """An account opened online; its live check waits."""
    facts: dict[str, object] = {
        "identity_number": identity_number(order),
        "name": name,
        "password": PASSWORD,
        "population": population(name),
        "actor": ONLINE,
    }
    if "check_id" not in more:
        facts["check_id"] = a_confirmed_check(phone)
    return actions.open_account(**(facts | more))  # type: ignore[arg-type]


def a_clerk(number: str = "0007", person_id: UUID | None = None, power: str = WORK) -> Actor:
    """A clerk with one power for everything, without an account in the database."""
    grants = frozenset({Grant(power), Grant(SEE)})
    return Actor(kind="staff", label=number, channel="window", office="310115-1", person_id=person_id, grants=grants)


def a_citizen(person_id: UUID) -> Actor:
    """Somebody logged in and known to be this person."""
    return Actor(kind="citizen", label="citizen", channel="online", person_id=person_id, assurance=1)


def a_foreigner(number: str = "G1234567") -> UUID:
    """Somebody with a passport."""
    return actions.register_person(
        identity_number=number, kind=IdentityKind.PASSPORT, name="Anna Schmidt", sex="2",
        born=date(1990, 1, 2), region="310115", actor=DEMO, cause="test",
    )  # fmt: skip
