"""Whole D06 cases over HTTP: applied for, looked up, paid, decided, issued, printed, told; every job done.

The steps are those of `./tongban up --check`. Load, web, worker, database and partner sandbox share this machine.
Signing in and binding the phone are done beforehand, and people are made in bulk. Afterwards the counts of cases,
entries, credentials, payments, papers and jobs must agree. The baseline is the SQL of the same kind of case, replayed
at the same number of connections without the application.
"""

import os
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from bench import _counts, _cpu, _load, _parts, _replay

from tongban.config.up import Copy, throwaway

PARALLEL = 8
WARM_UP, MEASURED, RECORDED, SAMPLED = 40, 600, 40, 80
QUICK = (10, 60, 10, 20)
PRODUCT_MS = 45.0  # bars of the issue after this one: CPU of the product's own processes for each case,
CASES_PER_SECOND = 30.0  # a steady rate on two cores that hold load, database, worker and sandbox too

Progress = Callable[[str], None]


def measure(*, quick: bool, progress: Progress) -> dict[str, Any]:
    """Run it on a throw-away copy. Raises StepFailed for a case that went wrong, Disagree where counts do not agree."""
    warm_up, measured, recorded, sampled = QUICK if quick else (WARM_UP, MEASURED, RECORDED, SAMPLED)
    with ExitStack() as stack:
        progress("Starting a throw-away copy")
        copy = stack.enter_context(throwaway(demo=False))
        web = copy.public_url.replace("localhost", "127.0.0.1")
        people = _load.people_of(copy, warm_up + measured + recorded + sampled, 0)
        progress(f"{len(people)} people, signed in; {os.cpu_count()} cores; load average {os.getloadavg()[0]:.1f}")
        _load.run(web, people[:1], 1)  # the first question makes the sandbox fetch the product's keys from the website
        _load.run(web, people[1:warm_up], PARALLEL)
        _counts.wait_until_done(copy.urls.app)
        at = warm_up + measured
        result, cpu = _measured(copy, web, people[warm_up:at], progress)
        baseline = _baseline(copy, web, people[at : at + recorded], progress)
        parts = _by_part(copy, web, people[at + recorded :], progress)
    return result | _compared(result, cpu, baseline, parts, people=len(people), measured=measured)


def _measured(
    copy: Copy, web: str, people: list[_load.Person], progress: Progress
) -> tuple[dict[str, Any], dict[str, float]]:
    before = _cpu.used(copy)
    run = _load.run(web, people, PARALLEL)
    left = _counts.wait_until_done(copy.urls.app)
    cpu = _cpu.between(before, _cpu.used(copy), len(people))
    counts = _counts.check(copy.urls.app, run.cases)
    progress(f"{len(run.cases)} cases in {run.seconds:.1f} s; the last job was done {left:.1f} s later")
    for what, times in sorted(run.request_ms.items()):
        progress(f"  {_three(times)}  {what}")
    progress(f"Counts agree: {len(run.cases)} each of {', '.join(counts)}; no job left, no entry unsealed")
    requests = run.all_requests()
    return {
        "value": round(len(run.cases) / (run.seconds + left), 2),
        "unit": "cases/s",
        "p50_ms": round(_load.percentile(requests, 0.5), 1),
        "p95_ms": round(_load.percentile(requests, 0.95), 1),
        "p99_ms": round(_load.percentile(requests, 0.99), 1),
        "case_ms": _three(run.case_ms),
        "requests_a_case": round(len(requests) / len(run.cases), 1),
    }, cpu


def _three(times: list[float]) -> str:
    p50, p95, p99 = (_load.percentile(times, share) for share in (0.5, 0.95, 0.99))
    return f"p50 {p50:7.1f}  p95 {p95:7.1f}  p99 {p99:7.1f} ms"


def _baseline(
    copy: Copy, web: str, people: list[_load.Person], progress: Progress
) -> tuple[_replay.Replayed, _replay.Recorded]:
    progress("Baseline: the same SQL without the application")
    _replay.copy_database(copy)
    with _replay.recording(copy) as lines:
        run = _load.run(web, people, 1)
        _counts.wait_until_done(copy.urls.app)
    recorded = _replay.by_case(lines, run.begun)
    replayed = _replay.replay(copy, recorded, PARALLEL)
    share = replayed.failed / max(recorded.statements, 1)
    progress(
        f"  {recorded.statements / len(people):.0f} statements a case; {replayed.cases_per_second:.1f} cases/s;"
        f" {share:.1%} of the statements refused"
    )
    return replayed, recorded


def _by_part(copy: Copy, web: str, people: list[_load.Person], progress: Progress) -> dict[str, float]:
    with _parts.sampling(copy) as samples:
        _load.run(web, people, PARALLEL)
    if samples.missing:
        progress(f"Inside the web process: not seen, {samples.missing}")
    return samples.milliseconds(len(people))


def _compared(
    result: dict[str, Any],
    cpu: dict[str, float],
    baseline: tuple[_replay.Replayed, _replay.Recorded],
    parts: dict[str, float],
    **sizes: int,
) -> dict[str, Any]:
    replayed, recorded = baseline
    product = round(sum(cpu[name] for name in _cpu.PRODUCT), 1)
    return {
        "baseline": round(replayed.cases_per_second, 1),
        "ratio": round(result["value"] / replayed.cases_per_second, 3),
        "met": product <= PRODUCT_MS and result["value"] >= CASES_PER_SECOND,
        "sizes": {
            **sizes,
            "parallel": PARALLEL,
            "cores": os.cpu_count(),
            "requests_a_case": result["requests_a_case"],
            "statements_a_case": round(recorded.statements / len(recorded.cases)),
            "case": result["case_ms"],
            "cpu_ms_a_case": {**cpu, "product": product},
            "web_parts_ms_a_case": parts,
            "load_average": [round(one, 1) for one in os.getloadavg()],
        },
    }
