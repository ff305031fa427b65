"""One run of a plan: a million people with preferences over 20,000 sessions, from tables to tables, with its proof.

Entering the preferences (COPY) is not in the figure. It is what `fix` does (write the list out, hash it, keep it, open
the draw among equals) and what `run` does (order everybody, give out, write slots and proof), in a process of its own
like the worker's; then `verify_assignment.py` checks the files in another, as a stranger would. The baseline is a bare
sort of as many random keys. Every fifth ordering time has an equal, everybody names up to three sessions, and some
sessions are coveted.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tongban.config import database
from tongban.config.embedded import Embedded
from tongban.config.install import PROJECT

APPLICANTS, SESSIONS = 1_000_000, 20_000
QUICK_APPLICANTS, QUICK_SESSIONS = 50_000, 1_000
RUN_SECONDS, VERIFY_SECONDS = 15.0, 60.0
FILES = ("proof.json", "sessions.txt", "applicants.txt", "slots.txt")


def measure(*, quick: bool, progress: Callable[[str], None]) -> dict[str, Any]:
    """Fix and run once, verify. Raises CalledProcessError where a process fails."""
    people, sessions = (QUICK_APPLICANTS, QUICK_SESSIONS) if quick else (APPLICANTS, SESSIONS)
    with tempfile.TemporaryDirectory(prefix="tongban-assign-") as folder:
        server = Embedded(Path(folder))
        try:
            urls = server.start(progress)
            database.prepare(urls)
            progress(f"{people:,} people, {sessions:,} sessions; load average {os.getloadavg()[0]:.1f}")
            environment = {
                **os.environ, "DATABASE_URL": urls.app, "TONGBAN_HOME": folder, "PYTHONPATH": ":".join(sys.path),
                "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
            }  # fmt: skip
            told = json.loads(_run(["-m", "bench._assign", str(people), str(sessions), folder], environment))
        finally:
            server.remove()
        progress(f"fixed in {told['fix_s']} s, run in {told['run_s']} s")
        begun = time.monotonic()
        program = str(PROJECT / "tools" / "verify_assignment.py")
        said = _run(
            [program, *(f"{folder}/{name}" for name in FILES), "--commitment", told["commitment"]], {**os.environ}
        )
        verified = time.monotonic() - begun
    value = told["fix_s"] + told["run_s"]
    right = told["same_bytes"] and told["in_tables"] and "✗" not in said
    return {
        "value": round(value, 2),
        "unit": "s from tables to tables, with the proof",
        "baseline": told["sort_s"],
        "ratio": round(value / told["sort_s"], 1),
        "met": right and value < RUN_SECONDS and verified < VERIFY_SECONDS,
        "sizes": {
            "people": people,
            "sessions": sessions,
            "verified_seconds": round(verified, 2),
            "load_average": [round(one, 1) for one in os.getloadavg()],
            **{name: each for name, each in told.items() if name != "commitment"},
        },
    }


def _run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run([sys.executable, *command], env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout
