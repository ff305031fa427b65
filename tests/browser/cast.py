"""The people of the browser tests: one for each way through, each with what partners know of them.

Everybody signs in with their telephone (or identity number) and `builders.PASSWORD`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from tests import builders
from tests.conftest import City

from tongban.casework import own_motion
from tongban.core import clock
from tongban.documents import actions as documents
from tongban.people import actions as people
from tongban.people import queries
from tongban.registers.drivers.types import Driver

PORTRAIT = Path(__file__).parents[2] / "src/tongban_sandbox/portraits/fy0.jpg"
ADDRESS = "测试路1号"
STRANGER_BORN = date(1991, 3, 14)
STRANGER = "许三多"


@dataclass(frozen=True)
class Role:
    """One person on the stage: an age, a licence, and what partners say besides that all is well."""

    name: str
    born: date
    licence: dict[str, Any] | None = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)
    then: Callable[[UUID, Driver], None] | None = None


def examined(**findings: Any) -> dict[str, Any]:
    """A medical examination of last week."""
    day = (clock.today() - timedelta(days=7)).isoformat()
    return {"medical": {"examined_on": day, "valid_from": day, **findings}}


def soon(days: int = 40) -> dict[str, Any]:
    """A licence of six years that ends in so many days."""
    end = clock.today() + timedelta(days=days)
    return {"valid_from": end.replace(year=end.year - 6), "valid_to": end}


def _reached_an_age(person: UUID, driver: Driver) -> None:
    own_motion.open_case(
        service="D08",
        person_id=person,
        subject=driver.id,
        office=builders.OFFICE,
        ground={"classes": ["A2"]},
        actor=builders.TEST,
    )


def roles() -> dict[str, Role]:
    """Everybody, by what they come for."""
    last_week = clock.today() - timedelta(days=7)
    seizure = {
        "kind": "seizure", "number": "S1", "place": "浦东新区世纪大道", "on": last_week.isoformat(),
        "state": "open", "letter": "U", "until": None, "settle_at": "浦东交警支队",
    }  # fmt: skip
    violation = {**seizure, "kind": "violation", "number": "V77", "letter": ""}
    long_term = {"valid_from": date(2019, 3, 1), "valid_to": None, "term_years": None}
    born_63_years_ago = last_week.replace(year=last_week.year - 63)
    return {
        "lost": Role("王小明", date(1985, 5, 5)),
        "renew": Role("赵建国", date(1979, 4, 2), soon(), examined()),
        "renew-wait": Role("陈秀英", date(1976, 2, 3), soon(20)),
        "age": Role(
            "孙大海", born_63_years_ago, {"classes": {"A2": date(1995, 3, 1)}, **long_term}, examined(), _reached_an_age
        ),
        "postpone": Role("钱学森林", date(1990, 9, 9), soon(60)),
        "contact": Role("周芳", date(1992, 12, 12)),
        "refused": Role("李四", date(1983, 3, 3), {}, {"matters": [seizure], "narcotics": {"listed": True}}),
        "open-matter": Role("张伟", date(1984, 4, 4), soon(30), {"matters": [violation], **examined()}),
        "principal": Role("林桂兰", date(1956, 1, 20)),
        "agent": Role("林晓", date(1982, 10, 1)),
        "no-licence": Role("何必", date(2004, 5, 6), None),
        "security": Role("郭靖宇", date(1981, 1, 1)),
    }


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in, or (without an id) who is not known here yet."""

    id: UUID | None
    name: str
    phone: str
    number: str


class Cast:
    """Everybody who has come into a city, each with an account verified at a window."""

    def __init__(self, city: City) -> None:
        self.city, self.roles, self.number = city, roles(), 0
        builders.an_office(blanks=200)

    def stranger(self) -> Person:
        """Somebody whom the population register knows and the office does not."""
        self.number += 1
        number = builders.identity_number(STRANGER_BORN, 500 + self.number)
        facts = {"name": STRANGER, "sex": "1", "born": STRANGER_BORN.isoformat(), "region": builders.REGION}
        self.city.control("PUT", f"people/{number}", {"person": {**facts, "address": "新来路8号"}})
        return Person(None, STRANGER, "", number)

    def faces_match(self) -> None:
        """A clerk compares every face that waits, and each is the person's."""
        for check in queries.open_live_checks():
            people.decide_live_check(check_id=check.id, passed=True, actor=builders.TEST)

    def enter(self, come_for: str) -> Person:
        """One more person for a role."""
        self.number += 1
        role, number = self.roles[come_for], self.number
        phone = f"139{number:08d}"
        person = builders.a_person(role.born, role.name, serial=100 + number, phone=phone)
        identity = queries.identity_number(person)
        known = {"person": {"name": role.name, "address": ADDRESS}, **role.known}
        self.city.control("PUT", f"people/{identity}", known)
        if role.licence is not None:
            driver = builders.a_licence(person, role.born, serial=f"319{number:010d}", **role.licence)
            documents.keep_portrait(subject=driver.id, person_id=person, jpeg=PORTRAIT.read_bytes())
            if role.then:
                role.then(person, driver)
        people.open_account_at_window(person_id=person, password=builders.PASSWORD, actor=builders.TEST)
        people.verify_at_window(person_id=person, actor=builders.TEST)
        return Person(person, role.name, phone, identity)
