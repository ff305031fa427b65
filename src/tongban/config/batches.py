"""Jobs in batches: procrastinate's manager, taking up several jobs with one statement and clearing several away.

Its own way costs two calls of a stored function for each job and one more for each time nothing is left. Jobs here
carry no locks (core/outbox.py), so one UPDATE takes the next few; what a worker that died had taken is taken up again
as any job is (worker.py).
"""

import asyncio
from collections import deque
from collections.abc import Iterable

from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

SIZE = 8  # jobs taken at once: enough to keep four threads busy, few enough to leave some to other workers
CLEAR_AFTER_SECONDS = 0.02

_TAKE = """
UPDATE procrastinate_jobs SET status = 'doing', worker_id = %(worker_id)s WHERE id IN (
    SELECT id FROM procrastinate_jobs WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())
    ORDER BY priority DESC, id LIMIT %(size)s FOR UPDATE SKIP LOCKED
)
RETURNING id, status, task_name, priority, lock, queueing_lock, args, scheduled_at, queue_name, attempts, worker_id
"""
_CLEAR = "DELETE FROM procrastinate_jobs WHERE id = ANY(%(ids)s)"


class Batches(JobManager):
    """The manager of one worker."""

    def __init__(self, manager: JobManager) -> None:
        super().__init__(manager.connector)
        self._taken: deque[Job] = deque()
        self._done: list[int] = []
        self._clearing: asyncio.Task[None] | None = None

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """Return the next job, None where nothing is left. All queues are ours."""
        if not self._taken:
            rows = await self.connector.execute_query_all_async(query=_TAKE, worker_id=worker_id, size=SIZE)
            self._taken += map(Job.from_row, sorted(rows, key=lambda row: (-row["priority"], row["id"])))
        return self._taken.popleft() if self._taken else None

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        """Note that a job is done; those done at nearly the same time are cleared away together."""
        if status is not Status.SUCCEEDED or not delete_job or job.id is None:
            await super().finish_job(job, status, delete_job)
            return
        self._done.append(job.id)
        if self._clearing is None or self._clearing.done():
            self._clearing = asyncio.create_task(self._clear())
        await self._clearing

    async def _clear(self) -> None:
        await asyncio.sleep(CLEAR_AFTER_SECONDS)
        while self._done:
            ids, self._done = self._done, []
            await self.connector.execute_query_async(query=_CLEAR, ids=ids)
