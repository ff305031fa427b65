"""The worker: runs jobs, and takes up again what a worker that died left in the middle.

Several may run on several machines; each says that it lives every two seconds. A finished job is deleted at
once, a failed one stays until somebody decides.
"""

import asyncio
import contextlib
import gc
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import django
from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django.utils import connector_params
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from tongban.config.alive import Mark
from tongban.config.batches import Batches
from tongban.config.postgresql.base import has_something_to_say

HEARTBEAT_SECONDS = 2.0
STALLED_SECONDS = 10.0
CONCURRENCY = 4
GRACE_SECONDS = 15.0

log = logging.getLogger("tongban.worker")


async def take_up_stalled(app: App) -> int:
    """Queue again the jobs of workers that have said nothing for ten seconds; return how many."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS))
    for job in stalled:
        log.warning("job %s (%s) was left by a worker that died; it is queued again", job.id, job.task_name)
        await app.job_manager.retry_job(job)
    return len(stalled)


async def _keep_taking_up(app: App) -> None:
    while True:
        await asyncio.sleep(HEARTBEAT_SECONDS)
        await take_up_stalled(app)


async def work(app: App, ready: Path | None) -> None:
    """Write our mark to `ready`, then work until SIGTERM or SIGINT; running jobs get fifteen seconds more."""
    async with app.open_async():
        await take_up_stalled(app)
        if ready:
            Mark.of(os.getpid()).write(ready)
        taking_up = asyncio.create_task(_keep_taking_up(app))
        working = asyncio.create_task(
            app.run_worker_async(
                concurrency=CONCURRENCY,
                delete_jobs="successful",
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_SECONDS,
                shutdown_graceful_timeout=GRACE_SECONDS,
            )
        )
        ended, _ = await asyncio.wait({taking_up, working}, return_when=asyncio.FIRST_COMPLETED)
        for task in {taking_up, working} - ended:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        for task in ended:
            task.result()  # an error ends the process; `up` starts it again


def connector_of_worker() -> PsycopgConnector:
    """Connections for the queue alone: one round trip a question, no transaction, no look whether they live.

    Nor do they wait for the disk: a mark that a crash of the server loses lets its job be done once more, as the end of
    a worker does. What the jobs themselves write goes through Django's connections, and waits.
    """
    return PsycopgConnector(kwargs=connector_params(), configure=_configure, pool_factory=_pool)


def _pool(**options: Any) -> AsyncConnectionPool:
    return AsyncConnectionPool(**{**options, "check": _check})


async def _configure(connection: AsyncConnection[Any]) -> None:
    await connection.set_autocommit(True)
    await connection.execute("SET synchronous_commit = off")


async def _check(connection: AsyncConnection[Any]) -> None:
    """A server that ended has closed the socket; only a socket that is not quiet is worth a question."""
    if has_something_to_say(connection.fileno()):
        await AsyncConnectionPool.check_connection(connection)


def main(arguments: Sequence[str] = ()) -> int:
    """Set Django up and work; an argument is the file in which to say that we are ready."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
    django.setup()
    from procrastinate.contrib.django import app

    gc.collect()
    gc.freeze()  # as in `wsgi`
    with app.replace_connector(connector_of_worker()) as running:
        running.job_manager = Batches(running.job_manager)
        asyncio.run(work(running, Path(arguments[0]) if arguments else None))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
