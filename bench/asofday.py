"""A vehicle as of a day, and its whole life, among a million vehicles and twenty million entries.

The entries lie in 36 monthly partitions and one for everything older: months are made ahead of today, since what is
older than the first month of a copy lies in one partition. Rows are copies of one vehicle that the product itself has
registered, made by SQL and loaded by COPY. The baseline is the statements of each question, sent alone. Full run: about
half an hour, 20 GB of disk.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from bench import _asofday, _replay

from tongban.config.up import Copy, throwaway

VEHICLES, QUICK = 1_000_000, 20_000
SLOWEST_P95_MS = 5.0


def measure(*, quick: bool, progress: Callable[[str], None]) -> dict[str, Any]:
    """Fill a throw-away copy, ask both questions of vehicles drawn by lot."""
    vehicles = QUICK if quick else VEHICLES
    with throwaway(demo=False) as copy:
        _inside(copy, "make")
        progress(f"Loading {vehicles:,} vehicles with {_asofday.ENTRIES} entries each")
        loaded = _asofday.fill(_replay.admin_url(copy), vehicles, progress)
        found = json.loads(_inside(copy, "ask", "--vehicles", str(vehicles), "--looks", "300" if quick else "2000"))
    progress(f"{loaded}; {found}")
    slower = max((found["as_of"], found["life"]), key=lambda one: one["p95_ms"])
    return {
        **slower,
        "value": slower["p95_ms"],
        "unit": "ms, 95 of 100, the slower of both questions",
        "baseline": found["baseline"],
        "ratio": round(slower["p95_ms"] / found["baseline"], 2),
        "met": slower["p95_ms"] < SLOWEST_P95_MS,
        "sizes": {"vehicles": vehicles, **loaded, **found},
    }


def _inside(copy: Copy, *arguments: str) -> str:
    environment = {**copy.environment, "PYTHONPATH": ":".join(sys.path)}
    command = [sys.executable, "-m", "bench._asofday", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{arguments[0]} failed:\n{done.stderr}")
    return done.stdout
