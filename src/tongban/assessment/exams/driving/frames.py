"""What a test car reports: frames of forty bytes (docs/partners/test-car-protocol.md), and a drive as columns of them.

Frames are kept as they came. `Series.of` lays them in the order of their numbers and says what it saw; it invents
nothing, and where frames are missing or a clock jumped there is a *break*, across which nothing is judged.
Columns are slices of one buffer: a drive of nine thousand frames is read in under a millisecond.
"""

import hashlib
import struct
import sys
import zlib
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import mul, sub
from typing import Any

from tongban.assessment.exams.driving.types import Finding

LAYOUT = struct.Struct("<IiiihHhHBBBBBBBBHBBI")
SIZE = LAYOUT.size
WORDS, HALVES = SIZE // 4, SIZE // 2
BODY = SIZE - 4  # what the check sum is over
UNKNOWN_EDGE = 0xFFFF
NEUTRAL, REVERSE, PARK, DRIVE = 0, 7, 8, 9
NO_FIX = 0
GREEN = 3
UNITS_A_METRE = 1e7 / 111_320  # of latitude: positions are in 1e-7 degrees

# bits of the bytes `switches`, `lights` and `lines`
BELT, DOOR, HAND_BRAKE, IGNITION, LEFT, RIGHT, HAZARD, HORN = (1 << bit for bit in range(8))
POSITION, LOW, HIGH, FOG, REAR_FOG = (1 << bit for bit in range(5))
WHEEL_LINE, BODY_LINE, SOLID_LINE, LANE_LINE = (1 << bit for bit in range(4))

PROMPTS: Mapping[int, str] = {
    1: "meeting", 2: "following", 3: "lit_road", 4: "junction", 5: "unlit_road", 6: "bend", 7: "slope", 8: "bridge",
    9: "crossing", 10: "overtaking", 32: "pull_over",
}  # fmt: skip
_BYTES = {"gear": 24, "clutch": 25, "brake": 26, "throttle": 27, "switches": 28, "lights": 29, "lines": 30, "gnss": 31,
          "prompt": 34, "ahead": 35}  # fmt: skip


def check_sum(body: bytes) -> int:
    """CRC-32 of the first 36 bytes of a frame."""
    return zlib.crc32(body)


def is_whole(frame: bytes) -> bool:
    """Does a frame have its size and its check sum?"""
    return len(frame) == SIZE and zlib.crc32(frame[:BODY]) == int.from_bytes(frame[BODY:], "little")


@dataclass(frozen=True)
class Series:
    """A drive as columns. `raw` holds the frames in the order of their numbers, each number once.

    Speeds are cm/s (backwards below zero), clocks milliseconds since the car's beginning of the drive, headings
    hundredths of a degree clockwise from north, edges millimetres. `breaks`: before which frames the chain is broken.
    """

    raw: bytes
    breaks: tuple[int, ...]

    @classmethod
    def of(cls, received: bytes, limits: Mapping[str, Any]) -> tuple["Series", tuple[Finding, ...]]:
        """The drive in frames as they were received, and what is to be said about them."""
        raw, findings = _in_order(received)
        breaks, more = _breaks(cls(raw, ()), limits)
        return cls(raw, breaks), (*findings, *more)

    def __len__(self) -> int:
        return len(self.raw) // SIZE

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()

    @cached_property
    def _words(self) -> "array[int]":
        return _little(array("i", self.raw))

    @cached_property
    def _halves(self) -> "array[int]":
        return _little(array("h", self.raw))

    @cached_property
    def _unsigned(self) -> "array[int]":
        return _little(array("H", self.raw))

    @cached_property
    def number(self) -> "array[int]":
        return _little(array("I", self.raw))[::WORDS]

    @cached_property
    def clock(self) -> "array[int]":
        return self._words[1::WORDS]

    @cached_property
    def lat(self) -> "array[int]":
        return self._words[2::WORDS]

    @cached_property
    def lon(self) -> "array[int]":
        return self._words[3::WORDS]

    @cached_property
    def speed(self) -> "array[int]":
        return self._halves[8::HALVES]

    @cached_property
    def heading(self) -> "array[int]":
        return self._unsigned[9::HALVES]

    @cached_property
    def steering(self) -> "array[int]":
        return self._halves[10::HALVES]

    @cached_property
    def rpm(self) -> "array[int]":
        return self._unsigned[11::HALVES]

    @cached_property
    def edge(self) -> "array[int]":
        return self._unsigned[16::HALVES]

    def column(self, name: str) -> bytes:
        """A column of bytes: gear, clutch, brake, throttle, switches, lights, lines, gnss, prompt, ahead."""
        return self.raw[_BYTES[name] :: SIZE]

    @cached_property
    def rate(self) -> float:
        """Reports a second, without the breaks: half of all gaps are shorter than its inverse."""
        gaps = sorted(map(sub, self.clock[1:], self.clock))
        middle = gaps[len(gaps) // 2] if gaps else 0
        return 1000 / middle if middle > 0 else 0.0

    @cached_property
    def metres(self) -> float:
        """How far the car drove, breaks left out."""
        gaps = list(map(sub, self.clock[1:], self.clock))
        for place in self.breaks:
            gaps[place - 1] = 0
        return sum(map(mul, map(abs, self.speed[1:]), gaps)) / 100_000

    def travelled(self, first: int, last: int) -> float:
        """Metres between two frames, backwards counted below zero."""
        gaps = map(sub, self.clock[first + 1 : last + 1], self.clock[first:last])
        return sum(map(mul, self.speed[first + 1 : last + 1], gaps)) / 100_000

    def seconds(self, first: int, last: int) -> float:
        """Seconds of the car's clock between two frames."""
        return (self.clock[last] - self.clock[first]) / 1000

    def broken(self, first: int, last: int) -> bool:
        """Is the chain broken between two frames, or do they lie alone between two breaks?"""
        alone = first in self.breaks and last + 1 in self.breaks
        return alone or any(first < place <= last for place in self.breaks)


def _little(column: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        column.byteswap()
    return column


def _in_order(received: bytes) -> tuple[bytes, list[Finding]]:
    """The frames by number, each once; what came twice, otherwise than before or late is said."""
    numbers = _little(array("I", received))[::WORDS]
    if not numbers or numbers == array("I", range(numbers[0], numbers[0] + len(numbers))):
        return received, []
    first: dict[int, bytes] = {}
    repeats: list[int] = []
    otherwise: list[int] = []
    late: list[int] = []
    highest = -1
    for place, number in enumerate(numbers):
        frame = received[place * SIZE : (place + 1) * SIZE]
        if number in first:
            (repeats if first[number] == frame else otherwise).append(number)
            continue
        if number < highest:
            late.append(number)
        highest = max(highest, number)
        first[number] = frame
    findings = [
        Finding(kind, len(which), which[0])
        for kind, which in (("repeated", repeats), ("otherwise", otherwise), ("late", late))
        if which
    ]
    return b"".join(first[number] for number in sorted(first)), findings


def _breaks(series: Series, limits: Mapping[str, Any]) -> tuple[tuple[int, ...], list[Finding]]:
    """Where the chain is broken, and why. A frame that cannot be true breaks it on both sides."""
    if len(series) < 2:
        return (), []
    found = {
        "missing": _missing(series, limits["gap_seconds"] * 1000),
        "clock_jumped": _clock_jumps(series, limits["gap_seconds"] * 1000),
        "too_fast": _too_fast(series, limits["plausible_km_h"] * 100_000 // 3600),
        "position_jumped": _position_jumps(series, limits["jump_metres"]),
    }
    findings = [Finding(kind, len(places), series.number[places[0]]) for kind, places in found.items() if places]
    places = {place for which in found.values() for place in which}
    places |= {place + 1 for place in found["too_fast"]}
    return tuple(sorted(place for place in places if 0 < place < len(series))), findings


def _missing(series: Series, gap: int) -> list[int]:
    """Frames before which numbers are missing for longer than a gap may last."""
    steps = list(map(sub, series.number[1:], series.number))
    if max(steps) == 1:
        return []
    clock = series.clock
    return [place + 1 for place, step in enumerate(steps) if step > 1 and clock[place + 1] - clock[place] > gap]


def _clock_jumps(series: Series, gap: int) -> list[int]:
    """Frames whose clock stands still, goes back, or leaps though no number is missing."""
    steps = list(map(sub, series.clock[1:], series.clock))
    if min(steps) > 0 and max(steps) <= gap:
        return []
    numbers = series.number
    return [
        place + 1
        for place, step in enumerate(steps)
        if step <= 0 or (step > gap and numbers[place + 1] - numbers[place] == 1)
    ]


def _too_fast(series: Series, most: int) -> list[int]:
    speed = series.speed
    if max(speed) <= most and min(speed) >= -most:
        return []
    return [place for place, value in enumerate(speed) if abs(value) > most]


def _position_jumps(series: Series, metres: int) -> list[int]:
    """Frames whose position is further from the one before than speed and time allow, or that have none."""
    bound = metres * UNITS_A_METRE
    fixes = series.column("gnss")
    suspects = {place for place, fix in enumerate(fixes) if place and fix == NO_FIX} if NO_FIX in fixes else set()
    for column in (series.lat, series.lon):
        steps = list(map(sub, column[1:], column))
        if max(steps) > bound or min(steps) < -bound:
            suspects |= {place for place, step in enumerate(steps, start=1) if abs(step) > bound}
    return sorted(place for place in suspects if _is_far(series, place, metres))


def _is_far(series: Series, place: int, metres: int) -> bool:
    clock, speed = series.clock, series.speed
    driven = max(abs(speed[place]), abs(speed[place - 1])) * max(clock[place] - clock[place - 1], 0) / 100_000
    steps = (abs(column[place] - column[place - 1]) for column in (series.lat, series.lon))
    return series.column("gnss")[place] == NO_FIX or max(steps) > (metres + driven) * UNITS_A_METRE
