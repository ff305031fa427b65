"""Jobs that failed for good: tried again or given up by a person with the right, and an entry says so."""

import pytest
from django.db import connection

from tongban.core import entries, failed_jobs
from tongban.core.actor import CONFIGURE, POWERS, Actor, Grant
from tongban.core.errors import BadInput, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


def an_admin(office: str = "*", kind: str = "staff", powers: tuple[str, ...] = (CONFIGURE,)) -> Actor:
    grants = frozenset(Grant(power, "*", office) for power in powers)
    return Actor(kind=kind, label="0001", channel="window", office="310100-1", grants=grants)


def a_failed_job(status: str = "failed") -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts)"
            " VALUES ('default', 'exchange.issue_bill', '{\"order\": \"7\"}', %s, 10) RETURNING id",
            [status],
        )
        return int(cursor.fetchone()[0])


def status_of(job: int) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job])
        row = cursor.fetchone()
    return row[0] if row else None


def written(job: int) -> list[tuple[str, str]]:
    return [(entry.kind, entry.facts["reason"]) for entry in entries.caused_by(f"job:{job}")]


def test_a_failed_job_is_listed_with_its_ids_and_others_are_not() -> None:
    job = a_failed_job()
    a_failed_job("todo")
    [found] = failed_jobs.failed_jobs()
    assert (found.id, found.name, found.arguments, found.attempts) == (job, "exchange.issue_bill", {"order": "7"}, 10)


def test_a_failed_job_runs_again_and_an_entry_says_who_wanted_it_and_why() -> None:
    job = a_failed_job()
    failed_jobs.retry(job_id=job, reason="the fiscal office answers again", actor=an_admin())
    assert status_of(job) == "todo"
    assert written(job) == [("retried", "the fiscal office answers again")]
    with pytest.raises(NotFound):
        failed_jobs.retry(job_id=job, reason="again", actor=an_admin())


def test_a_failed_job_is_given_up_and_its_entry_stays() -> None:
    job = a_failed_job()
    failed_jobs.drop(job_id=job, reason="done by hand", actor=an_admin())
    assert status_of(job) is None
    assert written(job) == [("dropped", "done by hand")]


def test_without_a_reason_nothing_happens() -> None:
    job = a_failed_job()
    for act in (failed_jobs.retry, failed_jobs.drop):
        with pytest.raises(BadInput):
            act(job_id=job, reason="  ", actor=an_admin())
    assert status_of(job) == "failed" and written(job) == []


@pytest.mark.parametrize(
    "actor",
    [an_admin("310100-1"), an_admin(powers=tuple(set(POWERS) - {CONFIGURE})), an_admin(kind="partner")],
    ids=["one office only", "without the power", "a partner"],
)
def test_who_may_not_configure_everything_decides_about_no_job(actor: Actor) -> None:
    job = a_failed_job()
    for act in (failed_jobs.retry, failed_jobs.drop):
        with pytest.raises(NotAllowed):
            act(job_id=job, reason="because", actor=actor)
    assert status_of(job) == "failed"


def test_a_job_that_runs_is_not_given_up() -> None:
    job = a_failed_job("doing")
    with pytest.raises(NotFound):
        failed_jobs.drop(job_id=job, reason="because", actor=an_admin())
    assert status_of(job) == "doing"


def test_a_job_that_fails_says_when_and_one_that_is_done_leaves_nothing_behind() -> None:
    failing, done = a_failed_job("doing"), a_failed_job("todo")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [failing])
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [done])
        cursor.execute("SELECT job_id, type FROM procrastinate_events")
        assert cursor.fetchall() == [(failing, "failed")]
    [found] = failed_jobs.failed_jobs()
    assert found.failed_at is not None
