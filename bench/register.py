"""New private cars over HTTP (V01): number chosen, applied for, looked up, paid, decided by rule, plates ordered.

A citizen's whole way, by the pages: everybody has bought a car of which all partners say that it is in order, asks for
a number by name, states the VIN, pays at the bank's cashier (which calls the product back), and is decided by the rule.
Citizens arrive at a steady rate (open loop), each with a car of their own. First the highest rate that holds is looked
for from the bar down, then it is held for long. After every run vehicles, numbers, sets of plates, papers, entries,
payments and jobs must agree. Load, web, worker, database and partner sandbox share this machine. The baseline is the
SQL of the same kind of case, replayed at the same number of connections without the application.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bench import _counts, _cpu, _load, _open, _register, _replay

from tongban.config.up import BLOCKING_THREADS, WEB_WORKERS, Copy, throwaway

A_SECOND, SLOWEST_P95_MS = 20.0, 500.0  # the bar
CLOSEST = 1.25  # the highest rate is known well enough when the next one that fails is this much higher
LOWEST = 1.0  # registrations a second; below it nothing is looked for
WARM_UP = 20

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """How large a run is."""

    recorded: int
    short_seconds: float
    steady_seconds: float

    @property
    def cars(self) -> int:
        """As many as all runs may take: every short run has fewer arrivals than the one at the bar."""
        return int(A_SECOND * (4 * self.short_seconds + self.steady_seconds)) + WARM_UP + self.recorded


FULL = Size(40, 30, 300)
QUICK = Size(10, 10, 20)


def measure(*, quick: bool, progress: Progress) -> dict[str, Any]:
    """Run it on a throw-away copy. Raises StepFailed for a registration that went wrong, Disagree for the counts."""
    size, load = QUICK if quick else FULL, os.getloadavg()[0]
    progress(f"Starting a throw-away copy; load average {load:.1f}")
    with throwaway(demo=False) as copy:
        bench = _Bench(copy, size, progress)
        bench.warm_up()
        replayed, recorded = bench.baseline()
        held, cpu = bench.steady(bench.highest_rate() or LOWEST)
    return _result(size, held, cpu, replayed, recorded, load)


class _Bench:
    """One copy with its buyers."""

    def __init__(self, copy: Copy, size: Size, progress: Progress) -> None:
        self.copy, self.size, self.progress = copy, size, progress
        self.web = copy.public_url.replace("localhost", "127.0.0.1")
        buyers = _buyers(copy, size.cars)
        progress(f"{len(buyers)} people with a new car each; {os.cpu_count()} cores")
        self.first, self.recorded = buyers[:WARM_UP], buyers[WARM_UP : WARM_UP + size.recorded]
        self.crowd = _open.Crowd(
            iter(buyers[WARM_UP + size.recorded :]), one_case=_register.one_registration, slowest_p95_ms=SLOWEST_P95_MS
        )

    def warm_up(self) -> None:
        """The first question makes the sandbox fetch the product's keys from the website."""
        self._done(_load.run(self.web, self.first[:1], 1, _register.one_registration))
        self._done(_load.run(self.web, self.first[1:], 4, _register.one_registration))

    def baseline(self) -> tuple[_replay.Replayed, _replay.Recorded]:
        """Replay the SQL of some registrations without the application."""
        self.progress("Baseline: the same SQL without the application")
        _replay.copy_database(self.copy)
        with _replay.recording(self.copy) as lines:
            run = _load.run(self.web, self.recorded, 1, _register.one_registration)
            self._done(run)
        recorded = _replay.by_case(lines, run.begun)
        replayed = _replay.replay(self.copy, recorded, WEB_WORKERS * BLOCKING_THREADS)
        share = replayed.failed / max(recorded.statements, 1)
        self.progress(
            f"  {recorded.statements / len(recorded.cases):.0f} statements a registration;"
            f" {replayed.cases_per_second:.1f} a second; {share:.1%} of the statements refused"
        )
        return replayed, recorded

    def highest_rate(self) -> float:
        """Look for the highest rate that holds, in short runs from the bar down; 0 where none does."""
        self.progress("The highest rate that holds, up to the bar")
        holds, fails, rate = 0.0, 0.0, A_SECOND
        while rate >= LOWEST and holds < A_SECOND and (not fails or fails / max(holds, LOWEST) > CLOSEST):
            if self._arrive(rate, self.size.short_seconds).holds:
                holds = rate
            else:
                fails = rate
            rate = (holds + fails) / 2
        return round(holds, 1)

    def steady(self, rate: float) -> tuple[_open.Held, dict[str, float]]:
        """Hold a rate for long."""
        self.progress(f"Steady: {rate:.1f} registrations/s for {self.size.steady_seconds:.0f} s")
        before = _cpu.used(self.copy)
        held = self._arrive(rate, self.size.steady_seconds)
        cpu = _cpu.between(before, _cpu.used(self.copy), len(held.run.cases))
        for what, times in sorted(held.run.request_ms.items()):
            self.progress(
                f"  p50 {_load.percentile(times, 0.5):7.1f}  p95 {_load.percentile(times, 0.95):7.1f}  {what}"
            )
        return held, cpu

    def _arrive(self, rate: float, seconds: float) -> _open.Held:
        held = self.crowd.arrive(self.web, self.copy.urls.app, rate=rate, seconds=seconds)
        left = self._done(held.run)
        self.progress(f"  {held}; all was done {left:.1f} s after the last citizen, and the counts agree")
        return held

    def _done(self, run: _load.Run) -> float:
        """Wait until nothing is left to do; everything of these registrations is there once. Returns the seconds."""
        left = _counts.wait_until_done(self.copy.urls.app)
        _counts.check(self.copy.urls.app, run.cases, once=_register.ONCE)
        return left


def _buyers(copy: Copy, count: int) -> Sequence[_load.Person]:
    """People who are signed in, each with a car that the partners know and a number to ask for."""
    people = _load.people_of(copy, count, 0)
    command = [sys.executable, "-m", "bench._register", "--cars", str(count)]
    environment = {**copy.environment, "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"The cars could not be made:\n{done.stderr}")
    cars = [json.loads(line) for line in done.stdout.splitlines()]
    return [{**person, **car} for person, car in zip(people, cars, strict=True)]


def _result(
    size: Size,
    held: _open.Held,
    cpu: dict[str, float],
    replayed: _replay.Replayed,
    recorded: _replay.Recorded,
    load: float,
) -> dict[str, Any]:
    requests, highest = held.run.all_requests(), held.rate if held.holds else 0.0
    product = round(sum(cpu[name] for name in _cpu.PRODUCT), 1)
    return {
        "value": highest,
        "unit": "registrations/s held",
        "p50_ms": round(_load.percentile(requests, 0.5), 1),
        "p95_ms": round(_load.percentile(requests, 0.95), 1),
        "p99_ms": round(_load.percentile(requests, 0.99), 1),
        "baseline": round(replayed.cases_per_second, 1),
        "ratio": round(highest / replayed.cases_per_second, 3),
        "met": highest >= A_SECOND,
        "sizes": {
            "registrations": len(held.run.cases),
            "held": {"rate": held.rate, "seconds": size.steady_seconds, "holds": held.holds},
            "most_waiting": max(held.waiting, default=0),
            "registration_ms": {
                "p50": round(_load.percentile(held.run.case_ms, 0.5)),
                "p95": round(_load.percentile(held.run.case_ms, 0.95)),
            },
            "requests_a_registration": round(len(requests) / len(held.run.cases), 1),
            "statements_a_registration": round(recorded.statements / len(recorded.cases)),
            "cpu_ms_a_registration": {**cpu, "product": product},
            "cores": os.cpu_count(),
            "load_average": {"before": round(load, 1), "after": [round(one, 1) for one in os.getloadavg()]},
        },
    }
