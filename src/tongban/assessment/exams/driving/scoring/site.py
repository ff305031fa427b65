"""Subject 2 of car classes: reverse into the bay, hill, parallel parking, S-curve, right-angle turn.

An item begins and ends with its surveyed area. A stop counts as midway where the car goes on in the direction in which
it came: stopping to change gear at a control line or in the bay is part of the item.
"""

from collections.abc import Iterator

from tongban.assessment.exams.driving.course import distance, left_of
from tongban.assessment.exams.driving.frames import BODY_LINE, HAND_BRAKE, REVERSE, WHEEL_LINE
from tongban.assessment.exams.driving.scoring import general
from tongban.assessment.exams.driving.scoring.drive import Drive, Found, Run, Visit, both, runs

SECOND = 2


def faults(drive: Drive) -> Iterator[Found]:
    """Every fault on the site that signals show."""
    yield from general.everywhere(drive, "s2")
    for visit in drive.visits:
        judge = PARTS.get(visit.area.group)
        if judge:
            yield from judge(drive, visit)
        yield from _indicated(drive, visit)


def _reverse(drive: Drive, visit: Visit) -> Iterator[Found]:
    """Backwards into the bay once from each control line, and out."""
    yield from general.on_line(drive, visit, BODY_LINE, "reverse_line")
    yield from general.too_long(drive, visit, "reverse_time")
    yield from general.stops(drive, visit, "reverse_stop")
    controls, used = visit.area.needs["controls"], []
    for first, last in _backwards(drive, visit):
        wheels = drive.car.front_wheels(*drive.at(first))
        near = min(range(len(controls)), key=lambda one: abs(distance(wheels[0], controls[one])))
        used.append(near)
        if not all(left_of(wheel, controls[near]) for wheel in wheels):
            short = max(-distance(wheel, controls[near]) for wheel in wheels)
            yield Found("reverse_control", first, first, {"cm": round(short / 10)})
        stand = min(last + 1, visit.last)
        if not drive.body_in(stand, visit.area.needs["bay"]):
            yield Found("reverse_not_in", first, stand)
    if sorted(used) != list(range(len(controls))):
        yield Found("reverse_order", visit.first, visit.last, {"times": len(used)})


def _hill(drive: Drive, visit: Visit) -> Iterator[Found]:
    """One stop at the mark, close to the edge, with the hand brake set; then a start in time."""
    yield from general.on_line(drive, visit, WHEEL_LINE, "hill_line")
    stops = drive.stops(visit.first, visit.last, 0)
    if not stops:
        return
    first, last = max(stops, key=lambda run: drive.series.seconds(*run))
    off = abs(distance(drive.car.bumper(*drive.at(first)), visit.area.needs["mark"])) / 10
    near, far = drive.limits["hill_mark_cm"], drive.limits["hill_mark_far_cm"]
    yield from general.by_distance(first, last, off, ("hill_mark", near), ("hill_mark_far", far))
    yield from general.from_edge(drive, first, last, "hill_edge")
    if not any(drive.bits("switches", HAND_BRAKE)[first : last + 1]):
        yield Found("hill_hand_brake", first, last)
    took, limit = drive.series.seconds(first, last), drive.limits["hill_start_seconds"]
    if took > limit:
        yield Found("hill_late", first, last, {"seconds": round(took, 1), "limit": limit})


def _parallel(drive: Drive, visit: Visit) -> Iterator[Found]:
    """Backwards into the bay, and out with the indicator on."""
    yield from general.too_long(drive, visit, "parallel_time")
    yield from general.stops(drive, visit, "parallel_stop")
    for bit in (WHEEL_LINE, BODY_LINE):
        yield from general.on_line(drive, visit, bit, "parallel_line")
    backwards = _backwards(drive, visit)
    if not backwards:
        return
    stand = min(backwards[-1][1] + 1, visit.last)
    if not drive.body_in(stand, visit.area.needs["bay"]):
        yield Found("parallel_out", stand, stand)
    leaves = next((first for first, _ in runs(drive.moving, stand, visit.last)), None)
    if leaves is not None and not _indicates(drive, leaves, visit.area.needs["leave"]):
        yield Found("parallel_indicator", leaves, leaves)


def _curve(drive: Drive, visit: Visit) -> Iterator[Found]:
    """Between the edges, without a stop, in second gear at least."""
    yield from general.on_line(drive, visit, WHEEL_LINE, "curve_line")
    yield from general.stops(drive, visit, "curve_stop")
    if not drive.sheet.automatic:
        low = runs(both(drive.values("gear", *range(SECOND), REVERSE), drive.moving), visit.first, visit.last)
        if low:
            yield Found("curve_gear", *low[0])


def _right_angle(drive: Drive, visit: Visit) -> Iterator[Found]:
    """Between the edges, with the indicator on before the turn and off behind it."""
    yield from general.on_line(drive, visit, WHEEL_LINE, "right_line")
    yield from general.stops(drive, visit, "right_stop")
    side, other = (drive.bits("switches", bit) for bit in general.SIDES[visit.area.needs["side"]])
    piece = slice(visit.first, visit.last + 1)
    if not any(side[piece]) or any(other[piece]) or side[visit.last]:
        yield Found("right_indicator", visit.first, visit.last)


def _backwards(drive: Drive, visit: Visit) -> list[Run]:
    """Each way backwards: several pieces with only stops between them are one."""
    joined: list[Run] = []
    for first, last in runs(both(drive.backwards, drive.values("gear", REVERSE)), visit.first, visit.last):
        between = drive.series.speed[joined[-1][1] : first] if joined else ()
        if joined and max(between) < drive.limits["standing_cm"]:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def _indicates(drive: Drive, place: int, side: str) -> bool:
    right, wrong = general.SIDES[side]
    switches = drive.series.column("switches")[place]
    return bool(switches & right) and not switches & wrong


def _indicated(drive: Drive, visit: Visit) -> Iterator[Found]:
    """The indicator that an area asks for where the car enters or leaves it."""
    for edge, place in (("enter", visit.first), ("exit", visit.last)):
        side = visit.area.needs.get(edge)
        if side and not _indicates(drive, place, side):
            yield Found("s2_indicator", place, place)


PARTS = {"reverse": _reverse, "hill": _hill, "parallel": _parallel, "curve": _curve, "right": _right_angle}
