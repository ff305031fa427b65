"""The least facts about outlets and staff that a test needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import transaction
from tests.passes import qualified

from tongban.core.actor import Actor, system
from tongban.law.text import Text
from tongban.outlets import actions, queries
from tongban.outlets.models import StaffMember
from tongban.outlets.types import OutletKind
from tongban.people.models import Account

DEMO = system("tests")
PASSWORD = "ein ganz langes Wort 7"
LONG_AGO = date(2020, 1, 1)
TODAY = date(2026, 11, 22)
HOURS = {"working_day": [["09:00", "11:30"], ["13:30", "17:00"]], "rest_day": [["09:00", "12:00"]]}


@contextmanager
def refused(error: type[Exception]) -> Iterator[pytest.ExceptionInfo[Exception]]:
    """Expect a refusal, and take back what the action did, as the end of its transaction would."""
    with pytest.raises(error) as raised, transaction.atomic():
        yield raised


def an_outlet(code: str = "310115-1", kind: OutletKind = OutletKind.CITY_OFFICE, **more: object) -> str:
    """An outlet open since long ago; returns its code."""
    facts: dict[str, object] = {
        "name": Text(zh="浦东车管所", en="Pudong office"), "region": "310115", "opened_on": LONG_AGO,
    }  # fmt: skip
    actions.open_outlet(code=code, kind=kind, actor=DEMO, cause="test", **(facts | more))  # type: ignore[arg-type]
    return code


def a_clerk(number: str = "0007", outlet: str = "", *, passed: bool = True, **more: object) -> StaffMember:
    """A staff member of an office, employed since long ago, without any power; `passed`: what their posts need."""
    facts: dict[str, object] = {"posts": ["acceptance"], "employed_on": LONG_AGO}
    clerk = actions.employ(
        number=number, outlet=outlet or an_outlet(), password=PASSWORD, actor=DEMO, cause="test",
        **(facts | more),  # type: ignore[arg-type]
    )  # fmt: skip
    if passed:
        qualified(number)
    return clerk


def actor_of(number: str, on: date = TODAY) -> Actor:
    """Who acts when this staff member is logged in."""
    return queries.actor_for(Account.objects.get(username=number), "window", on=on)
