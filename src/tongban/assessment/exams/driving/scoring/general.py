"""Faults that can happen anywhere, on the site (s2_...) and on the road (road_...), and what several parts share."""

from collections.abc import Iterator

from tongban.assessment.exams.driving.frames import BELT, IGNITION, LEFT, NEUTRAL, PARK, REVERSE, RIGHT
from tongban.assessment.exams.driving.scoring.drive import Drive, Found, Run, Visit, both, negated, runs

SIDES = {"left": (LEFT, RIGHT), "right": (RIGHT, LEFT)}  # the indicator that is right, and the one that is wrong


def everywhere(drive: Drive, prefix: str) -> Iterator[Found]:
    """Belt, engine started in gear, rolling back, stalling."""
    yield from once(f"{prefix}_belt", runs(both(drive.moving, negated(drive.bits("switches", BELT)))))
    yield from _started_in_gear(drive, prefix)
    yield from _rolled_back(drive, prefix)
    yield from _stalled(drive, prefix)


def once(item: str, found: list[Run]) -> Iterator[Found]:
    """A fault that counts once, however often the car stood and went on meanwhile."""
    if found:
        yield Found(item, *found[0], {"times": len(found)})


def stops(drive: Drive, visit: Visit, item: str) -> Iterator[Found]:
    """Stops midway: the car goes on in the direction in which it came."""
    speed, limit = drive.series.speed, drive.limits["stop_seconds"][visit.area.group]
    for first, last in drive.stops(visit.first, visit.last, limit):
        ends = first == visit.first or last == visit.last
        if not ends and (speed[first - 1] > 0) == (speed[last + 1] > 0):
            yield Found(item, first, last, {"seconds": round(drive.series.seconds(first, last), 1), "limit": limit})


def on_line(drive: Drive, visit: Visit, bit: int, item: str) -> Iterator[Found]:
    """A line sensor says that the car is on a line while it moves, within an area."""
    for run in runs(both(drive.bits("lines", bit), drive.moving), visit.first, visit.last):
        yield Found(item, *run)


def too_long(drive: Drive, visit: Visit, item: str) -> Iterator[Found]:
    """More seconds in an area than its part may take."""
    took, limit = drive.series.seconds(visit.first, visit.last), drive.limits["item_seconds"][visit.area.group]
    if took > limit:
        yield Found(item, visit.first, visit.last, {"seconds": round(took, 1), "limit": limit})


def from_edge(drive: Drive, first: int, last: int, item: str) -> Iterator[Found]:
    """How far from the edge the car stands."""
    away, limits = drive.edge_cm(first), drive.limits
    if away is not None:
        yield from by_distance(first, last, away, (item, limits["edge_cm"]), (f"{item}_far", limits["edge_far_cm"]))


def by_distance(first: int, last: int, cm: float, near: tuple[str, int], far: tuple[str, int]) -> Iterator[Found]:
    """The fault beyond the far limit, else the one beyond the near limit."""
    for item, limit in (far, near):
        if cm > limit:
            yield Found(item, first, last, {"cm": round(cm), "limit": limit})
            return


def _started_in_gear(drive: Drive, prefix: str) -> Iterator[Found]:
    gears = drive.series.column("gear")
    for first, _ in runs(drive.running):
        if first and gears[first] not in (NEUTRAL, PARK):
            yield Found(f"{prefix}_start_in_gear", first, first, {"gear": gears[first]})


def _rolled_back(drive: Drive, prefix: str) -> Iterator[Found]:
    """Backwards in no reverse gear. On the hill the hill's own items are meant."""
    some, far = drive.limits["rollback_cm"], drive.limits["rollback_far_cm"]
    for first, last in runs(both(drive.backwards, negated(drive.values("gear", REVERSE)))):
        rolled = -drive.series.travelled(max(first - 1, 0), last) * 100
        if rolled > some:
            on_hill = any(visit.first <= first <= visit.last for visit in drive.of_group("hill"))
            is_far = rolled > far
            item = f"{'hill' if on_hill else prefix}_rollback{'_far' if is_far else ''}"
            yield Found(item, first, last, {"cm": round(rolled), "limit": far if is_far else some})


def _stalled(drive: Drive, prefix: str) -> Iterator[Found]:
    """The engine stops with the ignition on."""
    ignition = drive.bits("switches", IGNITION)
    for _, last in runs(drive.running):
        if last + 1 < len(drive.series) and ignition[last + 1]:
            yield Found(f"{prefix}_stall", last, last + 1)
