"""Open loop: citizens arrive at a steady rate, whether or not those before them are done.

A request counts from the instant its citizen was ready to send it, so that a server that falls behind is seen. Beside
it somebody looks at the queues: jobs that wait and entries not yet sealed.
"""

import itertools
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import cycle
from statistics import linear_regression

import psycopg
from bench import _load
from bench._load import OneCase, Person, Run, percentile

_Due = queue.SimpleQueue[tuple[float, Person] | None]  # the instant at which somebody arrives; None at the end
MOST_AT_ONCE = 96  # citizens under way; more wait for their turn, which counts as waiting for the product
LOOK_SECONDS = 0.2
SLOWEST_P95_MS = 300.0
OF_A_CASE = 20  # jobs and entries that one case leaves to do, about
FALLING_BEHIND = 0.05  # a queue grows where this share of what arrives stays; sealing every three seconds is no growth
_QUEUES = (
    "SELECT (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
    " AND (scheduled_at IS NULL OR scheduled_at <= now())) + (SELECT count(*) FROM core_unsealed)"
)


@dataclass
class Held:
    """What became of one rate."""

    rate: float
    run: Run
    slowest_p95_ms: float = SLOWEST_P95_MS
    waiting: list[int] = field(default_factory=list)  # jobs and entries that waited, look by look

    @property
    def p95_ms(self) -> float:
        """Of every request."""
        return percentile(self.run.all_requests(), 0.95)

    @property
    def growing(self) -> bool:
        """True where in the last two thirds of the time the line through what waited climbs faster than it may."""
        settled = self.waiting[len(self.waiting) // 3 :]
        if len(settled) < 2:
            return False
        slope = linear_regression([place * LOOK_SECONDS for place in range(len(settled))], settled).slope
        return slope > FALLING_BEHIND * OF_A_CASE * self.rate

    @property
    def holds(self) -> bool:
        """The promise: p95 of every request under the bar, and no queue grows."""
        return self.p95_ms < self.slowest_p95_ms and not self.growing

    def __str__(self) -> str:
        p50, p95, p99 = (percentile(self.run.all_requests(), share) for share in (0.5, 0.95, 0.99))
        waiting, grows = max(self.waiting, default=0), ", growing" if self.growing else ""
        verdict = "holds" if self.holds else "does not hold"
        times = f"p50 {p50:.0f}, p95 {p95:.0f}, p99 {p99:.0f} ms"
        return f"{self.rate:5.1f} cases/s: {times}; at most {waiting} waited{grows}: {verdict}"


class Crowd:
    """People who come again and again, each never twice at the same time; or once each, where they are an iterator."""

    def __init__(
        self,
        people: Sequence[Person] | Iterator[Person],
        *,
        one_case: OneCase = _load.one_case,
        slowest_p95_ms: float = SLOWEST_P95_MS,
    ) -> None:
        self._people: Iterator[Person] = people if isinstance(people, Iterator) else cycle(people)
        self._one_case, self._slowest_p95_ms = one_case, slowest_p95_ms

    def arrive(self, web: str, database: str, *, rate: float, seconds: float) -> Held:
        """Let people arrive at a rate for so long, and wait until the last one is done. Raises the first failure."""
        due: _Due = queue.SimpleQueue()
        run, failures = Run(), list[BaseException]()
        held = Held(rate, run, self._slowest_p95_ms)
        workers = [threading.Thread(target=self._work, args=(web, due, run, failures)) for _ in range(MOST_AT_ONCE)]
        over = threading.Event()
        looking = threading.Thread(target=_look, args=(database, held.waiting, over))
        for thread in (*workers, looking):
            thread.start()
        begun = time.perf_counter()
        for number in itertools.takewhile(lambda number: number / rate < seconds, itertools.count()):
            at = begun + number / rate
            time.sleep(max(0.0, at - time.perf_counter()))
            due.put((at, next(self._people)))
            if failures:
                break
        over.set()
        for _ in workers:
            due.put(None)
        for thread in (*workers, looking):
            thread.join()
        run.seconds = time.perf_counter() - begun
        if failures:
            raise failures[0]
        return held

    def _work(self, web: str, due: _Due, run: Run, failed: list[BaseException]) -> None:
        connections: dict[str, HTTPConnection] = {}
        while (next_one := due.get()) is not None:
            at, person = next_one
            if failed:
                continue
            try:
                self._one_case(web, person, connections, run, late_ms=(time.perf_counter() - at) * 1000)
            except Exception as error:  # handed to the caller's thread
                failed.append(error)


def _look(database: str, waiting: list[int], over: threading.Event) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        while not over.wait(LOOK_SECONDS):
            row = connection.execute(_QUEUES).fetchone()
            waiting.append(int(row[0]) if row else 0)
