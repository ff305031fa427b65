"""Who used the processor: by process, children that have ended included."""

import os
from collections.abc import Mapping

import psutil

from tongban.config.up import Copy

PRODUCT = ("web", "worker")


def used(copy: Copy) -> dict[str, float]:
    """Seconds of CPU so far of each program of the copy, of its database, and of ourselves (the load)."""
    seconds = {name: _of(psutil.Process(pid)) for name, pid in copy.supervisor.pids().items()}
    seconds["database"] = _of(_postmaster(copy))
    seconds["load"] = _own()
    return seconds


def between(before: Mapping[str, float], after: Mapping[str, float], cases: int) -> dict[str, float]:
    """Milliseconds of CPU for each case."""
    return {name: round((after[name] - before[name]) * 1000 / cases, 1) for name in after}


def _of(process: psutil.Process) -> float:
    """Its own, that of its living descendants, and that of children it has waited for."""
    total = 0.0
    for one in (process, *process.children(recursive=True)):
        times = one.cpu_times()
        total += times.user + times.system + times.children_user + times.children_system
    return total


def _own() -> float:
    times = os.times()
    return times.user + times.system


def _postmaster(copy: Copy) -> psutil.Process:
    data = copy.server.place.data  # type: ignore[union-attr]  # a throw-away copy is always embedded
    return psutil.Process(int((data / "postmaster.pid").read_text().split("\n")[0]))
