"""The load: citizens in parallel, each with one whole D06 case, through the same steps as `./tongban up --check`."""

import json
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection

from bench._client import Browser

from tongban.config import story
from tongban.config.up import Copy
from tongban.config.visitor import Citizen

Person = dict[str, str]


@dataclass
class Run:
    """What a run of citizens took. Times in milliseconds; `cases` are the numbers the product acknowledged."""

    cases: list[str] = field(default_factory=list)
    case_ms: list[float] = field(default_factory=list)
    request_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    begun: list[float] = field(default_factory=list)  # instants (Unix) at which each case began
    seconds: float = 0.0

    def all_requests(self) -> list[float]:
        """Every request of every case."""
        return [one for times in self.request_ms.values() for one in times]


OneCase = Callable[..., None]  # of the shape of `one_case`


def percentile(times: Sequence[float], share: float) -> float:
    """The smallest time that at least this share of them does not exceed; 0 where there are none."""
    ordered = sorted(times)
    return ordered[max(0, -(-len(ordered) * int(share * 100) // 100) - 1)] if ordered else 0.0


def people_of(copy: Copy, count: int, first: int) -> list[Person]:
    """Make people in bulk in a process of the copy: licensed, signed in, with a phone."""
    command = [
        sys.executable, "-m", "bench._city", "--people", str(count), "--from-position", str(first), "--ready",
    ]  # fmt: skip
    environment = {**copy.environment, "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"The people could not be made:\n{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def run(web: str, people: Sequence[Person], parallel: int, case: OneCase | None = None) -> Run:
    """Let everybody have their case (D06 or another), `parallel` at a time. Raises StepFailed for the first to fail."""
    result, waiting, lock, have = Run(), iter(people), threading.Lock(), case or one_case
    failures: list[BaseException] = []

    def work() -> None:
        connections: dict[str, HTTPConnection] = {}
        try:
            for person in _until_failed(waiting, lock, failures):
                have(web, person, connections, result)
        except Exception as error:  # handed to the caller's thread below
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(parallel)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result.seconds = time.perf_counter() - begun
    if failures:
        raise failures[0]
    return result


def _until_failed(
    waiting: Iterator[Person], lock: threading.Lock, failures: Sequence[BaseException]
) -> Iterator[Person]:
    while not failures:
        with lock:
            person = next(waiting, None)
        if person is None:
            return
        yield person


def one_case(
    web: str, person: Person, connections: dict[str, HTTPConnection], result: Run, *, late_ms: float = 0.0
) -> None:
    """Have one case, noting its times; `late_ms` is how long its first request had to wait before it was sent."""
    late = [late_ms]

    def note(what: str, milliseconds: float) -> None:
        result.request_ms[what].append(milliseconds + (late.pop() if late else 0.0))

    citizen = Citizen(web, Browser(web, note, person["cookie"], connections), Browser(web, note, "", connections))
    held, begun = story.Held(), time.perf_counter()
    result.begun.append(time.time())
    page = story.look_up(citizen, held)
    cashier = story.send(citizen, held, page)
    page = story.pay(citizen, held, cashier)
    page = story.wait_for_decision(citizen, held, page)
    story.take_receipt(citizen, held, page)
    story.take_credential(citizen, held)
    result.case_ms.append((time.perf_counter() - begun) * 1000)
    result.cases.append(held.number)
