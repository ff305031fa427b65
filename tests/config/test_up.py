"""`up` as a person uses it: started, started again, killed in every way, stopped."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tongban.config.embedded import Embedded
from tongban.config.install import PROJECT, copy_id
from tongban.config.ports import Ports, answers, remembered
from tongban.config.processes import end_orphans

READY = "Ctrl-C"
SECOND_START_SECONDS = 8
TRIES = 3


class Copy:
    """One copy without the demo city, in a folder of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.said: list[str] = []
        self.process: subprocess.Popen[str] | None = None

    def up(self) -> float:
        """Start and return the seconds until it said that it is ready, less those the machine worked for others."""
        begun, busy = time.monotonic(), busy_seconds()
        self.process = self.launch()
        assert self.process.stdout
        self.said = []
        for line in self.process.stdout:
            self.said.append(line)
            if READY in line:
                taken = time.monotonic() - begun
                others = busy_seconds() - busy - self.worked()
                return taken - max(0.0, others) / (os.cpu_count() or 1)
        raise AssertionError("".join(self.said))

    def launch(self) -> subprocess.Popen[str]:
        environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "LANG")}
        return subprocess.Popen(
            [sys.executable, "-m", "tongban.config.cli", "up", "--no-demo"],
            env={**environment, "PYTHONPATH": str(PROJECT / "src"), "TONGBAN_HOME": str(self.home)},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, preexec_fn=listen_to_the_terminal,
        )  # fmt: skip

    def ports(self) -> Ports:
        ports = remembered(self.home)
        assert ports is not None
        return ports

    def answers(self) -> bool:
        return answers(f"http://127.0.0.1:{self.ports().web}/health")

    def processes(self) -> dict[int, str]:
        """Everything that belongs to this copy except `up` itself: pid and what it runs."""
        data = Embedded(self.home).place.data
        found = {}
        for process in psutil.process_iter():
            try:
                child = process.environ().get("TONGBAN_CHILD") == copy_id(self.home)
                if process.status() != psutil.STATUS_ZOMBIE and (child or process.cwd() == str(data)):
                    found[process.pid] = " ".join(process.cmdline())
            except (psutil.Error, OSError):
                continue
        return found

    def all(self, part: str) -> set[int]:
        """The pids of the processes whose command holds the words."""
        return {pid for pid, command in self.processes().items() if part in command}

    def worked(self) -> float:
        """Seconds of CPU that the copy has used since it was started."""
        assert self.process
        times = [psutil.Process(pid).cpu_times() for pid in (self.process.pid, *self.processes())]
        return sum(one.user + one.system for one in times)

    def stop(self) -> int:
        assert self.process and self.process.stdout
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=60)
        return self.process.returncode

    def clear(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
        end_orphans(copy_id(self.home))
        Embedded(self.home).remove()


def listen_to_the_terminal() -> None:
    """Ctrl-C counts in the copy, also where the tests themselves were started not to hear it (nohup, &)."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """One copy for the whole file: making a database takes longer than starting one."""
    one = Copy(tmp_path_factory.mktemp("copy") / "home")
    yield one
    one.clear()


@pytest.fixture
def copy(kept: Copy) -> Copy:
    """The copy, at work."""
    if kept.process is None or kept.process.poll() is not None:
        kept.up()
    return kept


def busy_seconds() -> float:
    """Seconds of CPU that the whole machine has worked."""
    times = psutil.cpu_times()
    return sum(times) - times.idle - times.iowait - times.guest - times.guest_nice


def until(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def test_a_second_up_of_the_same_copy_says_where_the_first_one_is(copy: Copy) -> None:
    assert any(f"http://localhost:{copy.ports().web}" in line for line in copy.said)
    assert copy.answers()
    second = copy.launch()
    told, _ = second.communicate(timeout=20)
    assert second.returncode == 1
    assert f"http://localhost:{copy.ports().web}" in told


def test_the_address_of_the_owner_is_not_in_the_environment_of_the_programs(copy: Copy) -> None:
    assert copy.processes()
    for pid in copy.processes():
        assert "TONGBAN_OWNER_URL" not in psutil.Process(pid).environ()


@pytest.mark.parametrize("part", ["granian", "tongban.config.worker", "tongban_sandbox --port", "bin/postgres -D"])
def test_a_process_that_is_killed_is_started_again(copy: Copy, part: str) -> None:
    before = copy.all(part)
    os.kill(min(before), signal.SIGKILL)
    assert until(lambda: bool(copy.all(part)) and before.isdisjoint(copy.all(part)))
    assert until(copy.answers)


def test_kill_9_of_everything_is_mended_by_the_next_start_at_the_same_address(copy: Copy) -> None:
    ports, before = copy.ports(), copy.processes()
    assert copy.process
    for pid in (copy.process.pid, *before):
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(pid).kill()
    copy.process.wait()
    copy.up()
    assert copy.answers()
    assert copy.ports() == ports
    assert not before.keys() & copy.processes().keys()


def test_kill_9_of_up_alone_takes_everything_with_it(copy: Copy) -> None:
    assert copy.process
    copy.process.kill()
    copy.process.wait()
    assert until(lambda: copy.processes() == {})


def test_a_copy_that_is_stopped_leaves_nothing_and_starts_again_quickly(copy: Copy) -> None:
    starts = []
    for _ in range(TRIES):
        assert copy.stop() == 0
        assert copy.processes() == {}
        starts.append(copy.up())
        if starts[-1] < SECOND_START_SECONDS:
            return
    raise AssertionError(f"the quickest of {TRIES} starts took {min(starts):.1f} s")


def test_two_copies_run_side_by_side(copy: Copy, tmp_path: Path) -> None:
    other = Copy(tmp_path / "other")
    try:
        other.up()
        assert copy.answers() and other.answers()
        assert {copy.ports().web, copy.ports().sandbox}.isdisjoint({other.ports().web, other.ports().sandbox})
        copy.stop()
        assert other.answers()
    finally:
        other.clear()
