"""Reading sites, plans, sessions and slots. What is asked for everybody names no person."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db.models import F
from django.db.models.functions import Length

from tongban.allocation.models import FixedPlan, Plan, Preference, Run, Session, Site, Slot, Unit
from tongban.allocation.slots import record
from tongban.allocation.slots.types import (
    Ended,
    OrderingKey,
    PlanState,
    PlanView,
    Preferred,
    SessionView,
    SiteKind,
    SiteView,
    SlotView,
    Standing,
)
from tongban.core import clock
from tongban.core.errors import NotFound
from tongban.core.rows import Rows
from tongban.law.text import Text

_ENDS = Rows(Slot, "person = %s ORDER BY given_at, session_id", why="what became of their slots")
FILES = ("announcement.json", "sessions.txt", "applicants.txt", "slots.txt", "proof.json")


def sites(kind: SiteKind | None = None) -> list[SiteView]:
    """Every site, by region and code. One statement."""
    rows = Site.objects.filter(**({"kind": kind} if kind else {})).order_by("region", "code")
    return [record.site_view(row) for row in rows]


def get_site(code: str) -> SiteView:
    """One site. Raises NotFound. One statement."""
    row = Site.objects.filter(code=code).first()
    if row is None:
        raise NotFound(record.NO_SITE)
    return record.site_view(row)


def units(site: str) -> list[Unit]:
    """The units of a site by kind. One statement."""
    return list(Unit.objects.filter(site_id=site).order_by("kind", "label"))


def plans(kind: SiteKind | None = None, most: int = 50) -> list[PlanView]:
    """Plans, the newest first. Three statements, none of which reads a file."""
    rows = Plan.objects.filter(**({"kind": kind} if kind else {})).defer("secret")
    return _plans(rows.order_by("-first_on", "-id")[:most])


def get_plan(number: str) -> PlanView:
    """One plan. Raises NotFound. Three statements."""
    found = _plans(Plan.objects.filter(number=number).defer("secret"))
    if not found:
        raise NotFound(record.NO_PLAN)
    return found[0]


def sessions_of(
    plan: str, *, subjects: str = "", licence_class: str = "", site: str = "", day: date | None = None, most: int = 200
) -> list[SessionView]:
    """Sessions of a plan in its order, filtered. One statement."""
    rows = Session.objects.filter(plan__number=plan).select_related("site", "plan").order_by("begins_at", "place")
    if subjects:
        rows = rows.filter(subjects=subjects)
    if licence_class:
        rows = rows.filter(classes__regex=rf"(^|,){licence_class}(,|$)")
    if site:
        rows = rows.filter(site_id=site)
    if day is not None:
        rows = rows.filter(begins_at__date=day)
    return [record.session_view(row) for row in rows[:most]]


def left_in(plan: str, subjects: Sequence[str], licence_class: str, most: int = 20) -> list[SessionView]:
    """Sessions of a plan that have slots left and are still to come. One statement."""
    rows = Session.objects.filter(plan__number=plan, subjects__in=subjects, cancelled_at=None, taken__lt=F("quota"))
    rows = rows.filter(begins_at__gt=clock.now(), classes__regex=rf"(^|,){licence_class}(,|$)")
    return [record.session_view(row) for row in rows.select_related("site", "plan").order_by("begins_at")[:most]]


def sessions_at(site: str, begin: datetime, end: datetime) -> list[SessionView]:
    """Sessions of a site between two instants, in order of time. One statement."""
    rows = Session.objects.filter(site_id=site, begins_at__gte=begin, begins_at__lt=end).select_related("site", "plan")
    return [record.session_view(row) for row in rows.order_by("begins_at", "place")]


def get_session(session: UUID) -> SessionView:
    """One session. Raises NotFound. One statement."""
    row = Session.objects.filter(id=session).select_related("site", "plan").first()
    if row is None:
        raise NotFound(record.NO_SESSION)
    return record.session_view(row)


def files(number: str, *names: str) -> dict[str, bytes]:
    """The published files of a plan, those named, byte for byte; those of a later day are missing before it."""
    wanted = set(names or FILES)
    content: dict[str, bytes] = {}
    fields = {"announcement.json": "document", "sessions.txt": "sessions", "applicants.txt": "applicants"}
    for model, of in ((FixedPlan, fields), (Run, {"slots.txt": "slots", "proof.json": "proof"})):
        asked = [name for name in of if name in wanted]
        key = "plan__number" if model is FixedPlan else "plan__plan__number"
        row = (
            model.objects.filter(**{key: number}).values_list(*(of[name] for name in asked)).first() if asked else None
        )
        content |= {name: bytes(each) for name, each in zip(asked, row or (), strict=False)}
    return content


def freed_file(number: str) -> bytes:
    """What became of slots that were freed after the run, as docs/assignment-format.md says: the file grows until the
    last session is over. Two statements. Raises NotFound."""
    plan = record.plan(number)
    theirs = Slot.for_system("published under codes").filter(session__plan=plan).select_related("session")
    keys = {
        (one.person, one.subjects): one
        for one in Preference.for_system("why they got it").filter(plan=plan, stands_by=True)
    }
    lines: set[tuple[int, str]] = set()
    for one in theirs:
        place, subjects = one.session.place, one.session.subjects
        if one.standing in ("cancelled", "released") and one.ended_at is not None:
            at = record.seconds(one.ended_at)
            lines.add((at, f"freed\t{place}\t{at}\t{one.standing}\t{one.subject}"))
        key = keys.get((one.person, subjects))
        if one.how == "freed" and key is not None:
            why = f"{int(key.priority)}\t{record.seconds(key.ordering_at)}\t{record.seconds(key.submitted_at)}"
            at = record.seconds(one.given_at)
            lines.add((at, f"given\t{place}\t{at}\t{key.code}\t{why}"))
    return "".join(f"{line}\n" for _, line in sorted(lines)).encode()


def sizes(number: str) -> dict[str, int]:
    """How long each published file is, in bytes. Two statements, no file is read."""
    fixed = FixedPlan.objects.filter(plan__number=number)
    lengths = fixed.values_list(Length("document"), Length("sessions"), Length("applicants")).first() or ()
    run = Run.objects.filter(plan__plan__number=number)
    results = run.values_list(Length("slots"), Length("proof")).first() or ()
    return dict(zip(FILES, (*lengths, *results), strict=False))


def preferences_of(person: UUID) -> list[Preferred]:
    """Somebody's preferences in every plan, the newest plan first. One statement."""
    rows = Preference.for_system("their own preferences").filter(person=person).select_related("plan")
    return [
        Preferred(
            row.plan.number, row.code, row.subjects, tuple(map(int, row.places.split(","))),
            OrderingKey(row.ordering_at, row.event, row.priority), row.stands_by,
        )
        for row in rows.order_by("-plan__first_on", "subjects")
    ]  # fmt: skip


def slots_of(person: UUID) -> list[SlotView]:
    """Somebody's slots, the latest session first. One statement."""
    rows = Slot.for_system("their own slots").filter(person=person).select_related("session__site", "session__plan")
    return [_slot(row) for row in rows.order_by("-session__begins_at", "subject")]


def slots_in(session: UUID) -> list[SlotView]:
    """Everybody's slots in a session, for those who hold it. One statement."""
    rows = Slot.for_system("who holds the session").filter(session_id=session)
    return [_slot(row) for row in rows.select_related("session__site", "session__plan").order_by("person", "subject")]


def booking_of(session: UUID, person: UUID) -> UUID:
    """The id of somebody's booking of a session, for rooms that keep what hangs on it. No statement."""
    return uuid5(session, str(person))


def people_in(plan: str) -> list[tuple[UUID, UUID]]:
    """Session and person of every slot that a plan gave and that stands. One statement."""
    rows = Slot.for_system("told to the exam files").filter(session__plan__number=plan, standing="booked")
    return list(rows.values_list("session_id", "person").distinct())


def ends_of(person: UUID) -> list[Ended]:
    """What became of somebody's slots, in the order in which they were given. One statement."""
    rows = _ENDS.all(person)
    return [Ended(row.subject, Standing(row.standing), row.ended_at) for row in rows]


def ends_of_all(people: Iterable[UUID]) -> dict[UUID, list[Ended]]:
    """The same of several people at once. One statement."""
    found: dict[UUID, list[Ended]] = {person: [] for person in people}
    rows = Slot.for_system("what became of their slots").filter(person__in=list(found))
    for row in rows.order_by("given_at", "session_id") if found else ():
        found[row.person].append(Ended(row.subject, Standing(row.standing), row.ended_at))
    return found


def owed_priority(person: UUID, subject: str) -> bool:
    """True where somebody's last slot in a subject became void by fault of the site: next time they go first.

    One statement.
    """
    return owes(ends_of(person), subject)


def owes(ends: Sequence[Ended], subject: str) -> bool:
    """The same from what was read already."""
    last = [one.standing for one in ends if one.subject == subject]
    return bool(last) and last[-1] is Standing.VOID


def used_priority(person: UUID, subjects: Sequence[str]) -> bool:
    """True where somebody has had a priority in one of these subjects in a plan that was run. One statement."""
    rows = Preference.for_system("used a priority").filter(person=person, priority=True)
    run = rows.filter(plan__in=Run.objects.values("pk")).values_list("subjects", flat=True)
    return any(set(found.split("+")) & set(subjects) for found in run)


def line_of(content: bytes, code: str) -> list[tuple[str, ...]]:
    """The lines of a code in applicants.txt or slots.txt, split into fields. No statement."""
    begun, at = f"{code}\t".encode(), 0
    found: list[tuple[str, ...]] = []
    while True:
        at = content.find(begun, at)
        if at < 0:
            return found
        end = content.index(b"\n", at)
        if at == 0 or content[at - 1 : at] == b"\n":
            found.append(tuple(content[at:end].decode().split("\t")))
        at = end


def _plans(rows: Iterable[Plan]) -> list[PlanView]:
    found = list(rows)
    ids = [row.id for row in found]
    fixed = {one.plan_id: one for one in FixedPlan.objects.filter(pk__in=ids).only("commitment", "count", "fixed_at")}
    runs = {one.plan_id: one for one in Run.objects.filter(pk__in=ids).only("given", "run_at")}
    return [_plan(row, fixed.get(row.id), runs.get(row.id)) for row in found]


def _plan(row: Plan, fixed: FixedPlan | None, run: Run | None) -> PlanView:
    now = clock.now()
    return PlanView(
        row.id, row.number, SiteKind(row.kind), row.region, Text(row.title_zh, row.title_en), row.rule, row.opens_at,
        row.closes_at, row.first_on, row.result_by,
        PlanState.RUN if run else PlanState.FIXED if fixed else PlanState.CLOSED if now >= row.closes_at
        else PlanState.OPEN if now >= row.opens_at else PlanState.PUBLISHED,
        fixed.count if fixed else 0, fixed.commitment if fixed else "", fixed.fixed_at if fixed else None,
        run.given if run else 0, run.run_at if run else None,
    )  # fmt: skip


def _slot(row: Slot) -> SlotView:
    return SlotView(
        record.session_view(row.session), row.person, row.subject, Standing(row.standing), row.how, row.given_at,
        row.ended_at,
    )  # fmt: skip
