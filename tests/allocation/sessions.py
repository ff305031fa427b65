"""Plans with the least facts: a test centre, three sessions, a window of a week, a beacon and a lottery."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from tests.allocation.builders import ANNA, BEN, FIGURES, OFFICE, a_person

from tongban.allocation import outcome
from tongban.allocation.models import Announcement, Run, Session, Slot, Value
from tongban.allocation.program import verify_assignment
from tongban.allocation.slots import planning, preferring, queries, running, sites
from tongban.allocation.slots.types import NewSession, OrderingKey, Preferred, SiteKind
from tongban.allocation.types import Source
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import Conflict
from tongban.law.text import Text

__all__ = ["ANNA", "BEN", "OFFICE", "a_person"]

PLAN, SITE, REGION = "320100-2026-50", "NJ-T1", "320100"
TODAY = datetime(2026, 11, 23, 2, tzinfo=UTC)  # a Monday, 10:00 in China
OPENS, CLOSES = TODAY, datetime(2026, 12, 2, 10, tzinfo=UTC)
DUE = datetime(2026, 12, 4, 12, tzinfo=UTC)
DRAWN = DUE + timedelta(hours=3)
FIRST = datetime(2026, 12, 10, 1, tzinfo=UTC)  # a Thursday, 9:00
HOURS = {"working_day": [["08:30", "17:30"]], "rest_day": []}
APPLIED = datetime(2026, 9, 1, tzinfo=UTC)
NAME = Text(zh="南京第一考场", en="Nanjing test centre 1")
WINDOW = Actor(kind="staff", label="NJ-0101", channel="window", office="320100-1")
CITIZEN = Actor(kind="citizen", label="citizen", channel="online")
RAIN = Text(zh="暴雨", en="Heavy rain")
TITLE = Text(zh="十二月第二周", en="Second week of December")


def a_site(code: str = SITE, *, vehicles: int = 10, seats: int = 30, limit: int = 400, region: str = REGION) -> str:
    """A test centre with a room and vehicles for C1 and C2."""
    sites.open_site(
        code=code, kind=SiteKind.TEST_CENTRE, region=region, name=NAME, address="江宁区", layout=NAME, hours=HOURS,
        daily_limit=limit, opened_on=date(2020, 1, 1), actor=OFFICE,
    )  # fmt: skip
    since = date(2020, 1, 1)
    sites.equip(
        site=code, kind="room", label="1", subjects=["S1", "S3T"], classes=[], since=since, count=seats, actor=OFFICE
    )
    for number in range(1, vehicles + 1):
        sites.equip(
            site=code, kind="vehicle", label=f"{number}", subjects=["S2", "S3R"], classes=["C1", "C2"], since=since,
            actor=OFFICE,
        )  # fmt: skip
    return code


def a_session(days: int = 0, *, quota: int | None = 2, subjects: str = "S2", site: str = SITE) -> NewSession:
    """A morning of three hours, so many days after the first."""
    begins = FIRST + timedelta(days=days)
    return NewSession(site, begins, begins + timedelta(hours=3), subjects, ("C1", "C2"), quota)


def a_plan(*sessions: NewSession, number: str = PLAN) -> str:
    """A published plan, by default of three sessions of subject 2 on three days with two slots each."""
    with clock.frozen(TODAY):
        planning.publish(
            number=number, kind=SiteKind.TEST_CENTRE, region=REGION, title=TITLE,
            sessions=sessions or [a_session(), a_session(1), a_session(4)],
            sources=[Source("", "beacon", "", DUE), Source("", "double-colour", "2026140", DUE + timedelta(hours=1))],
            opens_at=OPENS, closes_at=CLOSES, actor=OFFICE,
        )  # fmt: skip
    return number


def prefer(
    order: int, *places: int, hours: int | None = None, priority: bool = False, subjects: str = "S2", school: str = "",
    stands_by: bool = True, at: datetime = TODAY, plan: str = PLAN,
) -> Preferred:  # fmt: skip
    """Person number so and so prefers these sessions; their ordering time is so many hours after the first of all."""
    key = OrderingKey(APPLIED + timedelta(hours=order if hours is None else hours), "accepted", priority)
    with clock.frozen(at):
        return preferring.prefer(
            plan=plan, person=a_person(order), subjects=subjects, licence_class="C1", places=places, key=key,
            school=school, stands_by=stands_by, actor=OFFICE,
        )  # fmt: skip


def fix(plan: str = PLAN) -> str:
    """The window ends; return the commitment."""
    with clock.frozen(CLOSES):
        fixed = running.fix(number=plan, actor=OFFICE)
    assert fixed is not None
    return fixed.commitment


def draw(plan: str = PLAN, pulse: str = "ab" * 32) -> None:
    """The public values come out and the draw among equals is made."""
    fixed = Announcement.objects.get(draw__number=plan)
    with clock.frozen(DRAWN):
        for source, published in (("beacon-1", [pulse]), ("double-colour-2", FIGURES.split())):
            row = Value(draw=fixed, source=source, published=published, published_at=DRAWN, witness="test")
            row.save(force_insert=True)
        outcome.draw(number=plan, actor=OFFICE)


def run(plan: str = PLAN) -> Run:
    """Give out what was drawn."""
    with clock.frozen(DRAWN):
        return running.run(number=plan, actor=OFFICE)


def fix_draw_and_run(plan: str = PLAN) -> Run:
    """All three."""
    fix(plan)
    draw(plan)
    return run(plan)


def got(order: int) -> list[int]:
    """The places of the sessions in which a person has a slot that stands."""
    return sorted({one.session.place for one in queries.slots_of(a_person(order)) if one.standing == "booked"})


def session_id(place: int, plan: str = PLAN) -> UUID:
    """The id of a session of the plan."""
    return Session.objects.values_list("id", flat=True).get(plan__number=plan, place=place)


def taken(people: Sequence[int]) -> dict[int, list[int]]:
    """What each of these people got."""
    return {order: got(order) for order in people}


def booked() -> int:
    """How many rows of slots stand."""
    return Slot.for_system("test").filter(standing="booked").count()


def refused(act: Callable[[], Any]) -> str:
    """The code of the conflict that doing this meets."""
    with pytest.raises(Conflict) as said, transaction.atomic():
        act()
    return said.value.code


def checked(commitment: str) -> dict[str, bool | None]:
    """What a stranger finds in the published files, by the name of the check."""
    files = queries.files(PLAN)
    told = verify_assignment.check(
        json.loads(files["proof.json"]), files["sessions.txt"], files["applicants.txt"], files["slots.txt"], commitment
    )
    return dict(told)
