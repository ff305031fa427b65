"""Preferences: taken in a window, best first, changed and withdrawn freely. How fast or how often somebody asks does
not matter: a preference holds no place in any order."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tongban.allocation.models import Plan, Preference, Session, Slot
from tongban.allocation.slots import assigning, record
from tongban.allocation.slots.types import OrderingKey, Preferred
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.law_book import book
from tongban.core.rows import Rows
from tongban.law.text import Text

NOT_YET = Text(zh="还没有开始填志愿。", en="Preferences are not taken yet.")
OVER = Text(
    zh="填志愿的时间已经截止。空出来的名额会按顺序自动补给同意候补的人。",
    en="The time for preferences is over. Slots that are freed go to those in line who stand by.",
)
CHOOSE = Text(zh="请选 1 到 {most} 个场次，不要重复。", en="Choose 1 to {most} sessions, none twice.")
NOT_THERE = Text(
    zh="有的场次不在计划里、已经取消，或者不是您要考的科目和准驾车型。",
    en="Some sessions are not in the plan, are cancelled, or are for another subject or licence class.",
)
TOO_EARLY = Text(
    zh="您最早 {day} 可以考，请去掉更早的场次。", en="You may be tested from {day}: leave out earlier sessions."
)
HAS_SLOT = Text(zh="这个科目您已经约到，考完或者取消后才能再约。", en="You have a slot for this subject already.")
ASKED_ALREADY = Text(
    zh="您在这个计划里已经为其中一个科目填了志愿，请先撤回。",
    en="You have preferences for one of these subjects in this plan: withdraw them first.",
)
UPSERT = """
INSERT INTO allocation_preference
    (plan_id, code, subjects, person, priority, ordering_at, event, submitted_at, school, places, stands_by)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (person, plan_id, subjects) DO UPDATE SET priority = excluded.priority, event = excluded.event,
    ordering_at = excluded.ordering_at, school = excluded.school, places = excluded.places,
    stands_by = excluded.stands_by
"""
_OWN = Rows(Preference, "plan_id = %s AND person = %s", why="their own preferences")
_WISHED = Rows(Session, "plan_id = %s AND place = ANY(%s) AND subjects = %s AND cancelled_at IS NULL")
_BOOKED = Rows(Slot, "person = %s AND subject = ANY(%s) AND standing = 'booked' LIMIT 1", why="has a slot already")


@transaction.atomic(savepoint=False)
def prefer(
    *, plan: str, person: UUID, subjects: str, licence_class: str, places: Sequence[int], key: OrderingKey,
    actor: Actor, school: str = "", stands_by: bool = False, not_before: date | None = None,
) -> Preferred:  # fmt: skip
    """Say, or say anew, which sessions of a plan somebody prefers for a test, best first: one set for each test.

    `subjects`: "S2", or those of a test in one go, "S2+S3R"; `key` is the caller's, by the rules of booking; `school`
    empty for self-study; `not_before` the first day on which the person may be tested. Raises Conflict outside the
    window, and for whoever has a slot in the subject; BadInput for sessions that cannot be had.
    """
    row = record.known(plan)
    record.among_others(row)
    _check_window(row)
    parts = subjects.split(assigning.TOGETHER)
    _check_places(row, subjects, licence_class, places, not_before)
    if _BOOKED.first(person, parts):
        raise Conflict(HAS_SLOT, code="has_slot")
    for other in _OWN.all(row.id, person):
        if other.subjects != subjects and set(other.subjects.split(assigning.TOGETHER)) & set(parts):
            raise Conflict(ASKED_ALREADY, code="asked_already")
    code, listed = record.code_of(row, person), ",".join(map(str, places))
    values: list[Any] = [
        row.id, code, subjects, person, key.priority, key.at.replace(microsecond=0), key.event,
        clock.now().replace(microsecond=0), school, listed, stands_by,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, values)
    facts = {
        "subjects": subjects, "places": listed, "ordering_at": key.at, "event": key.event, "priority": key.priority,
        "stands_by": stands_by,
    }  # fmt: skip
    record.write(person, "preferred", actor, facts, f"plan:{plan}")
    return Preferred(plan, code, subjects, tuple(places), key, stands_by)


@transaction.atomic(savepoint=False)
def withdraw(*, plan: str, person: UUID, subjects: str, actor: Actor) -> None:
    """Withdraw preferences: free, and nothing of it counts. Raises NotFound, Conflict once the plan is fixed."""
    row = record.plan(plan)
    record.among_others(row)
    own = Preference.for_system("withdrawn by its person").filter(plan=row, person=person, subjects=subjects)
    gone, _ = own.delete()
    if not gone:
        raise NotFound(Text(zh="您没有填写志愿。", en="You have no preferences here."))
    record.write(person, "preference_withdrawn", actor, {"subjects": subjects}, f"plan:{plan}")


def _check_window(row: Plan) -> None:
    now = clock.now()
    if now < row.opens_at:
        raise Conflict(NOT_YET, code="plan_not_open")
    if now >= row.closes_at:
        raise Conflict(OVER, code="plan_closed")


def _check_places(row: Plan, subjects: str, licence_class: str, places: Sequence[int], not_before: date | None) -> None:
    most = book().value("slots.preferences_most", clock.today(), row.region)
    if not 1 <= len(places) <= most or len(set(places)) != len(places):
        raise BadInput("places", CHOOSE.fill(most=most))
    found = _WISHED.all(row.id, list(places), subjects)
    if len(found) < len(places) or not all(licence_class in one.classes.split(",") for one in found):
        raise BadInput("places", NOT_THERE)
    if not_before is not None and any(clock.day_of(one.begins_at) < not_before for one in found):
        raise BadInput("places", TOO_EARLY.fill(day=not_before))
