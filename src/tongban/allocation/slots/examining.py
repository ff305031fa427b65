"""Examiners of a day: drawn at each site on the same day, from a secret whose hash was public before the draw.

The seed of a site and day is HMAC-SHA-256(secret of the day, "examiners|site|day"); the secret is the one of
`plates.secrets`, committed to just after midnight and published the day after. Candidates of a session are put into
groups by HMAC-SHA-256(seed, "group|session|person"); then, the groups with the least choice first, each group gets the
examiner with the smallest HMAC-SHA-256(seed, "number|group|examiner") of those whom nothing rules out. What ruled out
whom is kept. A change by hand needs two people and a reason; whoever falls ill is replaced by a draw of the rest only.
"""

import hmac
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from tongban.allocation.models import Examiner, ExaminerChange, ExaminerDraw, Relation, Session, Slot
from tongban.allocation.plates import secrets
from tongban.allocation.slots import assigning, record
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.law_book import book
from tongban.law.text import Text
from tongban.outlets import passes

QUALIFICATION = "examiner"  # as `outlets` keeps it, with the subjects and classes that it holds for
DRAWN = Text(
    zh="今天已经抽取过考试员。有人不能到场的，只重抽他的组。",
    en="Examiners have been drawn today. If somebody cannot come, only their groups are drawn anew.",
)
NOT_TODAY = Text(zh="考试员只能在考试当天抽取。", en="Examiners are drawn on the day of the test only.")
NO_DRAW = Text(zh="还没有抽取考试员。", en="No examiners have been drawn.")
NO_SESSIONS = Text(zh="今天没有考试。", en="There is no test today.")
NO_GROUP = Text(zh="没有这个组。", en="There is no such group.")
TWO = Text(zh="手工调整要由另一个人确认。", en="A change by hand is confirmed by somebody else.")
RULED_OUT = {
    "certificate": Text(zh="没有该科目或者车型的有效考试员证", en="no valid certificate for subject and class"),
    "suspended": Text(zh="已暂停考试工作", en="suspended"),
    "relation": Text(zh="申报过与考生或者驾校的关系", en="a declared relation to a candidate or school"),
    "last_failed": Text(zh="考生上一次不合格由其评判", en="judged a candidate's last failed test"),
    "same_site": Text(zh="在这个考场连续的天数已满", en="too many days in a row at this site"),
    "busy": Text(zh="同一时间有另一组", en="has another group at the same time"),
    "load": Text(zh="当天人数已满", en="has as many people as a day allows"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """What others know of somebody who is to be tested: their school, and who judged their last failed test."""

    person: UUID
    school: str = ""
    last_failed_by: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Some candidates of one session."""

    id: str
    subjects: frozenset[str]
    classes: frozenset[str]
    begins_at: datetime
    ends_at: datetime
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class OnDuty:
    """An examiner who is there, and what rules them out."""

    staff: str
    subjects: frozenset[str]
    classes: frozenset[str]
    certified: bool
    suspended: bool
    tired_of_site: bool
    schools: frozenset[str]
    persons: frozenset[UUID]


@dataclass(slots=True)
class Outcome:
    """Who examines which group ("" where nobody can), and for each group who was ruled out and why."""

    result: dict[str, str] = field(default_factory=dict)
    ruled_out: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group as it is examined now. `by_hand`: two people changed it."""

    id: str
    session: UUID
    people: tuple[UUID, ...]
    examiner: str
    by_hand: bool
    ruled_out: Mapping[str, str]


def assign(
    seed: bytes, number: int, groups: Sequence[Group], on_duty: Sequence[OnDuty], kept: Mapping[str, str],
    *, all_groups: Sequence[Group], most: int,
) -> Outcome:  # fmt: skip
    """The draw itself: pure. `kept`: groups of the day that have their examiner already."""
    by_id = {group.id: group for group in all_groups}
    load: dict[str, int] = defaultdict(int)
    busy: dict[str, list[Group]] = defaultdict(list)
    for group_id, staff in kept.items():
        load[staff] += len(by_id[group_id].candidates)
        busy[staff].append(by_id[group_id])
    made = Outcome()
    fixed = {group.id: {one.staff: _ruled_out(one, group) for one in on_duty} for group in groups}
    for group in sorted(groups, key=lambda one: (sum(not why for why in fixed[one.id].values()), one.id)):
        free, why = [], {name: reason for name, reason in fixed[group.id].items() if reason}
        for name in fixed[group.id]:
            if name in why:
                continue
            if any(one.begins_at < group.ends_at and group.begins_at < one.ends_at for one in busy[name]):
                why[name] = "busy"
            elif load[name] + len(group.candidates) > most:
                why[name] = "load"
            else:
                free.append(name)
        chosen = min(free, key=lambda name: _lot(seed, f"{number}|{group.id}|{name}"), default="")
        made.result[group.id], made.ruled_out[group.id] = chosen, why
        load[chosen] += len(group.candidates)
        busy[chosen].append(group)
    return made


def _ruled_out(one: OnDuty, group: Group) -> str:
    """Why an examiner never takes a group, empty where they may."""
    if not one.certified or not group.subjects <= one.subjects or not group.classes & one.classes:
        return "certificate"
    if one.suspended:
        return "suspended"
    people = group.candidates
    if any(each.person in one.persons or (each.school and each.school in one.schools) for each in people):
        return "relation"
    if any(each.last_failed_by == one.staff for each in people):
        return "last_failed"
    return "same_site" if one.tired_of_site else ""


@transaction.atomic(savepoint=False)
def draw(*, site: str, on_duty: Sequence[str], candidates: Mapping[UUID, Candidate], actor: Actor) -> ExaminerDraw:
    """Draw today's examiners of a site from those on duty. `candidates`: what others know of each person.

    Once a day. Raises Conflict for a second draw and where there is no test today, NotFound for an unknown examiner.
    """
    today = clock.today()
    if _draws(site, today):
        raise Conflict(DRAWN, code="examiners_drawn")
    sessions = _sessions(site, today)
    if not sessions:
        raise Conflict(NO_SESSIONS, code="no_test_today")
    seed = seed_of(site, today, actor)
    groups = _groups(sessions, _drawn_groups(seed, sessions), candidates)
    examiners = _on_duty(site, today, on_duty)
    most = int(book().value("slots.examiner_most", today))
    made = assign(seed, 1, groups, examiners, {}, all_groups=groups, most=most)
    return _keep(site, today, 1, on_duty, groups, made, made.result, actor)


@transaction.atomic(savepoint=False)
def redraw(*, site: str, ill: str, candidates: Mapping[UUID, Candidate], actor: Actor) -> ExaminerDraw:
    """An examiner cannot come: their groups that have not begun are drawn anew among the others, and nothing else.

    Raises Conflict before the first draw.
    """
    today, now = clock.today(), clock.now()
    before = _draws(site, today)
    if not before:
        raise Conflict(NO_DRAW, code="no_examiners")
    on_duty = [name for name in before[-1].inputs["on_duty"] if name != ill]
    seed, standing = seed_of(site, today, actor), _standing(before[-1])
    groups = _groups(_sessions(site, today), before[0].inputs["groups"], candidates)
    theirs = [group for group in groups if standing.get(group.id) == ill and group.begins_at > now]
    known, new = {one.id for one in groups}, {one.id for one in theirs}
    others = {name: staff for name, staff in standing.items() if staff and name in known - new}
    number, most = len(before) + 1, int(book().value("slots.examiner_most", today))
    made = assign(seed, number, theirs, _on_duty(site, today, on_duty), others, all_groups=groups, most=most)
    return _keep(site, today, number, on_duty, groups, made, {**standing, **made.result}, actor)


@transaction.atomic(savepoint=False)
def propose_change(*, site: str, group: str, examiner: str, why: str, actor: Actor) -> UUID:
    """Propose another examiner for a group by hand. Nothing changes until somebody else has confirmed it.

    Raises NotFound, BadInput without a reason, NotAllowed for who is not staff.
    """
    if not why.strip():
        raise BadInput("why", Text(zh="请写明原因。", en="Say why."))
    if actor.kind != "staff" or actor.account_id is None:
        raise NotAllowed(TWO)
    today = clock.today()
    if group not in {one.id for one in groups_of(site, today)}:
        raise NotFound(NO_GROUP)
    if not Examiner.objects.filter(staff=examiner).exists():
        raise NotFound(Text(zh="没有这名考试员。", en="There is no such examiner."))
    row = ExaminerChange(
        site_id=site, day=today, group=group, examiner_id=examiner, why=why, proposed_by=actor.account_id,
        proposed_label=actor.label, proposed_at=clock.now(),
    )  # fmt: skip
    row.save(force_insert=True)
    facts = {"group": group, "examiner": examiner, "why": why}
    record.write(row.id, "examiner_proposed", actor, facts, f"site:{site}")
    return row.id


@transaction.atomic(savepoint=False)
def confirm_change(*, change: UUID, actor: Actor) -> None:
    """Somebody else confirms a change by hand. Raises NotFound, NotAllowed for who proposed it."""
    row = ExaminerChange.objects.select_for_update().filter(id=change, confirmed_by=None).first()
    if row is None:
        raise NotFound(Text(zh="没有待确认的调整。", en="There is no such change to confirm."))
    if actor.kind != "staff" or actor.account_id in (None, row.proposed_by):
        raise NotAllowed(TWO)
    row.confirmed_by, row.confirmed_at = actor.account_id, clock.now()
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    facts = {"group": row.group, "examiner": row.examiner_id, "why": row.why, "proposed_by": row.proposed_label}
    record.write(row.id, "examiner_changed", actor, facts, f"site:{row.site_id}")


def groups_of(site: str, day: date) -> list[GroupView]:
    """The groups of a site and day with who examines them now; empty before the draw. Two statements."""
    before = _draws(site, day)
    if not before:
        return []
    changed = _changed(site, day)
    ruled_out = {name: why for one in before for name, why in one.inputs["ruled_out"].items()}
    return [
        GroupView(
            name, UUID(name.split(":")[0]), tuple(map(UUID, before[0].inputs["groups"][name])),
            changed.get(name, staff), name in changed, ruled_out.get(name, {}),
        )
        for name, staff in sorted(before[-1].result.items())
    ]  # fmt: skip


def changes_of(site: str, day: date) -> list[ExaminerChange]:
    """Changes by hand that wait for somebody else. One statement."""
    return list(ExaminerChange.objects.filter(site_id=site, day=day, confirmed_by=None).order_by("id"))


def seed_of(site: str, day: date, actor: Actor) -> bytes:
    """The seed of a site and day; only on that day, until its secret is published. Raises Conflict."""
    if day != clock.day_of(clock.now()):
        raise Conflict(NOT_TODAY, code="not_today")
    return seed_from(secrets.of_day(day, actor), site, day)


def seed_from(secret: bytes, site: str, day: date) -> bytes:
    """The seed from a day's secret: what anybody computes once it is published."""
    return hmac.new(secret, f"examiners|{site}|{day}".encode(), sha256).digest()


def _lot(seed: bytes, what: str) -> bytes:
    return hmac.new(seed, what.encode(), sha256).digest()


def _draws(site: str, day: date) -> list[ExaminerDraw]:
    return list(ExaminerDraw.objects.filter(site_id=site, day=day).order_by("number"))


def _standing(last: ExaminerDraw) -> dict[str, str]:
    return {**last.result, **_changed(last.site_id, last.day)}


def _changed(site: str, day: date) -> dict[str, str]:
    rows = ExaminerChange.objects.filter(site_id=site, day=day).exclude(confirmed_by=None).order_by("confirmed_at")
    return dict(rows.values_list("group", "examiner_id"))


def _sessions(site: str, day: date) -> list[Session]:
    begin = record.beginning_of(day)
    rows = Session.objects.filter(site_id=site, cancelled_at=None)
    return list(rows.filter(begins_at__gte=begin, begins_at__lt=begin + timedelta(days=1)).order_by("begins_at", "id"))


def _drawn_groups(seed: bytes, sessions: Sequence[Session]) -> dict[str, list[str]]:
    """Who is in which group: drawn in the morning, and kept when examiners are drawn anew."""
    size = int(book().value("slots.group_size", clock.today()))
    people: dict[UUID, set[UUID]] = defaultdict(set)
    booked = Slot.for_system("put into groups").filter(session__in=sessions, standing="booked")
    for session_id, person in booked.values_list("session_id", "person"):
        people[session_id].add(person)
    made = {}
    for session_id, there in people.items():
        ordered = sorted(there, key=lambda person: _lot(seed, f"group|{session_id}|{person}"))
        for number, first in enumerate(range(0, len(ordered), size), 1):
            made[f"{session_id}:{number}"] = [str(person) for person in ordered[first : first + size]]
    return made


def _groups(
    sessions: Sequence[Session], drawn: Mapping[str, Sequence[str]], candidates: Mapping[UUID, Candidate]
) -> list[Group]:
    by_id = {str(one.id): one for one in sessions}
    made = []
    for name, people in sorted(drawn.items()):
        one = by_id.get(name.split(":")[0])
        if one is None:  # cancelled since the morning
            continue
        members = tuple(candidates.get(UUID(each), Candidate(UUID(each))) for each in people)
        subjects = frozenset(one.subjects.split(assigning.TOGETHER))
        made.append(Group(name, subjects, frozenset(one.classes.split(",")), one.begins_at, one.ends_at, members))
    return made


def _on_duty(site: str, day: date, names: Collection[str]) -> list[OnDuty]:
    rows = list(Examiner.objects.filter(staff__in=names).order_by("staff"))
    if len(rows) < len(set(names)):
        raise NotFound(Text(zh="有的人不是考试员。", en="Some of these are no examiners."))
    schools, persons = defaultdict(set), defaultdict(set)
    for one in Relation.for_system("whom an examiner never examines").filter(examiner__in=rows):
        if one.person is not None:
            persons[one.examiner_id].add(one.person)
        else:
            schools[one.examiner_id].add(one.school)
    tired, held = _tired(site, day), passes.scopes(names, QUALIFICATION, day)
    return [
        OnDuty(
            row.staff, frozenset(held.get(row.staff, {}).get("subjects", ())),
            frozenset(held.get(row.staff, {}).get("classes", ())), row.staff in held,
            row.suspended_from is not None and row.suspended_from <= day <= (row.suspended_to or day),
            row.staff in tired, frozenset(schools[row.staff]), frozenset(persons[row.staff]),
        )
        for row in rows
    ]  # fmt: skip


def _tired(site: str, day: date) -> set[str]:
    """Who was drawn at the site on each of the last days that had a draw, as many as the law's day allows."""
    most = int(book().value("slots.same_site_days", day))
    rows = ExaminerDraw.objects.filter(site_id=site, day__lt=day).order_by("-day", "-number")
    latest: dict[date, set[str]] = {}
    for row in rows[: most * 3]:
        latest.setdefault(row.day, set(row.result.values()))
    days = list(latest.values())[:most]
    return set.intersection(*days) if len(days) == most else set()


def _keep(
    site: str, day: date, number: int, on_duty: Sequence[str], groups: Sequence[Group], made: Outcome,
    result: Mapping[str, str], actor: Actor,
) -> ExaminerDraw:  # fmt: skip
    inputs = {
        "on_duty": sorted(on_duty),
        "groups": {group.id: [str(one.person) for one in group.candidates] for group in groups},
        "ruled_out": made.ruled_out,
    }
    row = ExaminerDraw(
        site_id=site, day=day, number=number, inputs=inputs, result=dict(result), drawn_at=clock.now()
    )  # fmt: skip
    row.save(force_insert=True)
    facts = {"number": number, "result": made.result, "on_duty": sorted(on_duty)}
    record.write(uuid5(NAMESPACE_URL, f"tongban:site:{site}"), "examiners_drawn", actor, facts, f"site:{site}")
    return row
