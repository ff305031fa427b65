"""Those who wait for subject 2: a plan of the days to come is published, fixed, drawn and run for them, with proofs."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from tongban.allocation.slots import preferring
from tongban.allocation.slots.types import NewSession, OrderingKey
from tongban.core import clock, working_days
from tongban.core.actor import Actor
from tongban.demo import sessions
from tongban.law.text import Text

AHEAD, DAYS, MARKS = 6, 3, "BCDEFGHJKLMNPQRSTUVWXYZ"
MOST = 1_000  # people whose preferences are taken one by one, as by themselves
QUOTA, CLASSES = 12, ("C1", "C2", "E")
TITLE = Text(zh="科目二考试计划（演示）", en="Tests of subject 2 (demo)")

Waits = tuple[UUID, str, datetime]  # who, for which class, since when


def run_a_plan(people: Sequence[Waits], sites: Sequence[str], day: date, actor: Actor, earlier: int) -> str:
    """Run the plan; its number, or "" where nobody waits. `earlier`: how many such plans there are already."""
    if not people:
        return ""
    week = sessions.week_of(day, AHEAD, mark=f"-{MARKS[earlier]}")
    offered = list(_sessions(week.first_on, sites))
    sessions.publish(week, TITLE.zh, TITLE.en, actor, offered)
    with clock.frozen(week.published_at + timedelta(hours=1)):
        for number, (person, target, since) in enumerate(people[:MOST]):
            places = list(dict.fromkeys((number * step) % len(offered) + 1 for step in (1, 3, 7)))
            preferring.prefer(
                plan=week.number, person=person, subjects="S2", licence_class=target, places=places[: 2 + number % 2],
                key=OrderingKey(since, "passed"), stands_by=number % 3 > 0, actor=actor,
            )  # fmt: skip
    sessions.run(week, actor)
    return week.number


def _sessions(first: date, sites: Sequence[str]) -> list[NewSession]:
    table, day, found = working_days.table(), first, []
    for _ in range(DAYS):
        for site in sites:
            for hour in (9, 14):
                begins = datetime(day.year, day.month, day.day, hour, tzinfo=clock.CHINA)
                found.append(NewSession(site, begins, begins + timedelta(hours=3), "S2", CLASSES, QUOTA))
        day = table.add_working(day, 1)
    return found
