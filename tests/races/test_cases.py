"""Races about cases: each exists without its guard, and is gone with it."""

import contextlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from tests import builders

from tongban.casework import actions, engine, evidence, record, rights, tasks
from tongban.casework.actions import posts
from tongban.casework.models import Case, Decision
from tongban.core import clock, entries
from tongban.core.errors import TongbanError
from tongban.documents import actions as documents
from tongban.documents.models import Blank


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all at the same time, each on a connection of its own; an error of ours is an answer."""
    start = threading.Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        try:
            start.wait(10)
            return act()
        except TongbanError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def meet(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, parties: int = 2) -> None:
    """Let every thread that returns from a function wait for the others: the worst moment of a race."""
    original, gate = getattr(where, name), threading.Barrier(parties)

    def slow(*arguments: Any, **named: Any) -> Any:
        result = original(*arguments, **named)
        with contextlib.suppress(threading.BrokenBarrierError):
            gate.wait(2)  # broken: the others are held up by the guard, which is what the test is about
        return result

    monkeypatch.setattr(where, name, slow)


def unlocked(case_id: Any) -> Case:
    """The guard removed: the row is read without its lock."""
    return record.get(case_id)


def history(case_id: Any) -> list[str]:
    return [entry.kind for entry in entries.history(case_id)]


@pytest.fixture
def case(told: Any) -> Case:
    person = told.person()
    builders.a_licence(person)
    return told.applies("D06", person, send=False)


def send(case: Case) -> Callable[[], Any]:
    citizen = builders.a_citizen(case.applicant)
    return lambda: actions.submit(case_id=case.id, actor=citizen)


def test_without_the_lock_two_clicks_send_a_case_twice(case, monkeypatch):
    monkeypatch.setattr(record, "locked", unlocked)
    meet(monkeypatch, rights, "own_or_worked_on")
    at_once(send(case), send(case))
    assert history(case.id).count("submitted") == 2


def test_two_clicks_send_a_case_once(case, monkeypatch):
    meet(monkeypatch, evidence, "fetch")
    at_once(send(case), send(case))
    assert history(case.id).count("submitted") == 1
    assert history(case.id).count("fee_due") == 1


def paid_case(told: Any, case: Case) -> str:
    number = send(case)().order_number
    told.goes_to_bank(number)
    return str(number)


def pay(case: Case, number: str) -> Callable[[], Any]:
    def act() -> None:
        with transaction.atomic():
            actions.payment_received(order_number=number, case_ids=[case.id], actor=builders.TEST)

    return act


def test_without_the_lock_two_payments_are_both_booked(told, case, monkeypatch):
    number = paid_case(told, case)
    monkeypatch.setattr(record, "find_locked", unlocked)
    monkeypatch.setattr(engine, "settle", lambda case, **_: case.save())
    meet(monkeypatch, record, "find_locked")
    at_once(pay(case, number), pay(case, number))
    assert history(case.id).count("paid") == 2


def test_two_payments_lead_to_one_decision_and_one_card(told, case):
    number = paid_case(told, case)
    at_once(pay(case, number), pay(case, number))
    assert history(case.id).count("paid") == 1
    assert Decision.objects.filter(case=case).count() == 1
    assert Blank.objects.filter(state="taken").count() == 1


NAIVE = """
UPDATE documents_blank SET state = 'taken', taken_on = %s, cause = %s WHERE serial = (
    SELECT serial FROM documents_blank WHERE office = %s AND kind = %s AND (state = 'stock' OR pg_sleep(0.2) IS NULL)
    ORDER BY serial LIMIT 1
) AND (pg_sleep(0.3) IS NOT NULL) RETURNING serial
"""


def take() -> str:
    return documents.take_blank(office=builders.OFFICE, cause="race")


def test_without_skip_locked_two_takers_get_the_same_blank(told, monkeypatch):
    monkeypatch.setattr(documents, "TAKE", NAIVE)
    first, second = at_once(take, take)
    assert first == second


def test_two_takers_get_two_blanks(told):
    taken: Sequence[str] = at_once(*[take] * 8)
    assert len(set(taken)) == 8


def a_case_at_review(told: Any) -> Case:
    person = told.person()
    builders.a_licence(person)
    case = told.applies("D06", person)
    told.pays(case.order_number)
    actions.correct(case_id=case.id, actor=builders.a_clerk("review", account=5), reason="to be looked at again")
    return Case.for_system("race").get(id=case.id)


def decide(case: Case, account: int) -> Callable[[], Any]:
    clerk = builders.a_clerk("review", label=str(account), account=account)
    return lambda: actions.decide(case_id=case.id, actor=clerk, outcome="granted", grounds="in order")


def test_without_the_lock_two_clerks_decide_and_only_a_constraint_holds_them(told, monkeypatch):
    case = a_case_at_review(told)
    monkeypatch.setattr(record, "locked", unlocked)
    meet(monkeypatch, posts.rights, "at_post")
    with pytest.raises(IntegrityError, match="casework_one_standing_decision"):
        at_once(decide(case, 8), decide(case, 9))


def test_of_two_clerks_one_decides_and_the_other_is_told(told):
    case = a_case_at_review(told)
    answers = at_once(decide(case, 8), decide(case, 9))
    assert sorted(isinstance(answer, TongbanError) for answer in answers) == [False, True]
    assert Decision.objects.filter(case=case, corrected_by=None).count() == 1


def due_cases(told: Any, count: int) -> set[Any]:
    found = set()
    for number in range(count):
        person = builders.a_person(serial=910 + number, phone=f"1390000{number:04d}")
        found.add(
            actions.start(service="D06", applicant=person, actor=builders.a_citizen(person), office=builders.OFFICE).id
        )
    Case.for_system("race").update(status="submitted", wake_at=clock.now())
    return found


def test_without_skip_locked_and_update_in_one_two_workers_lease_the_same_cases(told, monkeypatch):
    due_cases(told, 4)

    def naive(limit: int) -> list[Any]:
        rows = Case.for_system("race").filter(wake_at__lte=clock.now()).order_by("wake_at")[:limit]
        found = [row.id for row in rows]
        gate.wait(5)
        Case.for_system("race").filter(id__in=found).update(wake_at=None)
        return found

    gate = threading.Barrier(2)
    monkeypatch.setattr(tasks, "lease_due", naive)
    first, second = at_once(lambda: tasks.lease_due(4), lambda: tasks.lease_due(4))
    assert set(first) == set(second) and first


def test_two_workers_share_the_cases_without_overlap(told):
    due = due_cases(told, 8)
    leased = at_once(*[lambda: tasks.lease_due(3)] * 4)
    together = [case for part in leased for case in part]
    assert len(together) == len(set(together))
    assert set(together) <= due
