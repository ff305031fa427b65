"""Somebody who drives a layout, and what their car reports twenty times a second, thinned to the rate it is set to.

Habits are what a person does: no belt, no indicator, a wobble, a stop, a heavy foot. What that means for a test this
module does not know.
"""

import random
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import cos, pi, radians, sqrt

from tongban_sandbox.test_car.layout import FRONT, ORIGIN, REAR, WIDTH, Layout, Leg

LAYOUT = struct.Struct("<IiiihHhHBBBBBBBBHBBI")  # docs/partners/test-car-protocol.md
DT = 0.05
NEUTRAL, REVERSE = 0, 7
BELT, DOOR, HAND_BRAKE, IGNITION, LEFT, RIGHT = (1 << bit for bit in range(6))
LOW, HIGH = 2, 4
WHEEL, BODY, LANE = 1, 2, 8
PER_UNIT = 111_320 / 1e7  # metres in 1e-7 degrees of latitude
NO_EDGE = 0xFFFF
LIGHTS = {1: "low", 2: "low", 3: "low", 4: "low", 5: "high", 6: "alternate", 7: "alternate", 10: "alternate"}


@dataclass(frozen=True)
class Habits:
    """A good driver has these. Mappings are by the name of a leg."""

    belt: bool = True
    indicator_seconds: float = 3.6  # before turning; 0: never
    hand_brake: bool = True
    haste: float = 1.0  # times the speed of a good driver
    drift: Mapping[str, float] = field(default_factory=dict)  # metres to the right, in the middle of the leg
    midway: Mapping[str, float] = field(default_factory=dict)  # seconds of standing in the middle of the leg
    stalls: frozenset[str] = frozenset()
    first_gear: frozenset[str] = frozenset()
    neutral: Mapping[str, float] = field(default_factory=dict)  # seconds in neutral
    rolls_back_cm: float = 0.0  # when starting from the hand brake
    past_mark: float = 0.0  # metres past where to stop on the hill
    short: float = 0.0  # metres short of where to stop before reversing
    kerb: float = 0.22  # metres from the edge when standing
    waits: float = 0.0  # seconds more at the hill and at a green light
    door_open: bool = False
    starts_in_gear: bool = False
    lights_right: bool = True
    commands: tuple[int, ...] = ()  # of the light test, before the start
    seed: int = 1


@dataclass
class _Car:
    """What the car's instruments show."""

    gear: int = NEUTRAL
    rpm: int = 0
    clutch: int = 0
    brake: int = 40
    throttle: int = 0
    switches: int = HAND_BRAKE
    lights: int = 0
    lines: int = 0
    prompt: int = 0
    ahead: int = 0
    speed: float = 0.0
    steering: float = 0.0

    def switch(self, bit: int, on: bool) -> None:
        self.switches = self.switches | bit if on else self.switches & ~bit


def drive(layout: Layout, habits: Habits | None = None, *, hz: int = 10) -> list[bytes]:
    """The frames of one drive over a layout."""
    return list(Driver(layout, habits or Habits(), hz).frames())


class Driver:
    """Drives leg by leg; every twentieth of a second is a tick, every so many ticks a frame."""

    def __init__(self, layout: Layout, habits: Habits, hz: int) -> None:
        self.layout, self.habits = layout, habits
        self.random = random.Random(habits.seed)
        self.every = max(1, round(1 / DT / hz))
        self.ticks = self.number = 0
        self.slips = False
        self.pose, self.car, self.offset = layout.begin, _Car(), 0.0

    def frames(self) -> Iterator[bytes]:
        """Get in, drive, get out."""
        yield from self._get_in()
        legs = self._adjusted()
        for place, leg in enumerate(legs):
            following = legs[place + 1] if place + 1 < len(legs) else None
            self.slips = place in self._hardest(legs)
            yield from self._stand_before(leg, place)
            yield from self._leg(leg, following)
        yield from self._get_out()

    def _adjusted(self) -> list[Leg]:
        """The legs as this person drives them: short of the line, past the mark, and back on the way after it."""
        legs, habits = [*self.layout.legs], self.habits
        for place, leg in enumerate(legs[:-1]):
            following = legs[place + 1]
            if leg.name == "reverse" and leg.metres > 15:
                legs[place] = _longer(leg, -habits.short)
            if leg.name == "reverse" and following.name == "":
                legs[place + 1] = _longer(following, habits.short)
            if leg.name == "hill" and following.name == "hill":
                legs[place] = _longer(leg, habits.past_mark)
                legs[place + 1] = _longer(following, -habits.past_mark)
        return legs

    @staticmethod
    def _hardest(legs: list[Leg]) -> set[int]:
        """Where somebody slips who slips: of all legs of a name the first bent one, or the only one."""
        chosen: dict[str, int] = {}
        for place, leg in enumerate(legs):
            if leg.name not in chosen or (leg.bend and not legs[chosen[leg.name]].bend):
                chosen[leg.name] = place
        return set(chosen.values())

    def _get_in(self) -> Iterator[bytes]:
        yield from self._wait(1.0)
        self.car.switch(BELT, self.habits.belt)
        self.car.switch(IGNITION, True)
        self.car.gear = 1 if self.habits.starts_in_gear else NEUTRAL
        yield from self._wait(1.0)
        self.car.rpm = 820
        yield from self._wait(2.0)
        for command in self.habits.commands:
            yield from self._command(command)
        self.car.lights = 0
        self.car.switch(DOOR, self.habits.door_open)

    def _command(self, command: int) -> Iterator[bytes]:
        """The voice says a command; the driver does what is right, or leaves the lights as they are."""
        self.car.prompt = command
        yield from self._wait(1.5)
        self.car.prompt = 0
        wanted = LIGHTS[command] if self.habits.lights_right else "low"
        if wanted == "alternate":
            for lit in (LOW | HIGH, LOW, LOW | HIGH, LOW):
                self.car.lights = lit
                yield from self._wait(0.6)
        else:
            self.car.lights = LOW | (HIGH if wanted == "high" else 0)
        yield from self._wait(5.0)

    def _stand_before(self, leg: Leg, place: int) -> Iterator[bytes]:
        """Stand as long as the leg says; then first or reverse gear, hand brake off, indicator on in time."""
        car, habits = self.car, self.habits
        car.ahead = leg.ahead
        if leg.stand:
            car.brake, car.throttle, car.speed = 40, 0, 0.0
            if leg.hand_brake:
                car.switch(HAND_BRAKE, habits.hand_brake or place == 0)
            car.gear = car.gear if leg.stand < 4 else NEUTRAL
            lead = min(habits.indicator_seconds, leg.stand) if leg.side else 0.0
            waits = leg.stand + (habits.waits if leg.hand_brake or leg.ahead else 0) - lead
            yield from self._wait(max(waits - 1.0, 0.0))
            self._indicate(leg.side)
            yield from self._wait(lead)
        if leg.stand or place == 0 or (leg.metres < 0) != (car.gear == REVERSE):
            car.gear, car.clutch = (REVERSE if leg.metres < 0 else 1), 90
            yield from self._wait(1.0)
            if leg.name in habits.stalls:
                yield from self._stall()
            car.switch(HAND_BRAKE, False)
            if leg.name == "hill" and habits.rolls_back_cm:
                yield from self._roll_back()
        if leg.prompt:
            car.prompt = leg.prompt

    def _stall(self) -> Iterator[bytes]:
        gear = self.car.gear
        self.car.rpm = 0
        yield from self._wait(1.5)
        self.car.gear = NEUTRAL
        yield from self._wait(1.0)
        self.car.rpm = 820
        yield from self._wait(1.0)
        self.car.gear = gear

    def _roll_back(self) -> Iterator[bytes]:
        leg, done = Leg(-self.habits.rolls_back_cm / 100), 0.0
        start = self.pose
        self.car.speed = -0.3
        while done < abs(leg.metres):
            done = min(done + 0.3 * DT, abs(leg.metres))
            self.pose = start.along(leg, done)
            yield from self._tick()
        self.car.speed = 0.0

    def _leg(self, leg: Leg, following: Leg | None) -> Iterator[bytes]:
        """Drive one leg with speed that rises and falls in time for what comes."""
        car, start, length = self.car, self.pose, abs(leg.metres)
        goes_on = following is not None and not following.stand and (following.metres < 0) == (leg.metres < 0)
        ends = min(leg.km_h, following.km_h) * self.habits.haste / 3.6 if goes_on and following else 0.0
        top = leg.km_h * self.habits.haste / 3.6
        done, stopped = 0.0, False
        car.clutch, car.brake = 0, 0
        self._indicate(leg.side)
        while done < length - 1e-6:
            if self.slips and not stopped and done > length / 2 and leg.name in self.habits.midway:
                stopped = True
                yield from self._stop(self.habits.midway[leg.name])
            speed = min(top, sqrt(2 * 1.2 * (length - done) + ends * ends), abs(car.speed) + 1.3 * DT)
            speed = max(speed, 0.12)
            car.brake = 25 if speed < abs(car.speed) - 0.02 else 0
            car.throttle = 0 if car.brake else 20
            done = min(done + speed * DT, length)
            car.speed = speed if leg.metres > 0 else -speed
            self._gear(leg, speed, done)
            self._lean(leg, done / length)
            self.pose = start.along(leg, done)
            if following and following.side and length - done < max(speed, 1.0) * self.habits.indicator_seconds:
                self._indicate(following.side)
            yield from self._tick()
        car.prompt, car.lines, self.offset = 0, 0, 0.0
        if not goes_on:
            car.speed, car.brake, car.throttle = 0.0, 40, 0
        if following and not following.side:
            self._indicate("")

    def _gear(self, leg: Leg, speed: float, done: float) -> None:
        """The gear of a speed; some go on in first gear or in neutral."""
        if leg.metres < 0:
            self.car.gear, self.car.rpm = REVERSE, 950
            return
        gear = 1 if speed < 2.4 else 2 if speed < 5.5 else 3 if speed < 9.0 else 4
        if leg.name == "curve":
            gear = 1 if leg.name in self.habits.first_gear else max(gear, 2)
        if done < speed * self.habits.neutral.get(leg.name, 0.0):
            gear = NEUTRAL
        self.car.clutch = 90 if gear != self.car.gear else 0
        self.car.gear = gear
        self.car.rpm = 900 + int(speed * 1100 / (gear or 4) / 1.6)

    def _lean(self, leg: Leg, share: float) -> None:
        """Off the ideal line, and what the line sensors see of it."""
        slip = self.habits.drift.get(leg.name, 0.0) if self.slips else 0.0
        self.offset = slip * (1 - cos(2 * pi * share)) / 2
        self.car.steering = leg.bend / abs(leg.metres) * 60
        room = {"reverse": (0.35, BODY), "parallel": (0.5, BODY)}.get(leg.name, (0.9, WHEEL))
        self.car.lines = room[1] if abs(self.offset) > room[0] else 0
        if leg.shift and 0.4 < share < 0.6 and leg.name == "lane":
            self.car.lines |= LANE

    def _stop(self, seconds: float) -> Iterator[bytes]:
        self.car.speed, self.car.brake, self.car.throttle = 0.0, 60, 0
        self.car.clutch = 90
        yield from self._wait(seconds)
        self.car.clutch = 0

    def _indicate(self, side: str) -> None:
        for bit, name in ((LEFT, "left"), (RIGHT, "right")):
            self.car.switch(bit, side == name and self.habits.indicator_seconds > 0)

    def _get_out(self) -> Iterator[bytes]:
        car = self.car
        car.speed, car.brake, car.gear = 0.0, 40, NEUTRAL
        yield from self._wait(1.0)
        self._indicate("")
        car.switch(HAND_BRAKE, self.habits.hand_brake)
        yield from self._wait(1.0)
        car.brake = 0
        yield from self._wait(1.0)
        car.switch(IGNITION, False)
        car.rpm = 0
        yield from self._wait(1.0)
        car.switch(BELT, False)
        car.switch(DOOR, True)
        yield from self._wait(3.0)
        car.switch(DOOR, False)
        yield from self._wait(2.0)

    def _wait(self, seconds: float) -> Iterator[bytes]:
        for _ in range(round(seconds / DT)):
            yield from self._tick()

    def _tick(self) -> Iterator[bytes]:
        if self.ticks % self.every == 0:
            yield self._frame()
        self.ticks += 1

    def _frame(self) -> bytes:
        car, pose = self.car, self.pose.aside(self.offset)
        moving = abs(car.speed) > 0.01
        noise = self.random.uniform
        lat = ORIGIN[0] + round((pose.y + noise(-0.008, 0.008)) / PER_UNIT)
        narrow = PER_UNIT * cos(radians(ORIGIN[0] / 1e7))
        lon = ORIGIN[1] + round((pose.x + noise(-0.008, 0.008)) / narrow)
        speed = round(car.speed * 100 + (noise(-1.5, 1.5) if moving else 0))
        edge = round((self.habits.kerb - self.offset) * 1000 + noise(-8, 8))
        body = LAYOUT.pack(
            self.number, round(self.ticks * DT * 1000), lat, lon, speed, round(pose.heading * 100) % 36_000,
            max(-32_000, min(32_000, round(car.steering * 10))), car.rpm + (round(noise(-20, 20)) if car.rpm else 0),
            car.gear, car.clutch, car.brake, car.throttle, car.switches, car.lights, car.lines, 4,
            max(0, min(NO_EDGE - 1, edge)), car.prompt, car.ahead, 0,
        )[:-4]  # fmt: skip
        self.number += 1
        return body + zlib.crc32(body).to_bytes(4, "little")


def _longer(leg: Leg, metres: float) -> Leg:
    return replace(leg, metres=leg.metres + metres)


MEASURES = {"wheelbase": 2500, "front": round(FRONT * 1000), "rear": round(REAR * 1000), "width": round(WIDTH * 1000)}
