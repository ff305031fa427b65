"""Claims of plate numbers: 200,000 people want 50,000 numbers at the same time, bots among them, over HTTP.

Everybody has a session of their own and asks once for five numbers by name; some are wanted by very many. A bot asks a
hundred times, as fast as it can. Load comes from wrk (`apt-get install wrk`), which shares the two cores with what it
measures. The baseline is the guarded statement alone, in transactions of its own, over two connections.
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
NUMBERS, QUICK_NUMBERS = 50_000, 1_000
LEAST_A_SECOND, SLOWEST_P99_MS = 600.0, 1000.0


def measure(*, quick: bool, progress: Callable[[str], None]) -> dict[str, Any]:
    """Make people and numbers in a throw-away copy, let them claim, count."""
    if shutil.which("wrk") is None:
        raise RuntimeError("wrk is missing: apt-get install wrk")
    people, numbers = (QUICK_PEOPLE, QUICK_NUMBERS) if quick else (PEOPLE, NUMBERS)
    with throwaway(demo=False) as copy:
        progress(f"Making {people:,} people")
        _load.people_of(copy, people, 0)
        lines = _inside(copy, "make", "--numbers", str(numbers)).splitlines()
        requests = Path(copy.environment.get("TMPDIR", "/tmp")) / f"claims-{numbers}.txt"
        requests.write_text("\n".join(lines) + "\n", encoding="utf-8")
        alone = json.loads(_inside(copy, "bare", "--seconds", "2" if quick else "10"))["a_second"]
        progress(f"{len(lines):,} claims for {numbers:,} numbers; the statement alone: {alone:,.0f} a second")
        told = wrk(copy.public_url.replace("localhost", "127.0.0.1"), requests, ("got", "lost"))
        requests.unlink()
        found = json.loads(_inside(copy, "check"))
    answered = told["got"] + told["lost"] + told["refused"]
    rate = answered / told["seconds"]
    right = len({found[name] for name in ("reserved", "served", "vehicles", "entries", "choices", "agree")}) == 1
    progress(f"{told}; {found}")
    met = right and not told["other"] and not told["broken"]
    return {
        "value": round(rate),
        "unit": "answered claims a second",
        "p50_ms": told["p50_ms"], "p95_ms": told["p95_ms"], "p99_ms": told["p99_ms"],
        "baseline": round(alone),
        "ratio": round(rate / alone, 3),
        "met": met and rate >= LEAST_A_SECOND and told["p99_ms"] < SLOWEST_P99_MS,
        "sizes": {"people": people, "numbers": numbers, "claims": len(lines), **told, **found},
    }  # fmt: skip


def _inside(copy: Copy, *arguments: str) -> str:
    environment = {**copy.environment, "PYTHONPATH": ":".join(sys.path)}
    command = [sys.executable, "-m", "bench._claims", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{arguments[0]} failed:\n{done.stderr}")
    return done.stdout
