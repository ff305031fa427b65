"""Scoring drives on one core: signals as they are kept (deflated frames) in, a judgement with its digest out.

A drive of 15 minutes at ten reports a second is made of the demo route, driven again and again. The baseline is one
bare pass of Python over the same columns, in the same run: what a judge that looks at every number once would cost.
Times are of the processor, so that what else runs on the machine is not counted.
`drives_s` is how long ten thousand drives take; where it is not run in full it is reckoned from those that were.
"""

import json
import statistics
import struct
import time
import zlib
from collections.abc import Callable
from datetime import date
from typing import Any

from tongban.assessment.exams.driving.course import Car, Course
from tongban.assessment.exams.driving.frames import SIZE, Series
from tongban.assessment.exams.driving.scoring import judge
from tongban.law.book import Book
from tongban.law.rules.driving_tests import sheet
from tongban_sandbox.test_car.driver import MEASURES, Habits, drive
from tongban_sandbox.test_car.layout import LAYOUTS

FRAMES, DRIVES, QUICK = 9_000, 10_000, 300
ONE_MS, ALL_SECONDS, PASS_MARK = 20.0, 300.0, 90


def measure(*, quick: bool, progress: Callable[[str], None]) -> dict[str, Any]:
    """Score one drive many times, and many drives once."""
    layout = LAYOUTS["road"]()
    course, car = Course.of(json.dumps(layout.survey())), Car(**MEASURES)
    by = sheet("S3R", "C1", date(2026, 11, 22), Book.shipped())
    kept = [zlib.compress(_fifteen_minutes(seed), 6) for seed in range(2 if quick else 8)]
    progress(f"{len(kept)} drives of {FRAMES:,} frames, {len(kept[0]) / 1024:.0f} KiB each as kept")

    def score(packed: bytes) -> str:
        series, findings = Series.of(zlib.decompress(packed), by.limits)
        return judge(series, findings, course, car, by, PASS_MARK).digest

    def bare(packed: bytes) -> int:
        series = Series(zlib.decompress(packed), ())
        columns = (series.clock, series.lat, series.lon, series.speed, series.heading, series.rpm, series.edge)
        names = ("gear", "clutch", "brake", "switches", "lights", "lines", "prompt", "ahead")
        total = 0
        for column in (*columns, *(series.column(name) for name in names)):
            for value in column:
                total += value
        return total

    one = sorted(_ms(score, kept[number % len(kept)]) for number in range(60))
    baseline = statistics.median(_ms(bare, packed) for packed in kept)
    count = QUICK if quick else DRIVES
    begun = time.process_time()
    digests = {score(kept[number % len(kept)]) for number in range(count)}
    seconds = (time.process_time() - begun) * DRIVES / count
    median = statistics.median(one)
    return {
        "value": round(median, 2),
        "unit": "ms to score a drive of 15 minutes at 10 Hz",
        "p50_ms": round(median, 2),
        "p95_ms": round(one[int(len(one) * 0.95)], 2),
        "baseline": round(baseline, 2),
        "ratio": round(median / baseline, 2),
        "met": median < ONE_MS and seconds < ALL_SECONDS and len(digests) == len(kept),
        "sizes": {"frames": FRAMES, "drives": count, "drives_s": round(seconds), "different": len(digests)},
    }


def _ms(run: Callable[[bytes], object], packed: bytes) -> float:
    begun = time.process_time()
    run(packed)
    return (time.process_time() - begun) * 1000


def _fifteen_minutes(seed: int) -> bytes:
    """The route again and again, numbered and timed as one drive."""
    frames: list[bytes] = []
    while len(frames) < FRAMES:
        frames += drive(LAYOUTS["road"](), Habits(seed=seed, commands=(1, 5, 6, 3)), hz=10)
    made = []
    for number, frame in enumerate(frames[:FRAMES]):
        body = struct.pack("<Ii", number, number * 100) + frame[8 : SIZE - 4]
        made.append(body + zlib.crc32(body).to_bytes(4, "little"))
    return b"".join(made)
