"""One draw of a million applicants for 10,000 numbers, from its list in the database to the proof, and verified.

Entering the list (COPY) is not in the figure. It is what `announce` does (write the list out, hash it, keep it) and
what `draw` does (order everybody, give out, write the proof), in a process of its own like the worker's; then
`verify_draw.py` checks the files in another, as a stranger would. The baseline is a bare sort of as many random keys.
One applicant in three has two lots, one in two wishes for particular numbers. Beside it, a bot applies a thousand
times, through the same action, among 99 who apply once: counted is how often it wins in many draws of that list.
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

APPLICANTS, NUMBERS = 1_000_000, 10_000
QUICK_APPLICANTS, QUICK_NUMBERS = 50_000, 500
DRAW_SECONDS, VERIFY_SECONDS = 10.0, 30.0
CHANCE = 0.01  # of one among a hundred
MOST_OF_A_BOT = 0.02  # far above what chance does in as many draws, far below a thousand applications' share of 0.91


def measure(*, quick: bool, progress: Callable[[str], None]) -> dict[str, Any]:
    """Fix and draw once, verify, and let a bot try. Raises CalledProcessError where a process fails."""
    people, numbers = (QUICK_APPLICANTS, QUICK_NUMBERS) if quick else (APPLICANTS, NUMBERS)
    with tempfile.TemporaryDirectory(prefix="tongban-draw-") as folder:
        server = Embedded(Path(folder))
        try:
            urls = server.start(progress)
            database.prepare(urls)
            progress(f"{people:,} applicants for {numbers:,} numbers; load average {os.getloadavg()[0]:.1f}")
            environment = {
                **os.environ, "DATABASE_URL": urls.app, "TONGBAN_HOME": folder, "PYTHONPATH": ":".join(sys.path),
                "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
            }  # fmt: skip
            drawn = json.loads(_run(["-m", "bench._draw", str(people), str(numbers), folder], environment))
        finally:
            server.remove()
        progress(f"fixed in {drawn['fix_s']} s, drawn in {drawn['draw_s']} s")
        begun = time.monotonic()
        files = [f"{folder}/{name}" for name in ("proof.json", "pool.txt", "applicants.txt")]
        _run([str(PROJECT / "tools" / "verify_draw.py"), *files, "--commitment", drawn["commitment"]], {**os.environ})
        verified = time.monotonic() - begun
    value = drawn["fix_s"] + drawn["draw_s"]
    return {
        "value": round(value, 2),
        "unit": "s from the list to the proof",
        "baseline": drawn["sort_s"],
        "ratio": round(value / drawn["sort_s"], 1),
        "met": value < DRAW_SECONDS and verified < VERIFY_SECONDS and drawn["bot_wins"] < MOST_OF_A_BOT,
        "sizes": {
            "applicants": people,
            "numbers": numbers,
            "verified_seconds": round(verified, 2),
            "chance_of_one": CHANCE,
            "load_average": [round(one, 1) for one in os.getloadavg()],
            **{name: each for name, each in drawn.items() if name != "commitment"},
        },
    }


def _run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run([sys.executable, *command], env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout
