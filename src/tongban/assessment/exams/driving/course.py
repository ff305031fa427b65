"""Where a test is driven: the surveyed areas of a site or route, and the measures of a car. Pure.

A course is JSON with a flat plane of its own: millimetres east and north of `origin`. An *area* belongs to a part of
the test and holds what that part needs: the bay, the control lines, the mark, the side of the indicator, a speed limit.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians, sin
from typing import Any

Point = tuple[float, float]
Polygon = tuple[Point, ...]
_METRE = 111_320  # millimetres in 1e-7 degrees of latitude are this / 1e4
_PER_UNIT = _METRE / 1e4


@dataclass(frozen=True, slots=True)
class Car:
    """Millimetres: the position that a car reports is the middle of its rear axle."""

    wheelbase: int = 2500
    front: int = 3300  # rear axle to front bumper
    rear: int = 850
    width: int = 1700

    def body(self, at: Point, heading: float) -> Polygon:
        """The four corners of the body; heading in degrees clockwise from north."""
        half = self.width / 2
        return tuple(
            moved(at, heading, ahead, aside)
            for ahead, aside in ((self.front, -half), (self.front, half), (-self.rear, half), (-self.rear, -half))
        )

    def front_wheels(self, at: Point, heading: float) -> tuple[Point, Point]:
        half = self.width / 2
        return moved(at, heading, self.wheelbase, -half), moved(at, heading, self.wheelbase, half)

    def bumper(self, at: Point, heading: float) -> Point:
        return moved(at, heading, self.front, 0)


@dataclass(frozen=True, slots=True)
class Area:
    """One surveyed area. `needs` holds bay, controls, mark, side, enter, leave, km_h as its part asks."""

    name: str
    group: str
    polygon: Polygon
    needs: Mapping[str, Any]
    box: tuple[float, float, float, float]

    def holds(self, point: Point) -> bool:
        x, y = point
        west, south, east, north = self.box
        return west <= x <= east and south <= y <= north and inside(point, self.polygon)


@dataclass(frozen=True, slots=True)
class Course:
    """A site or a route. `digest` is over its content: a survey that changes is another course."""

    code: str
    subject: str
    origin: tuple[int, int]  # latitude and longitude in 1e-7 degrees
    areas: tuple[Area, ...]
    digest: str

    @classmethod
    def of(cls, content: str) -> "Course":
        """The course in a JSON text. Raises KeyError, TypeError or ValueError for one that cannot be used."""
        said = json.loads(content)
        areas = tuple(_area(place, row) for place, row in enumerate(said["areas"]))
        digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
        return cls(said["code"], said["subject"], (said["origin"][0], said["origin"][1]), areas, digest)

    def point(self, lat: int, lon: int) -> Point:
        """A position in millimetres east and north of the origin."""
        north = (lat - self.origin[0]) * _PER_UNIT
        return (lon - self.origin[1]) * _PER_UNIT * self._narrow, north

    def position(self, point: Point) -> tuple[int, int]:
        """Latitude and longitude of a point, in 1e-7 degrees."""
        return (
            self.origin[0] + round(point[1] / _PER_UNIT),
            self.origin[1] + round(point[0] / _PER_UNIT / self._narrow),
        )

    @property
    def _narrow(self) -> float:
        return cos(radians(self.origin[0] / 1e7))


def moved(at: Point, heading: float, ahead: float, aside: float) -> Point:
    """A point so far ahead and to the right of another one, as seen along a heading."""
    east, north = sin(radians(heading)), cos(radians(heading))
    return at[0] + ahead * east + aside * north, at[1] + ahead * north - aside * east


def inside(point: Point, polygon: Sequence[Point]) -> bool:
    """Does a point lie in a polygon? (Counts the edges that a ray to the east crosses.)"""
    x, y = point
    crossed = False
    x1, y1 = polygon[-1]
    for x2, y2 in polygon:
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            crossed = not crossed
        x1, y1 = x2, y2
    return crossed


def left_of(point: Point, line: Sequence[Sequence[float]]) -> bool:
    """Does a point lie to the left of a line, as seen from its first point?"""
    return _cross(point, line) > 0


def distance(point: Point, line: Sequence[Sequence[float]]) -> float:
    """How far a point lies from a line that goes on for ever; right of it below zero."""
    (x1, y1), (x2, y2) = line
    return _cross(point, line) / hypot(x2 - x1, y2 - y1)


def _cross(point: Point, line: Sequence[Sequence[float]]) -> float:
    (x1, y1), (x2, y2) = line
    return (x2 - x1) * (point[1] - y1) - (y2 - y1) * (point[0] - x1)


def _area(place: int, row: dict[str, Any]) -> Area:
    polygon: Polygon = tuple((x, y) for x, y in row["polygon"])
    if len(polygon) < 3:
        raise ValueError(f"area {place} has no extent")
    xs, ys = [x for x, _ in polygon], [y for _, y in polygon]
    needs = {key: value for key, value in row.items() if key not in ("group", "polygon", "name")}
    name = row.get("name") or f"{row['group']}-{place + 1}"
    return Area(name, row["group"], polygon, needs, (min(xs), min(ys), max(xs), max(ys)))
