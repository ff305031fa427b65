"""Towns of the demo city: who asks for tests where, a day that was held, one that is planned; times to be booked at the
counter and the inspection lane; a patrol."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from tongban.allocation.slots import appointments, supervising, towns
from tongban.allocation.sources import DOUBLE_COLOUR
from tongban.core import clock, working_days
from tongban.core.actor import Actor
from tongban.law.text import Text

TOWNS = (
    ("320116101", "320116", "竹镇镇", "Zhuzhen", True),
    ("320118104", "320118", "桠溪街道", "Yaxi", True),
    ("320117103", "320117", "白马镇", "Baima", True),
    ("320111108", "320111", "星甸街道", "Xingdian", False),
)
HELD, PLANNED = "320118104", "320117103"
HELD_DAYS_AGO, PLANNED_AHEAD, PUBLISHED_BEFORE = 16, 26, 30
SHARES = (5, 3, 4, 1)  # how many of thirteen ask where
TIMES = (("NJ-C1", 10), ("NJ-I1", 10))
PIECE_MINUTES = 60


def hold(people: Sequence[UUID], actor: Actor) -> None:
    """Put the towns on the list; let `people` ask; plan a day that is past and one to come; open times."""
    for code, region, zh, en, central in TOWNS:
        towns.keep_town(code=code, region=region, name=Text(zh=zh, en=en), central=central, actor=actor)
    where = [town[0] for town, share in zip(TOWNS, SHARES, strict=True) for _ in range(share)]
    for number, person in enumerate(people):
        towns.ask(person=person, town=where[number % len(where)], licence_class="DEF"[number % 3], actor=actor)
    today = clock.today()
    _plan(HELD, today - timedelta(days=HELD_DAYS_AGO), today - timedelta(days=HELD_DAYS_AGO + PUBLISHED_BEFORE), actor)
    _plan(PLANNED, today + timedelta(days=PLANNED_AHEAD), today, actor)
    for site, days in TIMES:
        appointments.open_times(
            site=site, first=today + timedelta(days=1), last=today + timedelta(days=days), minutes=PIECE_MINUTES,
            actor=actor,
        )  # fmt: skip
    patrol = supervising.plan_patrol(site="NJ-T1", on=today, staff="NJ-SUPER-1", actor=actor)
    supervising.record_patrol(patrol=patrol, in_order=True, found="", actor=actor)
    supervising.plan_patrol(site="NJ-T2", on=today, staff="NJ-SUPER-1", actor=actor)


def _plan(town: str, on: date, published_on: date, actor: Actor) -> None:
    """A working day near that one; the public lottery is an invented issue, drawn after preferences have ended."""
    table = working_days.table()
    while not table.is_working(on):
        on += timedelta(days=1)
    with clock.frozen(_at(published_on)):
        _, beacon_at = towns.window(on, f"{TOWNS[0][1][:4]}00")
        day = towns.Day(on, 20, 4, 3, DOUBLE_COLOUR.code, f"DEMO-{on:%y%m%d}", beacon_at + timedelta(hours=1))
        towns.plan_day(town=town, day=day, actor=actor)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9), tzinfo=clock.CHINA)
