"""Subject 3 on the road: what signals can judge. Looking, yielding, hands and judgement are the examiner's.

Turns and U-turns are judged where their surveyed area begins; where a change of lane begins the sensor of the lane
line says.
"""

from collections.abc import Iterator

from tongban.assessment.exams.driving.frames import (
    BODY_LINE,
    DOOR,
    GREEN,
    HAND_BRAKE,
    HIGH,
    LANE_LINE,
    LEFT,
    LOW,
    NEUTRAL,
    PROMPTS,
    RIGHT,
    SOLID_LINE,
)
from tongban.assessment.exams.driving.scoring import general
from tongban.assessment.exams.driving.scoring.drive import Drive, Found, Visit, both, runs

PULL_OVER = next(code for code, word in PROMPTS.items() if word == "pull_over")


def faults(drive: Drive) -> Iterator[Found]:
    """Every fault on the road that signals show."""
    yield from general.everywhere(drive, "road")
    yield from _started(drive)
    yield from _too_long(drive)
    yield from _lights(drive)
    for run in runs(both(drive.moving, drive.bits("lines", SOLID_LINE))):
        yield Found("road_solid_line", *run)
    for visit in drive.visits:
        judge = PARTS.get(visit.area.group)
        if judge:
            yield from judge(drive, visit)


def _started(drive: Drive) -> Iterator[Found]:
    """Doors and hand brake whenever the car moves; the indicator at the first start."""
    yield from general.once("start_door", runs(both(drive.moving, drive.bits("switches", DOOR))))
    limit = drive.limits["hand_brake_seconds"]
    for run in runs(both(drive.moving, drive.bits("switches", HAND_BRAKE))):
        took = drive.series.seconds(*run)
        item = "start_hand_brake_left" if took > limit else "start_hand_brake"
        yield Found(item, *run, {"seconds": round(took, 1), "limit": limit})
    first = drive.moving.find(b"\x01")
    if first > 0:
        yield from _indicated(drive, first, LEFT)


def _too_long(drive: Drive) -> Iterator[Found]:
    """What may be so for a while: on a lane line, in neutral, standing at green (a free way the examiner sees)."""
    limit: int
    for item, limit, mask in (
        ("road_straddle", drive.limits["straddle_seconds"], both(drive.moving, drive.bits("lines", LANE_LINE))),
        ("road_coasting", drive.limits["coasting_seconds"], both(drive.moving, drive.values("gear", NEUTRAL))),
        ("road_green", drive.limits.get("green_seconds", 0), both(drive.standing, drive.values("ahead", GREEN))),
    ):
        for run in runs(mask) if limit else ():
            took = drive.series.seconds(*run)
            if took > limit:
                yield Found(item, *run, {"seconds": round(took, 1), "limit": limit})


def _lights(drive: Drive) -> Iterator[Found]:
    """The commands of the simulated-light test: carried out within their time."""
    wanted, seconds = drive.limits["lights"], drive.limits["light_seconds"]
    low, high = drive.bits("lights", LOW), drive.bits("lights", HIGH)
    for code, word in PROMPTS.items():
        asked = wanted.get(word)
        for first, last in runs(drive.values("prompt", code)) if asked else ():
            until = _after(drive, last, seconds)
            if asked == "alternate":
                right = len(runs(high[first : until + 1])) >= 2
            else:
                right = bool(high[until]) if asked == "high" else bool(low[until]) and not high[until]
            if not right:
                yield Found("lights_wrong", first, until, {"command": code})


def _lane(drive: Drive, visit: Visit) -> Iterator[Found]:
    begins = drive.bits("lines", LANE_LINE).find(b"\x01", visit.first, visit.last + 1)
    if begins >= 0:
        yield from _indicated(drive, begins, general.SIDES[visit.area.needs["side"]][0])


def _junction(drive: Drive, visit: Visit) -> Iterator[Found]:
    side = visit.area.needs.get("side")
    if side:
        yield from _indicated(drive, visit.first, general.SIDES[side][0])


def _u_turn(drive: Drive, visit: Visit) -> Iterator[Found]:
    if not drive.bits("switches", LEFT)[visit.first]:
        yield Found("u_turn_signal", visit.first, visit.first)


def _limit(drive: Drive, visit: Visit) -> Iterator[Found]:
    limit = visit.area.needs["km_h"]
    for first, last in drive.faster(limit, visit.first, visit.last):
        top = max(drive.series.speed[first : last + 1]) * 0.036
        yield Found("road_speed", first, last, {"km_h": round(top, 1), "limit": limit})


def _pull_over(drive: Drive, visit: Visit) -> Iterator[Found]:
    """From the instruction to the door that is closed again."""
    told = drive.values("prompt", PULL_OVER).find(b"\x01", visit.first, visit.last + 1)
    begins = max(told, visit.first)
    stop = next(iter(drive.stops(begins, visit.last, 0)), None)
    if stop is None:
        return
    first, last = stop
    metres, limit = drive.series.travelled(begins, first), drive.limits["pull_over_metres"]
    if metres > limit:
        yield Found("pull_late", begins, first, {"metres": round(metres), "limit": limit})
    yield from _indicated(drive, first, RIGHT)
    yield from general.from_edge(drive, first, last, "pull_edge")
    if drive.bits("lines", BODY_LINE)[first]:
        yield Found("pull_line", first, last)
    yield from _left(drive, first, last)


def _left(drive: Drive, first: int, last: int) -> Iterator[Found]:
    """Hand brake, foot brake, engine and door of a car that stands."""
    hand = drive.bits("switches", HAND_BRAKE).find(b"\x01", first, last + 1)
    if hand < 0:
        yield Found("pull_hand_brake", first, last)
    brake = drive.series.column("brake")
    released = brake.find(b"\x00", first, last + 1)
    if brake[first] and 0 <= released < hand:
        yield Found("pull_brake_first", released, hand)
    door = drive.bits("switches", DOOR)
    opened = -1 if door[first] else door.find(b"\x01", first, last + 1)
    if opened >= 0 and drive.running[opened]:
        yield Found("pull_engine", opened, opened)
    if opened >= 0 and door[last]:
        yield Found("pull_door_open", opened, last)


def _indicated(drive: Drive, place: int, bit: int) -> Iterator[Found]:
    """Before the car turns its indicator has been on for long enough, and the other one is off."""
    lit, limit = drive.lit_for(bit, place), drive.limits["indicator_seconds"]
    other = RIGHT if bit == LEFT else LEFT
    if lit < 0 or drive.series.column("switches")[place] & other:
        yield Found("road_indicator", place, place)
    elif lit < limit:
        yield Found("road_indicator_short", place, place, {"seconds": round(lit, 1), "limit": limit})


def _after(drive: Drive, place: int, seconds: int) -> int:
    """The frame so many seconds later, or the last one."""
    clock, count = drive.series.clock, len(drive.series)
    until = clock[place] + seconds * 1000
    while place + 1 < count and clock[place + 1] <= until:
        place += 1
    return place


PARTS = {"lane": _lane, "junction": _junction, "u_turn": _u_turn, "limit": _limit, "pull_over": _pull_over}
