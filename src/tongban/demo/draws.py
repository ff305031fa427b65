"""Two draws of the demo city: a round for numbers that was drawn, and one whose list is fixed and waits for its values.

Pilot rounds for coveted plate numbers. Their public values are invented and say so; the second waits for the sandbox's
beacon and for two supervisors to read figures, so that the end of a draw can be tried.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tongban.allocation import actions, outcome, sources
from tongban.allocation.types import Source
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.exchange.beacon import Pulse
from tongban.law.text import Text
from tongban.outlets import queries as outlets

READERS = ("NJ-SUPER-1", "NJ-CHIEF-1")
BASIS = Text(
    zh="试点约定，不是法律规定：先收集志愿，再摇号；上一轮没有摇中的人有两支签。",
    en="A pilot, not law: wishes are collected, then drawn. Who got nothing last time has two lots.",
)
LAST_ROUND = tuple(f"苏A·{digit * 5}" for digit in "123456789")
NEXT_ROUND = tuple(
    f"苏A·{number}" for number in ("12345", "23456", "34567", "56789", "66688", "88866", "90909", "10101")
)
FIGURES = "03 09 14 21 26 33 08"
WINDOW, LYING_OPEN = timedelta(days=4), timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Round:
    """A draw to be: its number and words, what can be had, and when its list is fixed."""

    number: str
    title: Text
    pool: tuple[str, ...]
    fixed_at: datetime


def hold(people: Sequence[UUID], actor: Actor) -> None:
    """Hold the round of a week ago, and fix the list of the next one now. `people` apply for both."""
    now, year = clock.now(), clock.today().year
    first = Text(zh="靓号摇号（试点）第一轮", en="Round for coveted numbers (pilot), the first")
    second = Text(zh="靓号摇号（试点）第二轮", en="Round for coveted numbers (pilot), the second")
    last = Round(f"{year}-001", first, LAST_ROUND, now - timedelta(days=7))
    _fix(last, people, actor)
    come_out(last.number, last.fixed_at + LYING_OPEN, actor)
    _fix(Round(f"{year}-002", second, NEXT_ROUND, now), people, actor)


def _fix(one: Round, people: Sequence[UUID], actor: Actor) -> None:
    opens_at, due_at = one.fixed_at - WINDOW, one.fixed_at + LYING_OPEN
    with clock.frozen(opens_at):
        actions.open_draw(
            number=one.number,
            title=one.title,
            basis=BASIS,
            pool=one.pool,
            sources=[
                Source("", sources.BEACON.code, "", due_at, demo=True),
                Source("", sources.DOUBLE_COLOUR.code, f"DEMO-{one.number}", due_at + timedelta(hours=1), demo=True),
            ],
            opens_at=opens_at,
            closes_at=one.fixed_at,
            pilot=True,
            actor=actor,
        )
        for place, person in enumerate(people):
            first = place % len(one.pool)
            wishes = () if place % 3 == 0 else (one.pool[first], one.pool[first - 1])
            actions.apply(number=one.number, person=person, wishes=wishes, weight=1 + place % 2, actor=actor)
    with clock.frozen(one.fixed_at):
        actions.announce(number=one.number, actor=actor)


def come_out(number: str, due_at: datetime, actor: Actor) -> None:
    """The invented values of an announced draw come out, read by two supervisors, and the draw is made."""
    with clock.frozen(due_at + timedelta(hours=2)):
        value = hashlib.sha256(f"demo pulse {number}".encode()).hexdigest()
        pulse = Pulse(True, due_at, int(due_at.timestamp()) // 60, due_at, value, demo=True)
        outcome.take_pulse(number=number, source="beacon-1", pulse=pulse, witness="demo")
        for reader in READERS:
            staff = outlets.get_staff(reader)
            who = Actor(kind="staff", label=reader, channel="window", account_id=staff.account_id, office=staff.outlet)
            outcome.read_figures(number=number, source="double-colour-2", typed=FIGURES, actor=who)
        outcome.draw(number=number, actor=actor)
