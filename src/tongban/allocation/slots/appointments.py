"""Appointments at counters and inspection lanes: the same sessions and slots as tests, without a plan, since nobody
competes for them. Who asks first has the slot (the first free one is offered first); it is given back and moved until
the session begins. One person has one appointment of each kind at a time."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from tongban.allocation.models import Session, Site
from tongban.allocation.slots import booking, planning, record
from tongban.allocation.slots.types import Full, Got, NewSession, SessionView, SiteKind, Standing
from tongban.core import clock, working_days
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.law.dates import next_day
from tongban.law.text import Text

KINDS = (SiteKind.COUNTER, SiteKind.INSPECTION)  # also what their sessions are for: `subjects` of a session
NOT_HERE = Text(
    zh="考场的场次要先公布计划，不能直接开放。",
    en="Sessions of a test centre are published in a plan, not opened directly.",
)
MOST_DAYS = 60
TOO_LONG = Text(zh="请选择 1 到 {most} 天。", en="Choose 1 to {most} days.")
NOTHING_NEW = Text(zh="这些天没有新的时段可以开放。", en="There is no new time to open on these days.")
BEGUN = Text(zh="预约的时间已经到了，不能再改。", en="The time has come: it cannot be changed any more.")


@transaction.atomic(savepoint=False)
def open_times(*, site: str, first: date, last: date, minutes: int, actor: Actor) -> int:
    """Open the hours of a counter or inspection station for booking, in pieces of so many minutes; what is open already
    stays. Returns how many pieces. Raises BadInput, NotFound, Conflict where nothing new is left to open."""
    row = Site.objects.select_for_update().filter(code=site, closed_on=None).first()
    if row is None:
        raise NotFound(record.NO_SITE)
    if row.kind not in KINDS:
        raise BadInput("site", NOT_HERE)
    if not 0 <= (last - first).days < MOST_DAYS or not 0 < minutes <= 24 * 60:
        raise BadInput("last", TOO_LONG.fill(most=MOST_DAYS))
    there = set(Session.objects.filter(site=row).values_list("begins_at", flat=True))
    now = clock.now()
    new = [one for one in _pieces(row, first, last, minutes) if one.begins_at > now and one.begins_at not in there]
    if not new:
        raise Conflict(NOTHING_NEW, code="nothing_new")
    rows = planning.sessions_of(None, new, row.region)
    Session.objects.bulk_create(rows)
    facts = {"first": first, "last": last, "minutes": minutes, "sessions": len(rows)}
    record.write(rows[0].id, "times_opened", actor, facts, f"site:{site}")
    return len(rows)


def free(kind: SiteKind, site: str = "", most: int = 40) -> list[SessionView]:
    """Sessions that still have a slot, the first free one first. One statement."""
    rows = Session.objects.filter(plan=None, subjects=kind, cancelled_at=None, taken__lt=F("quota"))
    rows = rows.filter(begins_at__gt=clock.now(), site__closed_on=None)
    rows = rows.filter(site_id=site) if site else rows
    return [record.session_view(row) for row in rows.select_related("site").order_by("begins_at", "site")[:most]]


def take(*, session: UUID, person: UUID, actor: Actor) -> Got | Full:
    """Take a slot: who asks first has it, losing is an answer. Raises NotFound, Conflict for whoever has one."""
    row = Session.objects.filter(id=session, plan=None, subjects__in=KINDS).first()
    if row is None:
        raise NotFound(record.NO_SESSION)
    return booking.take(session=session, person=person, subjects=row.subjects, licence_class="", actor=actor)


@transaction.atomic(savepoint=False)
def give_up(*, session: UUID, person: UUID, actor: Actor) -> None:
    """Give an appointment back before it begins; somebody else may take it at once. Raises NotFound, Conflict."""
    row = record.session_alone(session)
    if row.subjects not in KINDS:
        raise NotFound(booking.NO_SLOT)
    if clock.now() >= row.begins_at:
        raise Conflict(BEGUN, code="begun")
    booking.end_freely(row, person, Standing.CANCELLED, actor)


def move(*, old: UUID, new: UUID, person: UUID, actor: Actor) -> Got | Full:
    """Move an appointment: the new slot is theirs before the old one is gone, or everything stays as it was.

    Raises as `take` and `give_up`.
    """
    with transaction.atomic():
        for each in sorted({old, new}):  # one order for everybody: two who swap do not wait for each other for ever
            record.session_alone(each)
        give_up(session=old, person=person, actor=actor)
        got = take(session=new, person=person, actor=actor)
        if isinstance(got, Full):
            transaction.set_rollback(True)
    return got


def _pieces(row: Site, first: date, last: date, minutes: int) -> Iterator[NewSession]:
    table, day, piece = working_days.table(), first, timedelta(minutes=minutes)
    while day <= last:
        for begin, end in row.hours["working_day" if table.is_working(day) else "rest_day"]:
            at, until = (datetime.combine(day, time.fromisoformat(hour), tzinfo=clock.CHINA) for hour in (begin, end))
            while at + piece <= until:
                yield NewSession(row.code, at, at + piece, row.kind, ("",))
                at += piece
        day = next_day(day)
