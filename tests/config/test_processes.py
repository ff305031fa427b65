"""Children die with their parent, start again when they die, and leave nobody behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tongban.config.install import PROJECT
from tongban.config.processes import ChildFailed, Program, Supervisor, end_orphans
from tongban.law.text import Text

COPY = f"test-{os.getpid()}"
SLEEP = "import time; time.sleep(60)"
WITH_A_CHILD_OF_ITS_OWN = f"""
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", {SLEEP!r}], start_new_session=len(sys.argv) > 1)
time.sleep(60)
"""
A_PARENT = """
import os, sys, time
from pathlib import Path
from tongban.config.processes import Program, Supervisor
household = Supervisor(home=Path(sys.argv[1]), copy=sys.argv[2], environment=os.environ, say=print)
household.start(Program("one", [sys.executable, "-c", sys.argv[3], "apart"], lambda pid: True))
print(household.pids()["one"], flush=True)
time.sleep(60)
"""


@pytest.fixture
def said() -> list[Text]:
    return []


@pytest.fixture
def household(tmp_path: Path, said: list[Text]) -> Iterator[Supervisor]:
    (tmp_path / "log").mkdir()
    supervisor = Supervisor(home=tmp_path, copy=COPY, environment=os.environ, say=said.append)
    yield supervisor
    supervisor.stop()
    end_orphans(COPY)


def program(code: str, ready: Callable[[int], bool] = lambda pid: True) -> Program:
    return Program("one", [sys.executable, "-c", code], ready)


def ours() -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("TONGBAN_CHILD") == COPY and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def until(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_a_child_that_is_killed_starts_again_and_is_spoken_of(household: Supervisor, said: list[Text]) -> None:
    household.start(program(SLEEP))
    first = household.pids()["one"]
    os.kill(first, signal.SIGKILL)

    def started_again() -> bool:
        household.look_after()
        return household.pids()["one"] != first

    assert until(started_again)
    assert "SIGKILL" in said[0].en
    assert "one" in said[0].zh


def test_a_child_that_dies_at_every_start_is_started_later_each_time(household: Supervisor, said: list[Text]) -> None:
    household.start(program("raise SystemExit(3)"))

    def look() -> bool:
        household.look_after()
        return len(said) >= 2

    assert until(look)
    assert "in 0 s" in said[0].en
    assert "in 2 s" in said[1].en


def test_what_a_dead_child_had_started_is_ended_before_it_starts_again(household: Supervisor) -> None:
    household.start(program(WITH_A_CHILD_OF_ITS_OWN))
    assert until(lambda: len(ours()) == 2)
    (grandchild,) = (one for one in ours() if one.pid != household.pids()["one"])
    os.kill(household.pids()["one"], signal.SIGKILL)

    def gone() -> bool:
        household.look_after()
        return not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE

    assert until(gone)


def test_a_child_that_ends_before_it_is_ready_is_an_error_with_its_last_words(household: Supervisor) -> None:
    household.start(program("print('no port left'); raise SystemExit(2)", ready=lambda pid: False))
    with pytest.raises(ChildFailed, match="no port left"):
        household.wait_until_ready()


def test_a_child_that_never_answers_is_an_error(household: Supervisor) -> None:
    household.start(program(SLEEP, ready=lambda pid: False))
    with pytest.raises(ChildFailed, match="did not answer"):
        household.wait_until_ready(seconds=0.2)


def test_stopping_stops_everything(household: Supervisor) -> None:
    household.start(program(WITH_A_CHILD_OF_ITS_OWN))
    assert until(lambda: len(ours()) == 2)
    household.stop()
    assert until(lambda: ours() == [])


def test_children_die_with_a_parent_that_is_killed_and_the_next_start_ends_what_is_left(
    tmp_path: Path,
) -> None:
    (tmp_path / "log").mkdir()
    parent = subprocess.Popen(
        [sys.executable, "-c", A_PARENT, str(tmp_path), COPY, WITH_A_CHILD_OF_ITS_OWN],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(PROJECT / "src")},
    )
    assert parent.stdout
    child = int(parent.stdout.readline())
    assert until(lambda: len(ours()) == 2)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert until(lambda: child not in {process.pid for process in ours()})
    assert len(ours()) == 1, "what the child had started in a session of its own is an orphan now"
    assert end_orphans(COPY) == 1
    assert until(lambda: ours() == [])
