"""How slots are written down and read back: entries, locks, codes, views of rows."""

import hmac
from collections.abc import Mapping
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection

from tongban.allocation.models import FixedPlan, Plan, Session, Site
from tongban.allocation.slots.types import REGISTER, SessionView, SiteKind, SiteView
from tongban.core import clock, entries, sealed
from tongban.core.actor import Actor
from tongban.core.errors import Conflict, NotFound
from tongban.core.fresh import Fresh
from tongban.law.text import Text

SIGNS, CODE_LENGTH = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 12  # 32 signs: nothing to be mistaken for another
NO_PLAN = Text(zh="没有这个计划。", en="There is no such plan.")
NO_SITE = Text(zh="没有这个场地。", en="There is no such site.")
NO_SESSION = Text(zh="没有这个场次。", en="There is no such session.")
FIXED = Text(
    zh="志愿已经截止并公布，不能再填写、修改或者撤回。",
    en="Preferences are fixed and published: nothing can be added, changed or withdrawn any more.",
)


def write(subject: UUID, kind: str, actor: Actor, facts: Mapping[str, Any], cause: str) -> UUID:
    """The entry of an action about a person's slot, a session or a plan."""
    return entries.write(
        register=REGISTER, subject=subject, kind=kind, effective_on=clock.today(), actor=actor, cause=cause, facts=facts
    )


def plan(number: str) -> Plan:
    """A plan by its number. Raises NotFound."""
    found = Plan.objects.filter(number=number).first()
    if found is None:
        raise NotFound(NO_PLAN)
    return found


def known(number: str) -> Plan:
    """A plan by its number, at most a second old: what every request asks, and nothing of it changes. NotFound."""
    return _open.get().get(number) or plan(number)


def alone(number: str) -> Plan:
    """A plan, locked against every preference until the transaction ends. Raises NotFound."""
    found = plan(number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(found.id)])
    return found


def among_others(found: Plan) -> None:
    """Lock a plan against being fixed, side by side with others. Raises Conflict where it is fixed.

    An advisory lock: a row lock would write to the one row that everybody shares.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [str(found.id)])
    if FixedPlan.objects.filter(pk=found.id).exists():
        raise Conflict(FIXED, code="plan_fixed")


def session_alone(session: UUID) -> Session:
    """A session's row, locked until the transaction ends. Raises NotFound."""
    found = Session.objects.select_for_update().filter(id=session).first()
    if found is None:
        raise NotFound(NO_SESSION)
    return found


def code_of(found: Plan, person: UUID) -> str:
    """The code under which a person stands in a plan: it follows from a secret of the plan, so there is one only."""
    secret = sealed.unpack_bytes(found.secret)
    drawn = hmac.new(secret, person.bytes, sha256).digest()[:CODE_LENGTH]
    return "".join(SIGNS[byte % len(SIGNS)] for byte in drawn)


def beginning_of(day: date) -> datetime:
    """The first instant of a day in China."""
    return datetime.combine(day, time(), tzinfo=clock.CHINA)


def seconds(at: datetime) -> int:
    """As in the published files."""
    return int(at.timestamp())


def site_view(row: Site) -> SiteView:
    """A site as callers see it."""
    return SiteView(
        row.code, SiteKind(row.kind), row.region, Text(row.name_zh, row.name_en), row.address,
        Text(row.layout_zh, row.layout_en), row.hours, row.daily_limit, row.mobile, row.opened_on, row.closed_on,
    )  # fmt: skip


def session_view(row: Session, plan_number: str = "") -> SessionView:
    """A session as callers see it; its site, and its plan where there is one, have been read with it."""
    return SessionView(
        row.id, plan_number or (row.plan.number if row.plan else ""), row.place, row.site_id,
        Text(row.site.name_zh, row.site.name_en), row.site.region, row.begins_at, row.ends_at, row.subjects,
        tuple(row.classes.split(",")), row.capacity, row.formula, row.quota, row.taken, row.weekend,
        Text(row.why_zh, row.why_en) if row.cancelled_at else None,
    )  # fmt: skip


def _read() -> dict[str, Plan]:
    return {row.number: row for row in Plan.objects.filter(closes_at__gt=clock.now())}


_open = Fresh(_read)
