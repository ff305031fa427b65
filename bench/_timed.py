"""Doing one thing again and again on one core, and how long each time took."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from bench._load import percentile


def times_ms(act: Callable[[int], object], count: int) -> list[float]:
    """Do it `count` times with its number; return the milliseconds of each time."""
    clock, times = time.perf_counter, []
    for number in range(count):
        begun = clock()
        act(number)
        times.append((clock() - begun) * 1000)
    return times


def a_second(act: Callable[[int], object], count: int) -> float:
    """How often a second of one core's time it is done: what others take from this core does not count."""
    begun = time.process_time()
    for number in range(count):
        act(number)
    return count / (time.process_time() - begun)


def percentiles(times: Sequence[float]) -> dict[str, Any]:
    """The three percentiles of a result."""
    named = (("p50_ms", 0.5), ("p95_ms", 0.95), ("p99_ms", 0.99))
    return {name: round(percentile(times, share), 3) for name, share in named}
