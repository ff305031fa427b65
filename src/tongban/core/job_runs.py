"""Daily jobs that catch up: after a stop they do every missed day once, in order, and never a day twice."""

import logging
from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection, transaction

log = logging.getLogger("tongban.jobs")


def catch_up(name: str, today: date, step: Callable[[date], object], since: date | None = None) -> list[date]:
    """Run `step(day)` for each day after the last success up to `today`; return the days done.

    Each day is a transaction of its own together with the note that it is done: a step that fails leaves no
    trace, ends the run and is tried again next time. Two processes at once wait for each other. The very
    first run starts at `since`, or at `today`. A step must not call partners: it announces, and listeners
    call them.
    """
    done: list[date] = []
    _begin(name, (since or today) - timedelta(days=1))
    while True:
        with transaction.atomic():
            day = _locked(name) + timedelta(days=1)
            if day > today:
                return done
            step(day)
            _finish(name, day)
        done.append(day)
        log.info("%s is done for %s", name, day)


def last_success(name: str) -> date | None:
    """Return the last day a job has finished, for the operator's page; None where it never ran."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_success FROM core_job_run WHERE name = %s", [name])
        row = cursor.fetchone()
    return row[0] if row else None


def _begin(name: str, before: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_job_run (name, last_success) VALUES (%s, %s) ON CONFLICT (name) DO NOTHING",
            [name, before],
        )


def _locked(name: str) -> date:
    """Return the last day done, with the row locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_success FROM core_job_run WHERE name = %s FOR UPDATE", [name])
        (day,) = cursor.fetchone()
    return day


def _finish(name: str, day: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_job_run SET last_success = %s WHERE name = %s", [day, name])
