"""Theory tests: 2,000 candidates, each answering every 20 seconds, over HTTP; the website is killed twice meanwhile.

Every desk keeps an answer until it is acknowledged and sends it again, as the page does. An answer counts from the
instant at which the candidate confirmed it. Afterwards every answer has to be on record once, as it was given. The
baseline is the bare insert of one answer on one connection.
"""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

import psutil
from bench import _cpu
from bench._load import percentile

from tongban.config.up import Copy, throwaway

CANDIDATES, QUICK_CANDIDATES = 2_000, 200
EVERY_SECONDS = 20.0
SECONDS, QUICK_SECONDS = 300.0, 40.0
SLOWEST_P95_MS = 200.0
SENDERS = 32
AGAIN_SECONDS = 1.0  # as the page waits before it sends again
TOKEN = "t" * 32  # against forgery: the same in cookie and header
_Due = queue.SimpleQueue[tuple[float, int, int] | None]


@dataclass
class Sent:
    """What became of the answers."""

    times_ms: list[float] = field(default_factory=list)
    again: int = 0
    refused: list[str] = field(default_factory=list)


def measure(*, quick: bool, progress: Callable[[str], None]) -> dict[str, Any]:
    """Seat the candidates in a throw-away copy, let them answer, kill the website twice, count."""
    candidates = QUICK_CANDIDATES if quick else CANDIDATES
    seconds = QUICK_SECONDS if quick else SECONDS
    with throwaway(demo=False) as copy:
        progress(f"Seating {candidates:,} candidates")
        desks = [json.loads(line) for line in _inside(copy, "make", "--candidates", str(candidates)).splitlines()]
        alone = json.loads(_inside(copy, "bare"))["a_second"]
        progress(f"The insert alone: {alone:,.0f} a second; load average {os.getloadavg()[0]:.1f}")
        before = _cpu.used(copy)
        calm = _answer(copy, desks, 1, seconds, ())
        cpu = _cpu.between(before, _cpu.used(copy), len(calm.times_ms))
        progress(f"Undisturbed: {_said(calm)}")
        disturbed = _answer(copy, desks, 1 + int(seconds // EVERY_SECONDS), seconds, (0.3, 0.6))
        progress(f"Killed twice: {_said(disturbed)}")
        found = json.loads(_inside(copy, "check"))
    sent = len(calm.times_ms) + len(disturbed.times_ms)
    lost = sent - found["answers"]
    p50, p95, p99 = (round(percentile(calm.times_ms, share), 1) for share in (0.5, 0.95, 0.99))
    return {
        "value": p95, "unit": "ms an answer at p95", "p50_ms": p50, "p95_ms": p95, "p99_ms": p99,
        "baseline": round(1000 / alone, 3), "ratio": round(p50 * alone / 1000, 1),
        "met": p95 < SLOWEST_P95_MS and not lost and not calm.refused and not disturbed.refused
        and candidates >= CANDIDATES,
        "sizes": {
            "candidates": candidates, "answers": sent, "on_record": found["answers"], "lost": lost,
            "right_on_record": found["right"], "sent_again_after_kills": disturbed.again,
            "p95_ms_with_two_kills": round(percentile(disturbed.times_ms, 0.95), 1),
            "slowest_ms_with_two_kills": round(max(disturbed.times_ms, default=0.0)), "cpu_ms_an_answer": cpu,
            "load_average": [round(one, 1) for one in os.getloadavg()],
        },
    }  # fmt: skip


def _answer(copy: Copy, desks: Sequence[dict[str, Any]], first: int, seconds: float, kills: Sequence[float]) -> Sent:
    """Everybody answers every 20 seconds, evenly spread; `kills` are the shares of the time at which the web dies."""
    due: _Due = queue.SimpleQueue()
    sent, lock = Sent(), threading.Lock()
    web = urlsplit(copy.public_url.replace("localhost", "127.0.0.1"))
    threads = [threading.Thread(target=_send, args=(web.netloc, due, desks, sent, lock)) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    begun, over = time.perf_counter(), threading.Event()
    killer = threading.Thread(target=_kill, args=(copy, begun, [share * seconds for share in kills], over))
    killer.start()
    rounds, gap = int(seconds // EVERY_SECONDS), EVERY_SECONDS / len(desks)
    for turn in range(rounds):
        for number in range(len(desks)):
            at = begun + turn * EVERY_SECONDS + number * gap
            time.sleep(max(0.0, at - time.perf_counter()))
            due.put((at, number, first + turn))
    while len(sent.times_ms) < rounds * len(desks):
        time.sleep(0.1)
    for _ in threads:
        due.put(None)
    for thread in threads:
        thread.join()
    over.set()
    killer.join()
    return sent


def _send(host: str, due: _Due, desks: Sequence[dict[str, Any]], sent: Sent, lock: threading.Lock) -> None:
    connection = HTTPConnection(host, timeout=10)
    while (one := due.get()) is not None:
        at, number, place = one
        try:
            status, said = _post(connection, desks[number], place)
        except (OSError, HTTPException):
            connection.close()
            status, said = 503, ""
        if status >= 500:
            threading.Timer(AGAIN_SECONDS, due.put, (one,)).start()
            sent.again += 1
            continue
        with lock:
            sent.times_ms.append((time.perf_counter() - at) * 1000)
            if status != 200 or place not in json.loads(said)["places"]:
                sent.refused.append(f"{status} {said[:100]}")


def _post(connection: HTTPConnection, desk: dict[str, Any], place: int) -> tuple[int, str]:
    cookie = f"{desk['cookie']}={desk['desk']}; {desk['csrf']}={TOKEN}"
    body = json.dumps({"answers": {str(place): desk["right"][str(place)]}})
    connection.request("POST", "/test/answers/", body, {
        "Content-Type": "application/json", "Cookie": cookie, "X-CSRFToken": TOKEN,
    })  # fmt: skip
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def _kill(copy: Copy, begun: float, moments: Sequence[float], over: threading.Event) -> None:
    """`kill -9` the website with everything it started, at these moments; look after it as `up` does."""
    left = list(moments)
    while not over.wait(0.5):
        if left and time.perf_counter() - begun > left[0]:
            left.pop(0)
            victim = psutil.Process(copy.supervisor.pids()["web"])
            for process in (victim, *victim.children(recursive=True)):
                process.kill()
        copy.supervisor.look_after()


def _said(sent: Sent) -> str:
    p50, p95, p99 = (percentile(sent.times_ms, share) for share in (0.5, 0.95, 0.99))
    told = f"{len(sent.times_ms):,} answers, p50 {p50:.0f}, p95 {p95:.0f}, p99 {p99:.0f} ms, sent again {sent.again}"
    return f"{told}; refused: {sent.refused[:3]}" if sent.refused else told


def _inside(copy: Copy, *arguments: str) -> str:
    environment = {**copy.environment, "PYTHONPATH": ":".join(sys.path)}
    command = [sys.executable, "-m", "bench._theory", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{arguments[0]} failed:\n{done.stderr}")
    return done.stdout
