"""A clerk's work list among five million cases: filtered, authorised, with names and the looks at them.

The page is asked for as a browser asks, through everything but the network. Most cases are closed; each of the offices
of a province has its share of open ones. The baseline is the list's own statement, sent alone.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from bench import _load, _province, _replay

from tongban.config.up import throwaway

CASES, QUICK = 5_000_000, 100_000
PEOPLE, QUICK_PEOPLE = 1_000_000, 20_000
SLOWEST_P95_MS = 100.0
MOST_STATEMENTS = 12  # with whatever filter and however many rows


def measure(*, quick: bool, progress: Callable[[str], None]) -> dict[str, Any]:
    """Fill a throw-away copy, then look at the list with every filter."""
    cases, people = (QUICK, QUICK_PEOPLE) if quick else (CASES, PEOPLE)
    with throwaway(demo=False) as copy:
        web = copy.public_url.replace("localhost", "127.0.0.1")
        _load.run(web, _load.people_of(copy, 2, 0), 1)  # the case that all others are copies of
        progress(f"Loading {people:,} people and {cases:,} cases")
        admin = _replay.admin_url(copy)
        seconds = _province.fill(admin, people=people, cases=cases, blanks=1, some_open=True, progress=progress)
        command = [sys.executable, "-m", "bench._worklist", "--looks", "60" if quick else "400"]
        environment = {**copy.environment, "PYTHONPATH": ":".join(sys.path), "TONGBAN_DEMO": "1"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"The list could not be measured:\n{done.stderr}")
    found = json.loads(done.stdout)
    counts = found.pop("statements")
    progress(f"{found['rows']} rows of {found['total']} on the first page; statements with each filter: {counts}")
    return {
        **found,
        "value": found["p95_ms"],
        "unit": "ms, 95 of 100 pages",
        "ratio": round(found["p95_ms"] / found["baseline"], 1),
        "met": found["p95_ms"] < SLOWEST_P95_MS and max(counts.values()) <= MOST_STATEMENTS,
        "sizes": {"cases": cases, "people": people, "loading_seconds": round(seconds), "statements": counts,
                  "at_these_posts": found["total"]},
    }  # fmt: skip
