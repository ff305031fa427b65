"""Plans: their sessions with what fits in each, published in time; a session that fails; more sessions at a weekend."""

import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from tongban.allocation import record as draws
from tongban.allocation import sources as chance
from tongban.allocation.models import Plan, Preference, Session, Site, Slot, Unit
from tongban.allocation.slots import assigning, record
from tongban.allocation.slots.types import NewSession, SiteKind
from tongban.allocation.types import Source
from tongban.core import clock, outbox, sealed, working_days
from tongban.core.actor import Actor
from tongban.core.bulk import copy_objects
from tongban.core.errors import BadInput, Conflict
from tongban.core.law_book import book
from tongban.law.dates import next_day
from tongban.law.rules import slots as rule
from tongban.law.text import Text

SECRET_BYTES = 32
WEEKS_LOOKED_AT = 4  # of slots given, for the forecast
UNKNOWN_SITE = Text(zh="场地 {site} 不存在或者已经关闭。", en="The site {site} does not exist or is closed.")
CLOSED_THEN = Text(
    zh="场次 {place} 不在场地开放时间内。", en="Session {place} is outside the opening hours of its site."
)
TOO_MANY = Text(
    zh="场次 {place}：名额超过考试能力（{most}）。", en="Session {place}: more slots than its capacity of {most}."
)
NOBODY_FITS = Text(zh="场次 {place}：没有设施，或者时间太短。", en="Session {place}: no units, or too short a time.")
OVER_LIMIT = Text(
    zh="{site} {day} 的名额超过核定的每日上限 {most}。", en="{site}, {day}: more slots than its daily limit of {most}."
)
TOO_LATE = Text(
    zh="第一场在{first}：计划最迟{by}公布，志愿最迟{closes}截止。",
    en="The first session is on {first}: a plan is published by {by}, and preferences end by {closes}.",
)
NOT_LONG = Text(
    zh="预计等待 {days} 天，没有超过 {limit} 天，不需要周末加考。",
    en="The expected wait is {days} days, no more than {limit}: no session at a weekend is needed.",
)


@transaction.atomic(savepoint=False)
def publish(
    *, number: str, kind: SiteKind, region: str, title: Text, sessions: Sequence[NewSession],
    sources: Sequence[Source], opens_at: datetime, closes_at: datetime, actor: Actor,
) -> Plan:  # fmt: skip
    """Publish a plan: its sessions, its window, its rule, and the public values that will decide among equals.

    Raises BadInput with what is wrong: too late, a session outside the hours of its site, more slots than fit or than
    the site's daily limit; Conflict for a number that is taken.
    """
    if not sessions:
        raise BadInput("sessions", Text(zh="请至少写一个场次。", en="A plan has one session at least."))
    if Plan.objects.filter(number=number).exists():
        raise Conflict(Text(zh="这个编号已经使用。", en="This number is taken."))
    first_on = min(clock.day_of(one.begins_at) for one in sessions)
    days = rule.days_of(first_on, working_days.table(), book().at(region))
    if clock.today() > days.publish_by or clock.day_of(closes_at) > days.closes_on or closes_at <= opens_at:
        raise BadInput("closes_at", TOO_LATE.fill(first=first_on, by=days.publish_by, closes=days.closes_on))
    _check_sources(sources, closes_at, days.result_by)
    row = Plan(
        number=number, kind=kind, region=region, title_zh=title.zh, title_en=title.en, rule=_rule(first_on, region),
        sources=[draws.to_json(one) for one in sources], secret=sealed.pack_bytes(os.urandom(SECRET_BYTES)),
        first_on=first_on, opens_at=opens_at, closes_at=closes_at, result_by=days.result_by,
    )  # fmt: skip
    rows = sessions_of(row, sessions, region)
    row.save(force_insert=True)
    copy_objects(rows)
    facts = {"sessions": len(rows), "slots": sum(one.quota for one in rows), "rule": row.rule, "first_on": first_on}
    record.write(row.id, "plan_published", actor, facts, f"plan:{number}")
    return row


@transaction.atomic(savepoint=False)
def open_weekend(*, session: NewSession, waiting: int, actor: Actor) -> Session:
    """Open one more session on a weekend, outside plans: whoever waits takes a slot directly.

    `waiting`: how many wait for it; only where the forecast is beyond the limit. Raises Conflict with the forecast.
    """
    site = _site(session.site)
    expected = expected_wait(site.region, session.subjects, waiting)
    if not rule.weekend_due(expected, clock.today(), book().at(site.region)):
        limit = book().value("slots.weekend_above", clock.today(), site.region)
        raise Conflict(NOT_LONG.fill(days=expected.days or 0, limit=limit), code="wait_is_short")
    (row,) = sessions_of(None, [replace(session, weekend=True)], site.region)
    row.save(force_insert=True)
    facts = {"site": session.site, "begins_at": session.begins_at, "quota": row.quota, "forecast": asdict(expected)}
    record.write(row.id, "weekend_opened", actor, facts, f"session:{row.id}")
    return row


@transaction.atomic(savepoint=False)
def cancel_session(*, session: UUID, why: Text, actor: Actor) -> int:
    """A session does not take place by fault of the site or the weather; return how many slots became void.

    No attempt is used, and whoever had a slot has priority next time. In a plan that is fixed and not run yet the run
    goes by what was published, and what it gives here is void at once. Raises NotFound, BadInput without a reason.
    """
    if not why.zh.strip() or not why.en.strip():
        raise BadInput("why", Text(zh="请用中文和英文写明原因。", en="Give the reason in Chinese and in English."))
    row = record.session_alone(session)
    if row.cancelled_at is not None:
        return 0
    row.cancelled_at, row.why_zh, row.why_en = clock.now(), why.zh, why.en
    row.save(update_fields=["cancelled_at", "why_zh", "why_en"])
    void = void_slots([session])
    record.write(row.id, "session_cancelled", actor, {"why": why.zh, "void": void}, f"session:{session}")
    return void


def void_slots(sessions: Sequence[UUID]) -> int:
    """The slots of sessions that do not take place are void; return how many. Joins the caller's transaction."""
    booked = Slot.for_system("session cancelled").filter(session_id__in=sessions, standing="booked")
    told = list(booked.values_list("session_id", "person").distinct())
    count = booked.update(standing="void", ended_at=clock.now())
    Session.objects.filter(id__in=sessions).update(taken=0)
    for session, person in told:
        outbox.announce("slot_ended", session=session, person=person)
    return count


def expected_wait(region: str, subjects: str, waiting: int) -> rule.Forecast:
    """The forecast for those who join now: how many wait, over the slots given in the last weeks. One statement."""
    now = clock.now()
    held = Session.objects.filter(
        site__region=region, subjects=subjects, cancelled_at=None, begins_at__lt=now + timedelta(weeks=WEEKS_LOOKED_AT),
        begins_at__gte=now - timedelta(weeks=WEEKS_LOOKED_AT),
    )  # fmt: skip
    slots = sum(held.values_list("quota", flat=True))
    return rule.forecast(waiting, slots, 2 * 7 * WEEKS_LOOKED_AT)


def waiting(region: str, subjects: str) -> int:
    """How many prefer this test in a plan of the region that has not been run. One statement."""
    rows = Preference.for_system("counted for the forecast").filter(subjects=subjects, plan__region=region)
    return rows.filter(plan__closes_at__gt=clock.now()).count()


def fits(one: NewSession, units: Sequence[Unit], region: str) -> rule.Capacity:
    """How many persons a session takes with these units of its site."""
    day = clock.day_of(one.begins_at)
    parts = one.subjects.split(assigning.TOGETHER)
    there = [unit for unit in units if unit.kind != "route" and unit.since <= day and (unit.until or day) >= day]
    for_class = [unit for unit in there if not unit.classes or set(unit.classes) & set(one.classes)]
    count = min(sum(unit.count for unit in for_class if part in unit.subjects) for part in parts)
    minutes = int((one.ends_at - one.begins_at).total_seconds()) // 60
    return rule.capacity(one.subjects, count, minutes, one.examiners, day, book().at(region))


def sessions_of(plan: Plan | None, sessions: Sequence[NewSession], region: str) -> list[Session]:
    """The rows of sessions, checked against hours, capacity and daily limits of their sites. Raises BadInput."""
    sites = {row.code: row for row in Site.objects.filter(code__in={one.site for one in sessions})}
    units: dict[str, list[Unit]] = defaultdict(list)
    for unit in Unit.objects.filter(site_id__in=sites):
        units[unit.site_id].append(unit)
    rows, days = [], working_days.table()
    of_day: dict[tuple[str, date], int] = defaultdict(int)
    for place, one in enumerate(sessions, 1):
        site, day = sites.get(one.site), clock.day_of(one.begins_at)
        if site is None or site.opened_on > day or (site.closed_on is not None and site.closed_on <= day):
            raise BadInput("sessions", UNKNOWN_SITE.fill(site=one.site))
        if not one.weekend and not _open(site.hours, one, days.is_working(day)):
            raise BadInput("sessions", CLOSED_THEN.fill(place=place))
        found = fits(one, units[one.site], region)
        quota = found.persons if one.quota is None else one.quota
        if not 0 < quota <= found.persons:
            raise BadInput(
                "sessions", (TOO_MANY if found.persons else NOBODY_FITS).fill(place=place, most=found.persons)
            )
        of_day[one.site, day] += quota
        rows.append(
            Session(
                plan=plan, place=place if plan else 0, site=site, begins_at=one.begins_at, ends_at=one.ends_at,
                subjects=one.subjects, classes=",".join(one.classes), capacity=found.persons, formula=asdict(found),
                quota=quota, weekend=one.weekend,
            )
        )  # fmt: skip
    for (code, day), quota in of_day.items():
        held = Session.objects.filter(site_id=code, cancelled_at=None, begins_at__gte=record.beginning_of(day))
        held = held.filter(begins_at__lt=record.beginning_of(next_day(day)))
        if quota + sum(held.values_list("quota", flat=True)) > sites[code].daily_limit:
            raise BadInput("sessions", OVER_LIMIT.fill(site=code, day=day, most=sites[code].daily_limit))
    return rows


def _open(hours: dict[str, list[list[str]]], one: NewSession, working: bool) -> bool:
    begins, ends = (at.astimezone(clock.CHINA).strftime("%H:%M") for at in (one.begins_at, one.ends_at))
    return any(first <= begins and ends <= last for first, last in hours["working_day" if working else "rest_day"])


def _site(code: str) -> Site:
    found = Site.objects.filter(code=code).first()
    if found is None:
        raise BadInput("sessions", UNKNOWN_SITE.fill(site=code))
    return found


def _rule(on: date, region: str) -> dict[str, object]:
    law = book()
    return {"order": list(law.value("slots.order", on, region)), "grain": law.value("slots.grain", on, region)}


def _check_sources(sources: Sequence[Source], closes_at: datetime, result_by: date) -> None:
    """The draw among equals comes between the end of preferences and the result."""
    law, day = book(), clock.today()
    for one in sources:
        chance.kind_of(one)
    wrong = Text(
        zh="至少要有 {least} 个随机来源，在志愿截止 {hours} 小时后、{by}前公布。",
        en="At least {least} public values are needed, {hours} hours after preferences end and by {by}.",
    )
    least, hours = law.value("draws.sources_at_least", day), law.value("draws.announced_before", day)
    late = [
        one for one in sources
        if one.due_at < closes_at + timedelta(hours=hours) or clock.day_of(one.due_at) > result_by
    ]  # fmt: skip
    if len(sources) < least or late:
        raise BadInput("sources", wrong.fill(least=least, hours=hours, by=result_by))
