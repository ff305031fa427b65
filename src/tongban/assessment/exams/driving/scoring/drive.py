"""One drive as the judges of its items see it: masks of what was so, runs of it, and when the car was in which area.

A mask has one byte a frame, 1 where something was so. Masks are joined as whole numbers and searched as text, so that
no loop of Python walks over nine thousand frames more often than it has to.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import repeat
from operator import ge, gt
from typing import Any

from tongban.assessment.exams.driving.course import Area, Car, Course, Point, Polygon, inside
from tongban.assessment.exams.driving.frames import UNKNOWN_EDGE, Series
from tongban.law.rules.driving_tests import Sheet

Run = tuple[int, int]  # first and last frame
_RUN = re.compile(rb"\x01+")


@dataclass(frozen=True, slots=True)
class Found:
    """A fault as a judge found it: from which frame to which, and what was measured."""

    item: str
    first: int
    last: int
    measured: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Visit:
    """The car in an area, from frame to frame."""

    area: Area
    first: int
    last: int


@dataclass(frozen=True)
class Drive:
    """A series on a course in a car, judged by a sheet."""

    series: Series
    course: Course
    car: Car
    sheet: Sheet

    @property
    def limits(self) -> Mapping[str, Any]:
        return self.sheet.limits

    def bits(self, column: str, bit: int) -> bytes:
        """The mask of one bit of a column."""
        return self.series.column(column).translate(_TABLES[bit])

    def values(self, column: str, *wanted: int) -> bytes:
        """The mask of a column that holds one of these values."""
        return self.series.column(column).translate(_table(wanted))

    @cached_property
    def standing(self) -> bytes:
        slow = range(-self.limits["standing_cm"] + 1, self.limits["standing_cm"])
        return bytes(map(slow.__contains__, self.series.speed))

    @cached_property
    def moving(self) -> bytes:
        return negated(self.standing)

    @cached_property
    def backwards(self) -> bytes:
        return bytes(map(ge, repeat(-self.limits["standing_cm"]), self.series.speed))

    @cached_property
    def running(self) -> bytes:
        """Where the engine runs."""
        return bytes(map(gt, self.series.rpm, repeat(self.limits["running_rpm"])))

    def faster(self, km_h: int, first: int, last: int) -> list[Run]:
        """Where the car was faster than a limit, within a piece."""
        most, piece = km_h * 100_000 // 3600, self.series.speed[first : last + 1]
        if max(piece) <= most:
            return []
        return [(begin + first, end + first) for begin, end in runs(bytes(map(gt, piece, repeat(most))))]

    def stops(self, first: int, last: int, seconds: float) -> list[Run]:
        """Where the car stood for longer than so many seconds, within a piece."""
        return [run for run in runs(self.standing, first, last) if self.series.seconds(*run) > seconds]

    def at(self, place: int) -> tuple[Point, float]:
        """Where the car was, and its heading in degrees."""
        series = self.series
        return self.course.point(series.lat[place], series.lon[place]), series.heading[place] / 100

    def body_in(self, place: int, polygon: Polygon) -> bool:
        """Does the whole body stand within a polygon?"""
        return all(inside(corner, polygon) for corner in self.car.body(*self.at(place)))

    def edge_cm(self, place: int) -> float | None:
        """Centimetres from the right side of the body to the edge; None where the car does not know."""
        edge = self.series.edge[place]
        return None if edge == UNKNOWN_EDGE else edge / 10

    def lit_for(self, bit: int, place: int) -> float:
        """For how many seconds an indicator had been on at a frame; below 0 where it was off."""
        mask = self.bits("switches", bit)
        if not mask[place]:
            return -1.0
        return self.series.seconds(mask.rfind(b"\x00", 0, place) + 1, place)

    @cached_property
    def visits(self) -> tuple[Visit, ...]:
        """When the car was in which area, in order. Looked at once a second, then to the frame."""
        step, count = max(1, round(self.series.rate)), len(self.series)
        places = sorted({*range(0, count, step), *range(max(count - 1, 0), count)})
        points = [self.at(place)[0] for place in places]
        found = [visit for area in self.course.areas for visit in self._visits_of(area, places, points)]
        return tuple(sorted(found, key=lambda visit: visit.first))

    def of_group(self, group: str) -> Iterator[Visit]:
        """The visits of the areas of one part of the test."""
        return (visit for visit in self.visits if visit.area.group == group)

    def _visits_of(self, area: Area, places: list[int], points: list[Point]) -> Iterator[Visit]:
        for first, last in runs(bytes(map(area.holds, points))):
            begins = self._edge(area, places[first - 1], places[first]) if first else places[0]
            ends = self._edge(area, places[last + 1], places[last]) if last + 1 < len(places) else places[-1]
            yield Visit(area, begins, ends)

    def _edge(self, area: Area, outside: int, within: int) -> int:
        """The frame nearest to `outside` that lies in the area."""
        while abs(outside - within) > 1:
            middle = (outside + within) // 2
            if area.holds(self.at(middle)[0]):
                within = middle
            else:
                outside = middle
        return within


def runs(mask: bytes, first: int = 0, last: int | None = None) -> list[Run]:
    """Where a mask is 1, within a piece."""
    end = len(mask) if last is None else last + 1
    return [(found.start(), found.end() - 1) for found in _RUN.finditer(mask, first, end)]


def both(*masks: bytes) -> bytes:
    """Where all masks are 1."""
    joined = int.from_bytes(masks[0], "little")
    for mask in masks[1:]:
        joined &= int.from_bytes(mask, "little")
    return joined.to_bytes(len(masks[0]), "little")


@lru_cache(maxsize=64)
def _table(wanted: tuple[int, ...]) -> bytes:
    return bytes(value in wanted for value in range(256))


def negated(mask: bytes) -> bytes:
    """Where a mask is 0."""
    return mask.translate(_NOT)


_NOT = bytes(value == 0 for value in range(256))
_TABLES = {1 << bit: bytes(bool(value & 1 << bit) for value in range(256)) for bit in range(8)}
