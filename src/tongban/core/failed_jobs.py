"""Jobs that failed for good: shown, tried again or given up by a person with the right, with a reason.

A finished job is deleted at once; one that failed as often as it may stays with its ids until somebody decides.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import connection, transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager

from tongban.core import clock, entries
from tongban.core.actor import CONFIGURE, Actor
from tongban.core.errors import BadInput, NotAllowed, NotFound
from tongban.law.text import Text

REGISTER = "jobs"
JOBS = UUID("2c2d6f5e-43a9-4a04-8a3c-7f5b0a6f1f60")  # namespace of the subjects of entries about jobs

_FAILED = """
SELECT job.id, job.task_name, job.args, job.attempts, max(event.at)
FROM procrastinate_jobs job LEFT JOIN procrastinate_events event ON event.job_id = job.id
WHERE job.status = 'failed' GROUP BY job.id ORDER BY job.id DESC LIMIT %s
"""
_TAKE = "SELECT task_name, args FROM procrastinate_jobs WHERE id = %s AND status = 'failed' FOR UPDATE"


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that failed as often as it may. Its arguments are ids; the fault itself stands in the worker's log."""

    id: int
    name: str
    arguments: Mapping[str, Any]
    attempts: int
    failed_at: datetime | None


def may_decide(actor: Actor) -> bool:
    """True for staff who may configure everything everywhere: a job belongs to no office."""
    return actor.kind == "staff" and actor.may(CONFIGURE)


def failed_jobs(limit: int = 50) -> list[FailedJob]:
    """The newest jobs that failed for good. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_FAILED, [limit])
        return [
            FailedJob(job, name, json.loads(arguments), attempts, at)
            for job, name, arguments, attempts, at in cursor.fetchall()
        ]


def retry(*, job_id: int, reason: str, actor: Actor) -> None:
    """Let a failed job run again now. Raises NotAllowed, BadInput without a reason, NotFound where it has not failed
    (any more)."""
    with transaction.atomic():
        _decide(job_id, "retried", reason, actor)
        JobManager(DjangoConnector()).retry_job_by_id(job_id, clock.now())


def drop(*, job_id: int, reason: str, actor: Actor) -> None:
    """Give a failed job up: it is deleted, its entry stays. Raises as `retry`."""
    with transaction.atomic(), connection.cursor() as cursor:
        _decide(job_id, "dropped", reason, actor)
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job_id])


def _decide(job_id: int, kind: str, reason: str, actor: Actor) -> None:
    if not may_decide(actor):
        raise NotAllowed(Text(zh="您没有处理失败任务的权限。", en="You may not decide about failed jobs."))
    if not reason.strip():
        raise BadInput("reason", Text(zh="请写明理由。", en="Please give a reason."))
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [job_id])
        found = cursor.fetchone()
    if found is None:
        raise NotFound(Text(zh="这个任务已经不在失败列表里。", en="This job is not among the failed ones any more."))
    name, arguments = found
    entries.write(
        register=REGISTER, subject=uuid5(JOBS, str(job_id)), kind=kind, effective_on=clock.today(), actor=actor,
        cause=f"job:{job_id}", facts={"task": name, "arguments": json.loads(arguments), "reason": reason.strip()[:200]},
    )  # fmt: skip
