"""Education in the demo city: classes of the coming days, and the cases of those who reached the points limit."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from tongban.assessment.learning import classes
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.demo.city import CITY_OFFICE
from tongban.demo.situations.points import LIMIT_DAYS_AGO, REFERENCE
from tongban.registers.drivers import queries as drivers
from tongban.services.driver import education

AT_THE_LIMIT = ("points-limit", "probation-limit")
ROOM, SQUARE = "一号教室（演示）", "学校门口护学岗（演示）"
TEACHER, PLACES, DAYS = "NJ-CHIEF-1", 30, 7
NOON = time(12)


def tell(ids: Mapping[str, UUID], day: date, actor: Actor) -> None:
    """Plan a class each day of the coming week and an activity in two days; open the cases of the limit on the day it
    was reached. People come to a class at real instants, whatever the demo's day."""
    today = clock.day_of(clock.now())
    for ahead in range(1, DAYS):
        _plan(today + timedelta(days=ahead), ROOM, time(13, 30), 200, actor, activity=False)
    _plan(today + timedelta(days=2), SQUARE, time(7, 30), 60, actor, activity=True)
    with clock.frozen(datetime.combine(day - timedelta(days=LIMIT_DAYS_AGO), NOON, tzinfo=clock.CHINA)):
        for code in AT_THE_LIMIT:
            file = drivers.find_driver(ids[code])
            if file is not None:
                education.open_at_limit(file.id, REFERENCE)


def _plan(on: date, place: str, at: time, minutes: int, actor: Actor, *, activity: bool) -> None:
    begins = datetime.combine(on, at, tzinfo=clock.CHINA)
    classes.plan(
        office=CITY_OFFICE, place=place, starts_at=begins, ends_at=begins + timedelta(minutes=minutes), places=PLACES,
        teacher=TEACHER, activity=activity, actor=actor,
    )  # fmt: skip
