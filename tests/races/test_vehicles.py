"""A vehicle is mortgaged, seized and sold in the same second: without the guard it is sold although seized; with it the
sale is looked at again, and what rests on the vehicle has one order for ever."""

import threading
from typing import Any

import pytest
from django.db import transaction
from tests import builders
from tests.races.test_cases import at_once

from tongban.core import clock
from tongban.registers.vehicles import actions, queries
from tongban.registers.vehicles.types import Owner


def rests(car: Any, kind: str, done: threading.Event | None = None) -> str:
    """Somebody registers that something rests on the vehicle."""
    key = actions.restrict(
        vehicle_id=car.id, kind=kind, holder=kind, reference="1", effective_on=clock.today(), actor=builders.TEST,
        cause="test",
    )  # fmt: skip
    if done:
        done.set()
    return key


def sells(car: Any, buyer: Any, ready: threading.Event, seized: threading.Event, guarded: bool) -> str:
    """A decision reads the vehicle as free; the seizure comes in the moment before it is carried out."""
    seen = queries.get_vehicle(car.id)
    assert not seen.law.restrictions
    ready.set()
    assert seized.wait(10)
    with transaction.atomic():
        if guarded and not queries.still_at(seen):
            return "again"
        actions.transfer(
            vehicle_id=car.id, to=[Owner(buyer)], licence="3190000000777", effective_on=clock.today(),
            actor=builders.TEST, cause="test",
        )  # fmt: skip
        return "sold"


@pytest.mark.parametrize(("guarded", "outcome"), [(False, "sold"), (True, "again")])
def test_a_sale_does_not_overtake_a_seizure(told: Any, guarded: bool, outcome: str) -> None:
    wang, li = told.person(), told.person(name="李四", serial=902, phone="13900000002")
    car, ready, seized = builders.a_vehicle(wang), threading.Event(), threading.Event()

    def sale() -> str:
        return sells(car, li, ready, seized, guarded)

    def seizure() -> str:
        ready.wait(10)
        return rests(car, "seizure", seized)

    def mortgage() -> str:
        ready.wait(10)
        return rests(car, "mortgage")

    answers = at_once(sale, seizure, mortgage)
    after = queries.get_vehicle(car.id)
    assert answers[0] == outcome
    assert after.is_of(li) is (outcome == "sold")
    assert sorted(one.rank for one in after.law.restrictions) == [1, 2]
    assert {one.kind for one in after.law.restrictions} == {"seizure", "mortgage"}
