"""A plan is fixed when its window ends, and run once by itself when the draw among equals is there.

Fixing publishes the hash of everything that will count, and opens a draw of this room whose one item is that hash: the
draw's public values, which come later, decide among equals. Nobody chooses when either happens.
"""

import json
import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from tongban.allocation import actions as draws
from tongban.allocation import drawing
from tongban.allocation import queries as drawn
from tongban.allocation import record as draw_record
from tongban.allocation.models import FixedPlan, Plan, Preference, Run, Session
from tongban.allocation.slots import assigning, planning, record
from tongban.allocation.types import Applicant, DrawState, Source
from tongban.core import clock, outbox
from tongban.core.actor import Actor
from tongban.core.errors import Conflict
from tongban.law.text import Text

BASIS = Text(
    zh="约考排序：排序时间相同的人，由这次摇号决定先后。",
    en="Order of bookings: among people with the same ordering time this draw decides.",
)
TITLE = Text(zh="排序时间相同者的顺序，计划 {number}", en="The order among equals, plan {number}")
NOT_OVER = Text(zh="填志愿还没有截止。", en="The time for preferences is not over.")
RUN_ALREADY = Text(
    zh="这个计划已经分配过，结果不变；一个计划只分配一次。",
    en="This plan has been run and its result stands: a plan is run once only.",
)
NOT_DRAWN = Text(zh="决定同分先后的摇号还没有结果。", en="The draw among equals has not been made.")
CHANGED = Text(
    zh="名单与公布的哈希不符，没有分配。请立即查明。",
    en="The files are not those whose hash was published. Nothing was given; find out at once why.",
)
SESSIONS = """
SELECT session.site_id, extract(epoch FROM begins_at)::bigint, extract(epoch FROM ends_at)::bigint, subjects, classes,
       quota
FROM allocation_session session WHERE plan_id = %s ORDER BY place
"""
APPLICANTS = """
COPY (SELECT code, subjects, priority::int, extract(epoch FROM ordering_at)::bigint,
             extract(epoch FROM submitted_at)::bigint, coalesce(number, '-'), places
      FROM allocation_preference LEFT JOIN json_each_text(%s::json) AS known (school, number) USING (school)
      WHERE plan_id = %s ORDER BY code, subjects) TO STDOUT
"""
GIVEN = 'CREATE TEMPORARY TABLE given (code text COLLATE "C", subjects text COLLATE "C", place int) ON COMMIT DROP'
GIVE = """
INSERT INTO allocation_slot (session_id, person, subject, standing, how, given_at)
SELECT session.id, person, part, 'booked', 'run', %(now)s
FROM given JOIN allocation_preference preference USING (code, subjects)
    JOIN allocation_session session ON session.plan_id = %(plan)s AND session.place = given.place
    CROSS JOIN string_to_table(given.subjects, '+') AS part
WHERE preference.plan_id = %(plan)s AND NOT EXISTS (
    SELECT FROM allocation_slot other WHERE other.person = preference.person AND other.subject = part
        AND other.standing = 'booked')
"""
COUNT = """
UPDATE allocation_session SET taken = counted.people
FROM (SELECT place, count(*) AS people FROM given GROUP BY place) counted
WHERE plan_id = %(plan)s AND allocation_session.place = counted.place
"""
RECOUNT = """
UPDATE allocation_session SET taken = (
    SELECT count(DISTINCT person) FROM allocation_slot WHERE session_id = allocation_session.id AND standing = 'booked')
WHERE plan_id = %(plan)s
"""


@transaction.atomic(savepoint=False)
def fix(*, number: str, actor: Actor) -> FixedPlan | None:
    """Fix a plan: publish the hash over its sessions, everybody's line and the rule; open and announce the draw.

    From here on nothing can be changed. None where nobody has preferences: then there is nothing to fix. Raises
    Conflict before the end of the window and for a plan that is fixed.
    """
    row = record.alone(number)
    now = clock.now().replace(microsecond=0)
    if now < row.closes_at:
        raise Conflict(NOT_OVER, code="plan_not_closed")
    if FixedPlan.objects.filter(pk=row.id).exists():
        raise Conflict(record.FIXED, code="plan_fixed")
    schools = _schools(row)
    sessions, applicants = _sessions_file(row), _applicants_file(row, schools)
    if not applicants:
        return None
    facts = {
        "number": number,
        "authority": settings.TONGBAN_PUBLIC_URL,
        "title": {"zh": row.title_zh, "en": row.title_en},
        "opened_at": draw_record.instant(row.opens_at),
        "closed_at": draw_record.instant(row.closes_at),
        "announced_at": draw_record.instant(now),
    }
    document = assigning.announcement(facts, assigning.rule_of(row.rule), sessions=sessions, applicants=applicants)
    fixed = FixedPlan(
        plan=row, commitment=assigning.sha256(document), document=document, sessions=sessions, applicants=applicants,
        count=applicants.count(b"\n"), schools=schools, fixed_at=now,
    )  # fmt: skip
    fixed.save(force_insert=True)
    _announce_draw(row, fixed, actor)
    told = {"commitment": fixed.commitment, "applicants": fixed.count}
    record.write(row.id, "plan_fixed", actor, told, f"plan:{number}")
    return fixed


@transaction.atomic(savepoint=False)
def run(*, number: str, actor: Actor) -> Run:
    """Give out the slots of a plan by what was published and drawn; publish result and proof. Once only.

    Raises Conflict before the draw is made, for a plan that was run, and where the kept files are not those whose
    hashes were published.
    """
    row = record.alone(number)
    fixed = _ready(row)
    sessions, applicants = bytes(fixed.sessions), bytes(fixed.applicants)
    announced = _unchanged(fixed, sessions, applicants)
    draw = {name: content.decode() for name, content in drawn.files(number).content.items()}
    proof = json.loads(draw["proof.json"])
    given = assigning.assign(
        assigning.rule_of(announced["rule"]), proof["seed"], sessions=assigning.sessions_of(sessions),
        applicants=applicants,
    )  # fmt: skip
    slots, now = assigning.slots_file(given), clock.now().replace(microsecond=0)
    told = _proof(fixed, draw, proof, slots, draw_record.instant(now))
    made = Run(plan=fixed, seed=proof["seed"], proof=told, slots=slots, given=len(given), run_at=now)
    made.save(force_insert=True)
    _give(row, slots, len(given))
    cancelled = Session.objects.filter(plan=row, cancelled_at__isnull=False).values_list("id", flat=True)
    planning.void_slots(list(cancelled))
    facts = {"seed": made.seed, "given": made.given, "slots_sha256": assigning.sha256(slots)}
    record.write(row.id, "plan_run", actor, facts, f"plan:{number}")
    outbox.announce("plan_run", number=number)
    return made


def _ready(row: Plan) -> FixedPlan:
    fixed = FixedPlan.objects.filter(pk=row.id).first()
    if fixed is None or drawn.get_draw(row.number).state != DrawState.DRAWN:
        raise Conflict(NOT_DRAWN, code="plan_waits")
    if Run.objects.filter(pk=row.id).exists():
        raise Conflict(RUN_ALREADY, code="plan_run")
    return fixed


def _schools(row: Plan) -> dict[str, str]:
    """Each school's number in the files of this plan: drawn at random, so that it names nobody outside."""
    named = Preference.for_system("numbered for the files").filter(plan=row).exclude(school="")
    found = sorted(named.values_list("school", flat=True).distinct(), key=lambda _: os.urandom(8))
    return {school: f"{place:03d}" for place, school in enumerate(found, 1)}


def _sessions_file(row: Plan) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(SESSIONS, [row.id])
        return drawing.lines("\t".join(map(str, one)) for one in cursor.fetchall())


def _applicants_file(row: Plan, schools: Mapping[str, str]) -> bytes:
    """The lines of everybody, as the database writes them: a COPY in text form is the published form."""
    with connection.cursor() as cursor, cursor.copy(APPLICANTS, [json.dumps(schools), row.id]) as copy:
        return b"".join(bytes(part) for part in copy)


def _announce_draw(row: Plan, fixed: FixedPlan, actor: Actor) -> None:
    draws.open_draw(
        number=row.number, title=TITLE.fill(number=row.number), basis=BASIS,
        pool=[assigning.drawn_for(row.number, fixed.commitment)],
        sources=[_source(one) for one in row.sources], opens_at=row.opens_at, closes_at=row.closes_at, pilot=False,
        actor=actor,
    )  # fmt: skip
    draws.enter_list(number=row.number, applicants=[Applicant(row.id)], actor=actor)
    draws.announce(number=row.number, actor=actor)


def _source(kept: Mapping[str, Any]) -> Source:
    return Source(**{**kept, "due_at": datetime.fromisoformat(kept["due_at"])})


def _unchanged(fixed: FixedPlan, sessions: bytes, applicants: bytes) -> dict[str, Any]:
    """The announcement; Conflict where somebody with the database in their hands has changed what it speaks of."""
    document = bytes(fixed.document)
    told: dict[str, Any] = json.loads(document)
    pool = drawn.files(told["number"], "pool.txt").content["pool.txt"].decode()
    same = (
        assigning.sha256(document) == fixed.commitment
        and pool == f"{assigning.drawn_for(told['number'], fixed.commitment)}\n"
        and assigning.sha256(sessions) == told["sessions"]["sha256"]
        and assigning.sha256(applicants) == told["applicants"]["sha256"]
    )
    if not same:
        raise Conflict(CHANGED, code="plan_changed")
    return told


def _proof(
    fixed: FixedPlan, draw: Mapping[str, str], proof: Mapping[str, Any], slots: bytes, run_at: str
) -> bytes:  # fmt: skip
    told = {
        "format": assigning.FORMAT,
        "announcement": bytes(fixed.document).decode(),
        "draw": {"announcement": proof["announcement"], "pool": draw["pool.txt"], "values": proof["values"]},
        "seed": proof["seed"],
        "slots": {"count": slots.count(b"\n"), "sha256": assigning.sha256(slots)},
        "program_sha256": assigning.program_sha256(),
        "run_at": run_at,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _give(row: Plan, slots: bytes, count: int) -> None:
    """Write down who got what: two statements and a COPY, however many people.

    Who has a slot in the subject from elsewhere keeps that one; then what was not taken is counted anew. Somebody who
    takes one in this very moment makes the statement fail: the job comes again and finds it.
    """
    told: dict[str, Any] = {"plan": row.id, "now": clock.now()}
    with connection.cursor() as cursor:
        cursor.execute(GIVEN)
        with cursor.copy("COPY given FROM STDIN") as copy:
            copy.write(_by_session(slots))
        cursor.execute("ANALYZE given")
        cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '256MB'")  # never a million look-ups
        cursor.execute(GIVE, told)
        parts = sum(1 + subjects.count("+") for subjects in _subjects(slots)) if b"+" in slots else count
        cursor.execute(COUNT if cursor.rowcount == parts else RECOUNT, told)
        cursor.execute("DROP TABLE given")  # another plan may be run in this transaction


def _by_session(slots: bytes) -> bytes:
    """The same lines by session: rows that stand together are written together."""
    lines = slots.split(b"\n")[:-1]
    lines.sort(key=lambda line: int(line[line.rindex(b"\t") :]))
    return b"\n".join(lines) + b"\n" if lines else b""


def _subjects(slots: bytes) -> list[str]:
    return [line.split("\t")[1] for line in slots.decode().split("\n")[:-1]]
