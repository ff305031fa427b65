"""Places and preferences: 200,000 people with a session of their own ask where they stand, and one in five changes what
they prefer, over HTTP, bots among them.

Load comes from wrk (`apt-get install wrk`), which shares the two cores with what it measures. A place is two searches
in lists that a job keeps, so it costs the same among ten people as among a million; a change is checked against the
exam file and the plan and writes an entry. The baseline is the health page, which asks nothing.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import _load
from bench._requests import wrk

from tongban.config.up import Copy, throwaway

PEOPLE, QUICK_PEOPLE = 200_000, 4_000
SESSIONS, QUICK_SESSIONS = 4_000, 200
LEAST_A_SECOND, SLOWEST_P95_MS = 500.0, 300.0
HEALTH = 2_000
COUNTED = ("changed", "seen")


def measure(*, quick: bool, progress: Callable[[str], None]) -> dict[str, Any]:
    """Make people, a plan and preferences in a throw-away copy, let them ask and change, count."""
    if shutil.which("wrk") is None:
        raise RuntimeError("wrk is missing: apt-get install wrk")
    people, sessions = (QUICK_PEOPLE, QUICK_SESSIONS) if quick else (PEOPLE, SESSIONS)
    with throwaway(demo=False) as copy:
        progress(f"Making {people:,} people")
        _load.people_of(copy, people, 0)
        lines = _inside(copy, "make", "--sessions", str(sessions)).splitlines()
        requests = Path(copy.environment.get("TMPDIR", "/tmp")) / f"booking-{people}.txt"
        web = copy.public_url.replace("localhost", "127.0.0.1")
        requests.write_text("/health\t-\t\n" * HEALTH, encoding="utf-8")
        bare = wrk(web, requests, COUNTED)
        requests.write_text("\n".join(lines) + "\n", encoding="utf-8")
        progress(f"{len(lines):,} requests")
        told = wrk(web, requests, COUNTED)
        requests.unlink()
        found = json.loads(_inside(copy, "check"))
    answered = told["changed"] + told["seen"] + told["refused"]
    rate, baseline = answered / told["seconds"], HEALTH / bare["seconds"]
    right = found["preferences"] == found["people"] == people and found["entries"] == told["changed"]
    progress(f"{told}; {found}")
    return {
        "value": round(rate),
        "unit": "answered requests a second",
        "p50_ms": told["p50_ms"], "p95_ms": told["p95_ms"], "p99_ms": told["p99_ms"],
        "baseline": round(baseline),
        "ratio": round(rate / baseline, 3),
        "met": right and not told["other"] and not told["broken"] and rate >= LEAST_A_SECOND
        and told["p95_ms"] < SLOWEST_P95_MS,
        "sizes": {"people": people, "sessions": sessions, "requests": len(lines), "right": right, **told, **found},
    }  # fmt: skip


def _inside(copy: Copy, *arguments: str) -> str:
    environment = {**copy.environment, "PYTHONPATH": ":".join(sys.path)}
    command = [sys.executable, "-m", "bench._booking", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{arguments[0]} failed:\n{done.stderr}")
    return done.stdout
