"""A job in the middle of which a worker died is done by the next worker."""

import asyncio
from pathlib import Path

import psycopg
from procrastinate import App, PsycopgConnector

from tongban.config import worker
from tongban.config.alive import Mark
from tongban.config.embedded import Urls


async def run_until_done(urls: Urls, ready: Path, done: list[int]) -> list[int]:
    """Leave a job as a killed worker leaves it, then let a worker run for as long as it needs."""
    app = App(connector=PsycopgConnector(conninfo=urls.owner))

    @app.task(name="count")
    async def count(number: int) -> None:
        done.append(number)

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        await count.defer_async(number=7)
        dead = await app.job_manager.register_worker()
        assert await app.job_manager.fetch_job(queues=None, worker_id=dead)
    with psycopg.connect(urls.owner) as connection:
        connection.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
    working = asyncio.create_task(worker.work(app, ready))
    for _ in range(200):
        await asyncio.sleep(0.05)
        with psycopg.connect(urls.owner) as connection:
            if done and not connection.execute("SELECT 1 FROM procrastinate_jobs").fetchone():
                break
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    with psycopg.connect(urls.owner) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM procrastinate_jobs")]


def test_a_job_of_a_dead_worker_is_done_once_and_leaves_nothing(empty_database: Urls, tmp_path: Path) -> None:
    done: list[int] = []
    left = asyncio.run(run_until_done(empty_database, tmp_path / "ready.json", done))
    assert done == [7]
    assert left == []
    mark = Mark.read(tmp_path / "ready.json")
    assert mark is not None and mark.process() is not None
