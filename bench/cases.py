"""Whole D06 cases over HTTP: applied for, looked up, paid, decided, issued, printed, told; every job done.

The steps are those of `./tongban up --check`. Citizens arrive at a steady rate (open loop) in a register of a million
people and three million old cases; load, web, worker, database and partner sandbox share this machine. Signing in and
binding the phone are done beforehand. First the highest rate is looked for in short runs, then the promised rate is
held for five minutes. Afterwards the counts of cases, entries, credentials, payments, papers and jobs must agree. The
baseline is the SQL of the same kind of case, replayed at the same number of connections without the application.
"""

import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import psutil
from bench import _counts, _cpu, _load, _open, _parts, _province, _replay

from tongban.config.up import BLOCKING_THREADS, WEB_WORKERS, Copy, throwaway

PRODUCT_MS = 45.0  # bars: CPU of the product's own processes for each case,
CASES_PER_SECOND = 30.0  # the steady rate on two cores that hold load, database, worker and sandbox too,
WORKER_MB = 300.0  # and the memory of each web worker
RATES = (42, 126)  # a large province's cases in office hours, and three times that
CLOSEST = 1.08  # the highest rate is known well enough when the next one that fails is this much higher
WARM_UP, RECORDED, BLANKS = 40, 40, 300_000

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """How large a run is. `active` people come again and again."""

    people: int
    old_cases: int
    active: int
    short_seconds: float
    steady_seconds: float


FULL = Size(1_000_000, 3_000_000, 6_000, 30, 300)
QUICK = Size(20_000, 60_000, 800, 10, 20)


def measure(*, quick: bool, progress: Progress) -> dict[str, Any]:
    """Run it on a throw-away copy. Raises StepFailed for a case that went wrong, Disagree where counts do not agree."""
    size = QUICK if quick else FULL
    with ExitStack() as stack:
        progress("Starting a throw-away copy")
        copy = stack.enter_context(throwaway(demo=False))
        bench = _Bench(copy, size, progress)
        bench.warm_up()
        baseline = bench.baseline()
        loading = bench.load_register()
        highest = bench.highest_rate()
        steady, cpu = bench.steady(min(CASES_PER_SECOND, max(highest, 1.0)))
        parts = bench.parts(max(steady.rate / 2, 1.0))
        memory = bench.memory_mb()
    return _result(size, highest, steady, cpu, parts, memory, baseline, loading)


class _Bench:
    """One copy with its people."""

    def __init__(self, copy: Copy, size: Size, progress: Progress) -> None:
        self.copy, self.size, self.progress = copy, size, progress
        self.web = copy.public_url.replace("localhost", "127.0.0.1")
        people = _load.people_of(copy, size.active + WARM_UP + RECORDED, 0)
        load = os.getloadavg()[0]
        progress(f"{len(people)} people, signed in; {os.cpu_count()} cores; load average {load:.1f}")
        self.first, self.recorded = people[:WARM_UP], people[WARM_UP : WARM_UP + RECORDED]
        self.crowd = _open.Crowd(people[WARM_UP + RECORDED :])

    def warm_up(self) -> None:
        """The first question makes the sandbox fetch the product's keys from the website."""
        _load.run(self.web, self.first[:1], 1)
        _load.run(self.web, self.first[1:], 4)
        _counts.wait_until_done(self.copy.urls.app)

    def baseline(self) -> tuple[_replay.Replayed, _replay.Recorded]:
        """Replay the SQL of some cases without the application, on the register as it is before it is filled."""
        self.progress("Baseline: the same SQL without the application")
        _replay.copy_database(self.copy)
        with _replay.recording(self.copy) as lines:
            run = _load.run(self.web, self.recorded, 1)
            _counts.wait_until_done(self.copy.urls.app)
        recorded = _replay.by_case(lines, run.begun)
        replayed = _replay.replay(self.copy, recorded, WEB_WORKERS * BLOCKING_THREADS)
        share = replayed.failed / max(recorded.statements, 1)
        self.progress(
            f"  {recorded.statements / len(recorded.cases):.0f} statements a case;"
            f" {replayed.cases_per_second:.1f} cases/s; {share:.1%} of the statements refused"
        )
        return replayed, recorded

    def load_register(self) -> float:
        """Fill the register; return the seconds."""
        self.progress(f"Loading {self.size.people:,} people and {self.size.old_cases:,} old cases")
        return _province.fill(
            _replay.admin_url(self.copy),
            people=self.size.people,
            cases=self.size.old_cases,
            blanks=BLANKS,
            progress=self.progress,
        )

    def highest_rate(self) -> float:
        """Look for the highest rate that holds, in short runs from the bar up or down; 0 where none holds."""
        self.progress("The highest rate that holds")
        holds, fails, rate = 0.0, 0.0, CASES_PER_SECOND / 2
        while rate > 1 and (not fails or fails / max(holds, 1.0) > CLOSEST):
            if self._arrive(rate, self.size.short_seconds).holds:
                holds = rate
            else:
                fails = rate
            rate = (holds + fails) / 2 if fails else rate * 1.5
        return round(holds, 1)

    def steady(self, rate: float) -> tuple[_open.Held, dict[str, float]]:
        """Hold a rate for long; then everything must be done and agree."""
        self.progress(f"Steady: {rate:.1f} cases/s for {self.size.steady_seconds:.0f} s")
        before = _cpu.used(self.copy)
        held = self._arrive(rate, self.size.steady_seconds)
        cpu = _cpu.between(before, _cpu.used(self.copy), len(held.run.cases))
        counts = _counts.check(self.copy.urls.app, held.run.cases)
        for what, times in sorted(held.run.request_ms.items()):
            self.progress(f"  {_three(times)}  {what}")
        self.progress(f"Counts agree: {len(held.run.cases)} each of {', '.join(counts)}; nothing is left to do")
        return held, cpu

    def parts(self, rate: float) -> dict[str, float]:
        """Sample the web program while people arrive; the parts as shares of its samples."""
        with _parts.sampling(self.copy) as samples:
            self._arrive(rate, self.size.short_seconds)
        if samples.missing:
            self.progress(f"Inside the web process: not seen, {samples.missing}")
        return samples.shares()

    def memory_mb(self) -> float:
        """The memory of its own of the largest web worker; what it shares with others counts for none of them."""
        web = psutil.Process(self.copy.supervisor.pids()["web"])
        return round(max(one.memory_full_info().uss for one in (web, *web.children(recursive=True))) / 1024**2, 1)

    def _arrive(self, rate: float, seconds: float) -> _open.Held:
        held = self.crowd.arrive(self.web, self.copy.urls.app, rate=rate, seconds=seconds)
        left = _counts.wait_until_done(self.copy.urls.app)
        self.progress(f"  {held}; all was done {left:.1f} s after the last citizen")
        return held


def _three(times: list[float]) -> str:
    p50, p95, p99 = (_load.percentile(times, share) for share in (0.5, 0.95, 0.99))
    return f"p50 {p50:7.1f}  p95 {p95:7.1f}  p99 {p99:7.1f} ms"


def _result(
    size: Size,
    highest: float,
    steady: _open.Held,
    cpu: dict[str, float],
    shares: dict[str, float],
    memory: float,
    baseline: tuple[_replay.Replayed, _replay.Recorded],
    loading: float,
) -> dict[str, Any]:
    replayed, recorded = baseline
    product = round(sum(cpu[name] for name in _cpu.PRODUCT), 1)
    requests = steady.run.all_requests()
    web = {part: round(share * cpu["web"], 1) for part, share in shares.items()}
    return {
        "value": highest,
        "unit": "cases/s",
        "p50_ms": round(_load.percentile(requests, 0.5), 1),
        "p95_ms": round(_load.percentile(requests, 0.95), 1),
        "p99_ms": round(_load.percentile(requests, 0.99), 1),
        "baseline": round(replayed.cases_per_second, 1),
        "ratio": round(highest / replayed.cases_per_second, 3),
        "met": (
            highest >= CASES_PER_SECOND <= steady.rate and steady.holds and product <= PRODUCT_MS and memory < WORKER_MB
        ),
        "sizes": {
            "people": size.people,
            "old_cases": size.old_cases,
            "loading_seconds": round(loading),
            "cores": os.cpu_count(),
            "steady": {
                "rate": steady.rate,
                "seconds": size.steady_seconds,
                "holds": steady.holds,
                "case": _three(steady.run.case_ms),
                "most_waiting": max(steady.waiting, default=0),
            },
            "requests_a_case": round(len(requests) / len(steady.run.cases), 1),
            "statements_a_case": round(recorded.statements / len(recorded.cases)),
            "cpu_ms_a_case": {**web, **{name: used for name, used in cpu.items() if name != "web"}, "product": product},
            "cores_for": {rate: _cores(rate, product, cpu["database"]) for rate in RATES},
            "web_worker_mb": memory,
            "load_average": [round(one, 1) for one in os.getloadavg()],
        },
    }


def _cores(rate: int, product: float, database: float) -> str:
    return f"{rate * product / 1000:.1f} for the product, {rate * database / 1000:.1f} for the database"
