"""The children of `up`: started together, restarted when they die, stopped in order, never left behind.

Every child stands in a session of its own and ends when `up` ends, however it ends (child.py). What a child
starts itself may outlive both; it is known by TONGBAN_CHILD in its environment, and the next `up` ends it.
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tongban.config import child
from tongban.config.alive import end
from tongban.law.text import Text

STOP_SECONDS = 20.0
BACKOFF_SECONDS = (0.0, 1.0, 2.0, 5.0, 10.0)
CALM_SECONDS = 60.0  # a child that lived this long starts again without delay
POLL_SECONDS = 0.05


class ChildFailed(Exception):
    """A child ended, or did not answer, before it was ready; carries the end of its log."""


def follow(command: Sequence[str], environment: Mapping[str, str], tell: Callable[[str], None]) -> str | None:
    """Run a program to its end and tell each line it says; its last lines where it failed, else None."""
    said: list[str] = []
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    ) as process:
        for line in process.stdout or ():
            said.append(line)
            tell(line.strip())
    return "".join(said[-30:]) if process.returncode else None


@dataclass(frozen=True)
class Program:
    """What to run, how to see that it is ready (given its pid), and the signal it gets when `up` dies."""

    name: str
    command: Sequence[str]
    ready: Callable[[int], bool]
    orphaned: signal.Signals = signal.SIGTERM


@dataclass
class Running:
    """A program at work."""

    program: Program
    process: subprocess.Popen[bytes]
    begun: float = field(default_factory=time.monotonic)
    failures: int = 0
    restart_at: float | None = None


class Supervisor:
    """Keeps programs alive; `say` tells what happens to them. Use from the main thread only.

    (A child is told of the death of the *thread* that started it.)
    """

    def __init__(self, *, home: Path, copy: str, environment: Mapping[str, str], say: Callable[[Text], None]) -> None:
        self._home = home
        self._environment = {**environment, "TONGBAN_CHILD": copy}
        self._say = say
        self._running: dict[str, Running] = {}

    def start(self, program: Program) -> None:
        """Start a program; its output goes to a log named after it."""
        self._running[program.name] = Running(program, self._launch(program))

    def wait_until_ready(self, seconds: float = 90.0) -> None:
        """Return when every program is ready; raises ChildFailed with the end of the log otherwise."""
        begun = time.monotonic()
        waiting = list(self._running.values())
        while waiting:
            for one in waiting:
                if one.process.poll() is not None:
                    raise ChildFailed(f"{one.program.name} ended at once:\n{self.log_end(one.program.name)}")
            waiting = [one for one in waiting if not one.program.ready(one.process.pid)]
            if waiting and time.monotonic() - begun > seconds:
                name = waiting[0].program.name
                raise ChildFailed(f"{name} did not answer within {seconds:.0f} s:\n{self.log_end(name)}")
            time.sleep(POLL_SECONDS)

    def look_after(self) -> None:
        """Restart what has died since the last look, later each time it dies again soon."""
        for one in self._running.values():
            if one.restart_at is None and _has_ended(one.process.pid):
                self._bury(one)
            if one.restart_at is not None and time.monotonic() >= one.restart_at:
                one.process, one.begun, one.restart_at = self._launch(one.program), time.monotonic(), None

    def stop(self) -> None:
        """Stop everything in the order it was started, each with what it started itself."""
        for name in list(self._running):
            process = self._running.pop(name).process
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
            _kill_group(process.pid)
            process.wait()

    def pids(self) -> dict[str, int]:
        """Return the pid of each program."""
        return {name: one.process.pid for name, one in self._running.items()}

    def log_end(self, name: str, lines: int = 20) -> str:
        """Return the last lines a program wrote."""
        return "\n".join(self._log(name).read_text(errors="replace").splitlines()[-lines:])

    def _bury(self, one: Running) -> None:
        """Note a death, end what the dead one left, and fix when to start again."""
        _kill_group(one.process.pid)  # before the pid is given back
        code = one.process.wait()
        calm = time.monotonic() - one.begun > CALM_SECONDS
        one.failures = 0 if calm else one.failures + 1
        delay = BACKOFF_SECONDS[min(one.failures, len(BACKOFF_SECONDS) - 1)] if one.failures > 1 else 0.0
        one.restart_at = time.monotonic() + delay
        self._say(
            Text(
                zh="{name} 意外结束（{code}），{delay:.0f} 秒后重新启动；日志：{log}",
                en="{name} ended unexpectedly ({code}); starting it again in {delay:.0f} s; its log: {log}",
            ).fill(name=one.program.name, code=_ending(code), delay=delay, log=self._log(one.program.name))
        )

    def _launch(self, program: Program) -> subprocess.Popen[bytes]:
        with self._log(program.name).open("ab") as log:
            return subprocess.Popen(
                child.wrapped(program.command, signal=program.orphaned),
                env=self._environment,
                cwd=self._home,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _log(self, name: str) -> Path:
        return self._home / "log" / f"{name}.log"


def end_orphans(copy: str) -> int:
    """End what an earlier `up` of this copy left behind; return how many processes that were."""
    orphans = [process for process in psutil.process_iter() if _child_of(process) == copy]
    end(orphans)
    return len(orphans)


def _child_of(process: psutil.Process) -> str:
    try:
        return process.environ().get("TONGBAN_CHILD", "")
    except (psutil.Error, OSError):
        return ""  # another user's, or gone


def _has_ended(pid: int) -> bool:
    """True for a child that has ended; its pid stays taken until it is waited for."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _ending(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit {code}"
