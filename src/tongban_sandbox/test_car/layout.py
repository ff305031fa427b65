"""A site and a route: the legs that a good driver drives, and the survey of the areas they lie in.

A plane in metres, x to the east and y to the north; headings in degrees clockwise from north. A leg is a piece of the
way of the rear axle: straight, bent, or to another lane.
"""

from dataclasses import dataclass
from math import cos, degrees, pi, radians, sin
from typing import Any

WHEELBASE, FRONT, REAR, WIDTH = 2.5, 3.3, 0.85, 1.7
ORIGIN = (320_500_000, 1_188_000_000)  # 1e-7 degrees
STEP = 0.25


@dataclass(frozen=True)
class Leg:
    """`metres` below zero: backwards. `bend`: degrees to the left. `shift`: metres to the right, to another lane."""

    metres: float
    name: str = ""
    bend: float = 0.0
    shift: float = 0.0
    km_h: float = 12.0
    side: str = ""  # indicator
    stand: float = 0.0  # seconds of standing before it
    prompt: int = 0  # what the voice says as it begins
    ahead: int = 0  # traffic light while standing before it
    hand_brake: bool = False  # set while standing before it


@dataclass(frozen=True)
class Pose:
    """Where the middle of the rear axle is, and where the car looks."""

    x: float
    y: float
    heading: float

    def along(self, leg: Leg, done: float) -> "Pose":
        """Where a car is that has driven `done` metres of a leg."""
        length = abs(leg.metres)
        sign = 1 if leg.metres > 0 else -1
        turn = radians(leg.bend * done / length)
        way = radians(self.heading)
        chord = 2 * done / turn * sin(turn / 2) if turn else done
        middle = way - turn / 2
        pose = Pose(
            self.x + sign * chord * sin(middle), self.y + sign * chord * cos(middle), self.heading - degrees(turn)
        )
        if leg.shift:
            pose = pose.aside(leg.shift * (1 - cos(pi * done / length)) / 2)
        return pose

    def aside(self, metres: float) -> "Pose":
        """So far to the right."""
        way = radians(self.heading)
        return Pose(self.x + metres * cos(way), self.y - metres * sin(way), self.heading)

    def ahead(self, metres: float, aside: float = 0.0) -> tuple[float, float]:
        way = radians(self.heading)
        return self.x + metres * sin(way) + aside * cos(way), self.y + metres * cos(way) - aside * sin(way)


class Layout:
    """Legs that follow each other, and the areas surveyed around them."""

    def __init__(self, code: str, subject: str, heading: float = 90.0) -> None:
        self.code, self.subject = code, subject
        self.legs: list[Leg] = []
        self.areas: list[dict[str, Any]] = []
        self.begin = self.pose = Pose(0.0, 0.0, heading)

    def go(self, *legs: Leg) -> list[tuple[float, float]]:
        """Add legs; returns the points they pass."""
        points = []
        for leg in legs:
            count = max(2, int(abs(leg.metres) / STEP))
            poses = [self.pose.along(leg, abs(leg.metres) * step / count) for step in range(count + 1)]
            points += [(pose.x, pose.y) for pose in poses]
            self.legs.append(leg)
            self.pose = poses[-1]
        return points

    def area(self, group: str, points: list[tuple[float, float]], margin: float, **needs: Any) -> None:
        """Survey a rectangle around points."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        west, east, south, north = min(xs) - margin, max(xs) + margin, min(ys) - margin, max(ys) + margin
        polygon = _mm([(west, south), (east, south), (east, north), (west, north)])
        self.areas.append({"group": group, "polygon": polygon, **needs})

    def survey(self) -> dict[str, Any]:
        """What the surveyor hands over."""
        return {"code": self.code, "subject": self.subject, "origin": list(ORIGIN), "areas": self.areas}


def site() -> Layout:
    """Five items of a car site, one after the other."""
    layout = Layout("demo-site", "S2")
    layout.go(Leg(20))
    _reverse(layout)
    layout.go(Leg(20))
    _hill(layout)
    layout.go(Leg(20))
    _parallel(layout)
    layout.go(Leg(20))
    points = layout.go(
        *(Leg(9.5 * radians(abs(bend)), "curve", bend=bend, km_h=9) for bend in (45, -90, 45)),
    )
    layout.area("curve", points, 1.0)
    layout.go(Leg(20))
    points = layout.go(
        Leg(4, "right", km_h=7),
        Leg(6 * radians(90), "right", bend=90, km_h=7, side="left"),
        Leg(8, "right", km_h=9),
    )
    layout.area("right", points, 1.0, side="left")
    layout.go(Leg(25))
    return layout


def _reverse(layout: Layout) -> None:
    """Past the first control line, back into the bay, out past the second, back again, out."""
    radius, depth = 5.5, 3.2
    arc = radius * radians(90)
    points = layout.go(Leg(2 * radius + 12, "reverse", km_h=8))
    first = layout.pose
    points += layout.go(Leg(-arc, "reverse", bend=90, km_h=3.5, stand=1), Leg(-depth, "reverse", km_h=2.5))
    bay = layout.pose
    points += layout.go(
        Leg(depth, "reverse", km_h=3.5, stand=1.5), Leg(arc, "reverse", bend=90, km_h=4), Leg(1.5, "reverse", km_h=4)
    )
    second = layout.pose
    points += layout.go(
        Leg(-1.5, "reverse", km_h=3.5, stand=1),
        Leg(-arc, "reverse", bend=-90, km_h=3.5),
        Leg(-depth, "reverse", km_h=2.5),
        Leg(depth, "reverse", km_h=3.5, stand=1.5),
        Leg(arc, "reverse", bend=-90, km_h=4),
    )
    controls = []
    for pose in (first, second):  # a good driver stands with the front wheels forty centimetres beyond the line
        line = _mm([pose.ahead(WHEELBASE - 0.4, 4), pose.ahead(WHEELBASE - 0.4, -4)])
        controls.append(_beyond_left(line, pose))
    layout.area("reverse", points, 3.0, bay=_bay(bay, 0.35, 0.4), controls=controls)


def _hill(layout: Layout) -> None:
    points = layout.go(Leg(20, "hill", km_h=8))
    mark = _mm([layout.pose.ahead(FRONT, 2), layout.pose.ahead(FRONT, -2)])
    points += layout.go(Leg(18, "hill", km_h=8, stand=8, side="left", hand_brake=True))
    layout.area("hill", points, 2.0, mark=mark)


def _parallel(layout: Layout) -> None:
    radius, turn = 5.0, 42.0
    arc = radius * radians(turn)
    points = layout.go(Leg(16, "parallel", km_h=8))
    points += layout.go(
        Leg(-arc, "parallel", bend=turn, km_h=3, stand=1), Leg(-arc, "parallel", bend=-turn, km_h=3),
    )  # fmt: skip
    bay = layout.pose
    points += layout.go(
        Leg(arc, "parallel", bend=turn, km_h=4, stand=5, side="left"),
        Leg(arc, "parallel", bend=-turn, km_h=5, side="left"),
        Leg(4, "parallel", km_h=8),
    )
    layout.area("parallel", points, 2.0, bay=_bay(bay, 0.5, 0.8), leave="left")


def road() -> Layout:
    """A route of a little more than three kilometres: lanes, junctions, a U-turn, and pulling over."""
    layout = Layout("demo-route", "S3R")
    far = [(0.0, 0.0)]
    far += layout.go(Leg(120, "start", km_h=30, stand=8, side="left", hand_brake=True), Leg(330, km_h=37))
    points = layout.go(Leg(45, "lane", shift=-3.5, km_h=37, side="left"))
    layout.area("lane", points, 6.0, side="left", name="lane-left")
    far += layout.go(Leg(320, km_h=37), Leg(40, km_h=25))
    points = layout.go(Leg(14 * radians(90), "junction", bend=90, km_h=18, side="left", stand=6, ahead=3))
    layout.area("junction", points, 0.5, side="left", name="turn-left")
    far += layout.go(Leg(380, km_h=38), Leg(40, km_h=25))
    points = layout.go(Leg(9 * radians(90), "junction", bend=-90, km_h=15, side="right"))
    layout.area("junction", points, 0.5, side="right", name="turn-right")
    far += layout.go(Leg(400, km_h=38), Leg(40, km_h=15))
    points = layout.go(Leg(7 * radians(180), "u_turn", bend=180, km_h=11, side="left"))
    layout.area("u_turn", points, 0.5)
    far += layout.go(Leg(420, km_h=38), Leg(300, km_h=38))
    points = layout.go(Leg(45, "lane", shift=3.5, km_h=37, side="right"))
    layout.area("lane", points, 6.0, side="right", name="lane-right")
    far += layout.go(Leg(420, km_h=38))
    points = layout.go(Leg(110, "pull_over", km_h=28, prompt=32, side="right", shift=1.2))
    layout.area("pull_over", points, 12.0)
    layout.area("limit", far + points, 60.0, km_h=40)
    return layout


def _bay(pose: Pose, aside: float, lengthwise: float) -> list[list[int]]:
    """A bay around a car that stands well in it."""
    half = WIDTH / 2 + aside
    front, back = FRONT + lengthwise, -REAR - lengthwise
    return _mm([pose.ahead(a, s) for a, s in ((front, -half), (front, half), (back, half), (back, -half))])


def _beyond_left(line: list[list[int]], pose: Pose) -> list[list[int]]:
    """The line so that what lies ahead of the car is on its left."""
    (x1, y1), (x2, y2) = line
    x, y = (value * 1000 for value in pose.ahead(20))
    left = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1) > 0
    return line if left else line[::-1]


def _mm(points: list[tuple[float, float]]) -> list[list[int]]:
    return [[round(x * 1000), round(y * 1000)] for x, y in points]


LAYOUTS = {"site": site, "road": road}
