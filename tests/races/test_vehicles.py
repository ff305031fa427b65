"""A vehicle is mortgaged, seized and sold in the same second: without the guard it is sold although seized; with it the
sale is looked at again, and what rests on the vehicle has one order for ever."""

import threading
from typing import Any

import pytest
from django.db import transaction
from tests import builders
from tests.races.test_cases import at_once

from tongban.casework import actions as actions_of_cases
from tongban.casework import agreements
from tongban.casework.models import Case
from tongban.core import clock
from tongban.people import queries as people
from tongban.registers.vehicles import actions, attachments, queries
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


@pytest.mark.parametrize("run", range(3))
def test_pledge_mortgage_and_attachment_in_one_second_leave_one_order_and_nothing_behind_the_court(
    told: Any, run: int
) -> None:
    """Through the real services: the pledgee says yes, a bank files its contract, a court's notice arrives."""
    contract = {"number": "DY-1", "holder": "某某银行", "vin": "LSVT91339CN063181", "signed_by_owner": True}
    wang = told.person(known={"contracts": [contract]})
    zhao = told.person(name="赵六", serial=904)
    car, today = builders.a_vehicle(wang), clock.today()
    pledge = told.applies(
        "V34", wang, doing="file", contract="ZY-1", pledgee_is="person", pledgee=people.identity_number(zhao)
    )
    [asked] = agreements.asked_of(zhao)
    notice = attachments.Notice("执1号", "court", "浦东新区人民法院", "民初1号", "attach", car.vin, "", today, None)
    window = builders.a_clerk("acceptance")

    def agrees() -> Any:
        citizen = builders.a_citizen(zhao)
        return agreements.answer(agreement=asked.id, person=zhao, agrees=True, actor=citizen).outcome

    def mortgages() -> Any:
        case = actions_of_cases.start(service="V32", applicant=wang, actor=window, office=builders.OFFICE)
        actions_of_cases.answer(case_id=case.id, actor=window, given={"contract": "DY-1"})
        return actions_of_cases.submit(case_id=case.id, actor=window).outcome

    def attaches() -> Any:
        return attachments.carry_out(notice, source=builders.UUID(int=run + 1), actor=builders.TEST).result

    answers = at_once(agrees, mortgages, attaches)
    kinds = [one.kind for one in sorted(queries.get_vehicle(car.id).law.restrictions, key=lambda one: one.rank)]
    assert kinds[-1] == "attachment" and answers[2] == "attached"
    assert ("pledge" in kinds) is (Case.for_system("a race looks").get(id=pledge.id).outcome == "granted")
    assert ("mortgage" in kinds) is (answers[1] == "granted")
