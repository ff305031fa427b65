"""Where the web process spends its time: samples of py-spy, each put to the first part whose mark is in its stack."""

import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tongban.config.up import Copy

RATE = 200  # samples a second
# the first that matches counts; the innermost work stands first
PARTS: tuple[tuple[str, str], ...] = (
    ("statements", r"\(psycopg/|psycopg_binary|django/db/|core/rows\.py"),
    ("credential", r"documents/mdoc/|\(segno/|cbor2"),
    ("PDF", r"documents/pdf/|typst"),
    ("signatures", r"exchange/signing|http_message_signatures"),
    ("partner client", r"exchange/wire|exchange/client|httpcore|\(httpx/"),
    ("templates", r"django/template/"),
    ("law", r"tongban/law/"),
    ("HTTP and Django", r""),
)


class Samples:
    """Samples by part; empty where py-spy may not look."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.missing = ""

    def shares(self) -> dict[str, float]:
        """The share of each part."""
        seen = self.counts.total()
        return {part: self.counts[part] / seen for part, _ in PARTS if self.counts[part]}


@contextmanager
def sampling(copy: Copy) -> Iterator[Samples]:
    """Sample the web program while the block runs."""
    samples, program = Samples(), shutil.which("py-spy") or _beside_python()
    if not program:
        samples.missing = "py-spy is not installed (requirements-dev.lock)"
        yield samples
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "samples"
        command = [
            program, "record", "--gil", "--subprocesses", "--nonblocking", "--rate", str(RATE), "--format", "raw",
            "--duration", "3600", "--output", str(path), "--pid", str(copy.supervisor.pids()["web"]),
        ]  # fmt: skip
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        time.sleep(1)
        try:
            yield samples
        finally:
            process.send_signal(signal.SIGINT)
            said, _ = process.communicate(timeout=30)
            if path.exists():
                samples.counts = _by_part(path.read_text())
            else:
                samples.missing = f"py-spy may not look: {said.strip()[-200:]}"


def _beside_python() -> str | None:
    import sys

    beside = Path(sys.executable).with_name("py-spy")
    return str(beside) if beside.exists() else None


def _by_part(raw: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for line in raw.splitlines():
        stack, _, number = line.rpartition(" ")
        if stack:
            counts[next(part for part, mark in PARTS if re.search(mark, stack))] += int(number)
    return counts
