"""Knowing a process again: a pid alone is not enough, because pids are used again (in containers, soon)."""

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

import psutil

SAME_START_SECONDS = 2.0  # the kernel counts in ticks from boot; both readings come from the same clock


@dataclass(frozen=True, slots=True)
class Mark:
    """A process by pid and start time (seconds since 1970, as psutil reads it)."""

    pid: int
    started: float

    @classmethod
    def of(cls, pid: int) -> "Mark":
        """Return the mark of a running process; raises psutil.NoSuchProcess."""
        return cls(pid, psutil.Process(pid).create_time())

    @classmethod
    def read(cls, path: Path) -> "Mark | None":
        """Return the mark written down at `path`, or None where there is none or it was cut short."""
        try:
            raw = json.loads(path.read_text())
            return cls(int(raw["pid"]), float(raw["started"]))
        except (FileNotFoundError, ValueError, KeyError):
            return None

    def write(self, path: Path) -> None:
        """Write the mark down, in one step."""
        part = path.with_name(path.name + ".part")
        part.write_text(json.dumps(asdict(self)))
        os.replace(part, path)

    def process(self) -> psutil.Process | None:
        """Return the process if it still runs and is the same one; a zombie does not run."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) < SAME_START_SECONDS
            return process if same and process.status() != psutil.STATUS_ZOMBIE else None
        except psutil.NoSuchProcess:
            return None


@contextlib.contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold the lock file `path` while the block runs; yields False where another has it and `wait` is off.

    The kernel gives the lock back when the holder dies, however it dies.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        flock(descriptor, LOCK_EX if wait else LOCK_EX | LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(descriptor)


def end(processes: list[psutil.Process], *, patience_seconds: float = 5.0) -> None:
    """Ask the processes to end, and make them when they have not after `patience_seconds`."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _, left = psutil.wait_procs(processes, timeout=patience_seconds)
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(left, timeout=patience_seconds)
