"""Requests of a file sent by wrk, each once: `requests.lua` beside this sends and counts them."""

import json
import signal
import subprocess
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).with_name("requests.lua")
THREADS, CONNECTIONS = 2, 64
LONGEST = "1800s"  # wrk wants to know; it is ended when every request is answered


def wrk(web: str, requests: Path, names: tuple[str, str]) -> dict[str, Any]:
    """Send every line once, and return what was counted: refusals, others, and under the caller's `names` the answers
    that named an address to go to and those that named none.
    """
    command = [
        "wrk", "-t", str(THREADS), "-c", str(CONNECTIONS), "-d", LONGEST, "--timeout", "60s", "--latency",
        "-s", str(SCRIPT), web, "--", str(THREADS), str(requests), *names,
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None and running.stderr is not None
        over = 0
        for line in running.stderr:
            over += line.strip() == "answered"
            if over == THREADS:
                running.send_signal(signal.SIGINT)  # else it waits until its time is over
                break
        told = running.stdout.read().strip().splitlines()  # what the script counted is the last line
    return dict(json.loads(told[-1]))
