"""What a whole case costs the database, from the start page to the last job. A number that grows is explained."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from tests import builders
from tests.conftest import City

from tongban.config import story
from tongban.config.visitor import Citizen
from tongban.documents import actions as documents
from tongban.exchange.models import Order
from tongban.people import actions as people

STATEMENTS = 180  # requests and jobs together; without BEGIN and COMMIT, and without the worker's own queue
PASSWORD = builders.PASSWORD


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement of every thread of this process while the block runs."""
    log: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        log.append(sql)
        return execute(sql, params, many, context)

    def watch(connection: Any, **_: Any) -> None:
        connection.execute_wrappers.append(note)

    connection_created.connect(watch)
    connection.execute_wrappers.append(note)
    try:
        yield log
    finally:
        connection.execute_wrappers.remove(note)
        connection_created.disconnect(watch)


@pytest.fixture
def citizen(told: Any, city: City) -> Citizen:
    """Somebody with a licence and a phone that holds it, signed in."""
    person = told.person()
    builders.a_licence(person)
    documents.add_device(person_id=person, jwk=told.a_phone_key(), label="phone", actor=builders.TEST)
    people.open_account_at_window(person_id=person, password=PASSWORD, actor=builders.TEST)
    people.verify_at_window(person_id=person, actor=builders.TEST)
    citizen = Citizen(city.web)
    story.sign_in(citizen, "13900000001", PASSWORD)
    return citizen


def test_a_whole_lost_licence_costs_a_known_number_of_statements(citizen: Citizen, city: City) -> None:
    held = story.Held()
    city.work()  # what the worker does once a day
    with counted() as log:
        page = story.look_up(citizen, held)
        cashier = story.send(citizen, held, page)
        page = story.pay(citizen, held, cashier)
        page = story.wait_for_decision(citizen, held, page)
        story.take_receipt(citizen, held, page)
        story.take_credential(citizen, held)
        city.work()
    assert Order.for_system("is all done").get().state == "bill_issued"
    queue = [sql for sql in log if "procrastinate" in sql]
    assert len(log) - len(queue) <= STATEMENTS, "\n".join(sql[:120] for sql in log)
