"""The worker: runs jobs, and takes up again what a worker that died left in the middle.

Several may run on several machines; each says that it lives every two seconds. A finished job is deleted at
once, a failed one stays until somebody decides.
"""

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import django
from procrastinate import App

from tongban.config.alive import Mark

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


def main(arguments: Sequence[str] = ()) -> int:
    """Set Django up and work; an argument is the file in which to say that we are ready."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
    django.setup()
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    with app.replace_connector(connector) as running:
        asyncio.run(work(running, Path(arguments[0]) if arguments else None))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
