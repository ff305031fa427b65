from collections import defaultdict
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django import app
from tests.conftest import run_jobs
from tests.core.builders import an_entry

from tongban.core import outbox, sealing, tasks

HEARD: list[tuple[str, str]] = []


def first_listener(case_id: str) -> None:
    HEARD.append(("first", case_id))


def second_listener(case_id: str) -> None:
    if ("second", "failed") not in HEARD:
        HEARD.append(("second", "failed"))
        raise RuntimeError("once")
    HEARD.append(("second", case_id))


@pytest.fixture
def listeners(monkeypatch) -> None:
    """Two listeners of one topic, for the test only."""
    HEARD.clear()
    monkeypatch.setattr(outbox, "_listeners", defaultdict(list))
    monkeypatch.setattr(app, "tasks", dict(app.tasks))
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})
    outbox.listens("decided")(first_listener)
    outbox.listens("decided", retry=outbox.RetryStrategy(max_attempts=2))(second_listener)
    outbox.on_app_ready(app)


def jobs() -> list[tuple[str, dict[str, str]]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args::text FROM procrastinate_jobs ORDER BY id")
        return cursor.fetchall()


def work() -> None:
    """Run every waiting job; what it did is read by a new connection."""
    run_jobs()
    connections.close_all()


@pytest.mark.django_db
def test_a_topic_makes_one_job_per_listener_in_one_statement(listeners):
    case = uuid4()
    with CaptureQueriesContext(connection) as log:
        outbox.announce("decided", case_id=case)
    assert len(log) == 1
    names = [name for name, _ in jobs()]
    assert len(names) == 2
    assert names[0].endswith(".first_listener") and names[1].endswith(".second_listener")
    assert all(arguments == f'{{"case_id": "{case}"}}' for _, arguments in jobs())


@pytest.mark.django_db
def test_a_topic_without_listeners_is_fine(listeners):
    with CaptureQueriesContext(connection) as log:
        outbox.announce("nobody_listens", case_id=uuid4())
    assert len(log) == 0


@pytest.mark.django_db
def test_a_rollback_takes_the_jobs_along(listeners):
    with pytest.raises(RuntimeError), transaction.atomic():
        outbox.announce("decided", case_id=uuid4())
        raise RuntimeError("the action failed")
    assert jobs() == []


def test_a_listener_that_fails_is_tried_again_alone(committed, listeners):
    outbox.announce("decided", case_id="7")
    work()
    assert sorted(HEARD) == [("first", "7"), ("second", "7"), ("second", "failed")]
    assert jobs() == []


def test_a_listener_stays_an_ordinary_function(listeners):
    first_listener(case_id="8")
    assert HEARD == [("first", "8")]
    assert list(outbox.topics()) == ["decided"]


def test_the_jobs_of_core_are_known_to_the_worker():
    assert {"core.seal_entries", "core.keep_house"} <= set(app.tasks)
    planned = {key[0]: task.cron for key, task in app.periodic_registry.periodic_tasks.items()}
    assert planned["core.seal_entries"] == "* * * * * */3"


def test_a_planned_job_is_given_its_time_whatever_it_calls_it(monkeypatch):
    heard: list[int] = []

    def at_night(moment: int) -> None:
        heard.append(moment)

    monkeypatch.setattr(outbox, "_periodic", [])
    monkeypatch.setattr(app, "tasks", dict(app.tasks))
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})
    outbox.every("0 19 * * *")(at_night)
    outbox.on_app_ready(app)
    (planned,) = app.periodic_registry.periodic_tasks.values()
    planned.task(timestamp=1_795_319_820)
    assert heard == [1_795_319_820]


@pytest.mark.django_db
def test_the_sealing_job_seals_what_waits():
    an_entry()
    tasks.seal_entries(0)
    assert sealing.latest_root().size == 1
