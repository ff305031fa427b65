"""What becomes of a slot: taken directly where some are left, given back, not come, released; and who gets a freed one.

Each change locks the session's row first; `allocation_never_oversold` and `allocation_one_slot_each` stand behind it.
"""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from tongban.allocation.models import FixedPlan, Preference, Relation, Run, Session, Slot
from tongban.allocation.slots import assigning, preferring, ranking, record
from tongban.allocation.slots.types import Full, Got, OrderingKey, Standing
from tongban.core import clock, outbox, working_days
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.law_book import book
from tongban.core.rows import insert
from tongban.law.rules import slots as rule
from tongban.law.text import Text

TAKE = """
UPDATE allocation_session SET taken = taken + 1
WHERE id = %s AND taken < quota AND cancelled_at IS NULL AND begins_at > %s
"""
IN_PLAN = Text(
    zh="这个场次在计划里，请填志愿；分配后还有空名额的，可以直接约。",
    en="This session is in a plan: say your preferences. What is left after the run can be booked directly.",
)
NOT_FOR_THIS = Text(
    zh="这个场次不是您要考的科目或者准驾车型。", en="This session is for another subject or licence class."
)
NO_SLOT = Text(zh="没有这个预约。", en="There is no such booking.")
AT_A_WINDOW = Text(
    zh="预约成功后，请带身份证到车管所窗口取消。",
    en="A booking that was given is cancelled at a window, with the identity document.",
)
TOO_LATE = Text(zh="最迟{day}可以取消，现在已经过了。", en="It could be cancelled until {day}.")
NOT_OVER = Text(zh="考试还没有结束。", en="The session is not over.")


@transaction.atomic(savepoint=False)
def take(
    *, session: UUID, person: UUID, subjects: str, licence_class: str, actor: Actor, how: str = "direct"
) -> Got | Full:
    """Take a slot of a session that nobody competes for: without a plan, or left over once its plan was run.

    Losing is an answer. Raises NotFound, BadInput for another test, Conflict in a plan that is not run or for whoever
    has a slot in the subject.
    """
    row = Session.objects.filter(id=session).first()
    if row is None:
        raise NotFound(record.NO_SESSION)
    if row.subjects != subjects or licence_class not in row.classes.split(","):
        raise BadInput("session", NOT_FOR_THIS)
    if row.plan_id and not Run.objects.filter(pk=row.plan_id).exists():
        raise Conflict(IN_PLAN, code="in_plan")
    return _take(row, person, actor, how)


@transaction.atomic(savepoint=False)
def cancel(*, session: UUID, person: UUID, actor: Actor) -> None:
    """Give a slot back: at a window, so many working days before. No attempt is used; the next in line gets the slot.

    Raises NotAllowed elsewhere than at a window, NotFound, Conflict when it is too late.
    """
    if actor.kind != "staff":
        raise NotAllowed(AT_A_WINDOW)
    row = record.session_alone(session)
    region = row.site.region
    last = rule.last_cancel_on(clock.day_of(row.begins_at), working_days.table(), book().at(region))
    if clock.today() > last:
        raise Conflict(TOO_LATE.fill(day=last), code="cancel_too_late")
    _end(row, person, "cancelled", actor)
    _free(row)


@transaction.atomic(savepoint=False)
def give_back(*, session: UUID, person: UUID, actor: Actor, counts_as: str = "released") -> None:
    """A slot that was given cannot be used: it costs no attempt and goes to the next in line. `counts_as` says what
    became of it, "cancelled" where the ordering time follows from that. Raises NotFound."""
    row = record.session_alone(session)
    _end(row, person, counts_as, actor)
    _free(row)


@transaction.atomic(savepoint=False)
def absent(*, session: UUID, person: UUID, actor: Actor) -> None:
    """Somebody did not come: whoever listens judges it. Raises NotFound, Conflict before the session is over."""
    row = record.session_alone(session)
    if clock.now() < row.ends_at:
        raise Conflict(NOT_OVER, code="not_over")
    _end(row, person, "absent", actor)


@transaction.atomic(savepoint=False)
def came_to(*, session: UUID, person: UUID, subject: str, standing: Standing, actor: Actor) -> bool:
    """What a test came to is known: the slot of its subject was attended or missed. False where it ended before."""
    row = record.session_alone(session)
    own = Slot.for_system("still booked").filter(session=row, person=person, subject=subject, standing="booked")
    if not own.exists():
        return False
    _end(row, person, standing, actor, [subject])
    return True


@transaction.atomic(savepoint=False)
def release(*, session: UUID, person: UUID, subject: str, actor: Actor) -> None:
    """A later part of a test in one go cannot be taken, since an earlier one was not passed: it uses no attempt.

    Whoever waits at the site may take the part with `take_part`. Raises NotFound.
    """
    row = record.session_alone(session)
    _end(row, person, "released", actor, [subject])


@transaction.atomic(savepoint=False)
def take_part(*, session: UUID, person: UUID, subject: str, actor: Actor) -> Got | Full:
    """Take a part that somebody else released in the same session. Raises NotFound, Conflict as `take`."""
    row = record.session_alone(session)
    held = Slot.for_system("counted").filter(session=row, subject=subject)
    if held.filter(how="part").count() >= held.filter(standing="released").count():
        return Full(session)
    _book(row, person, [subject], "part")
    record.write(person, "part_taken", actor, {"session": session, "subject": subject}, f"session:{session}")
    outbox.announce("slot_given", session=session, person=person)
    return Got(session, (subject,))


@transaction.atomic(savepoint=False)
def give_next(*, session: UUID, actor: Actor) -> UUID | None:
    """Give a freed slot to the next in line: the first, by rule and draw, of those who prefer the session, have no
    slot in the subject and stand by. Returns who got it; None where nobody does, or it is too late for anybody to come.
    """
    row = record.session_alone(session)
    last = rule.last_freed_on(clock.day_of(row.begins_at), working_days.table(), book().at(row.site.region))
    if row.taken >= row.quota or row.cancelled_at or clock.today() > last or row.plan_id is None:
        return None
    for one in _in_line(row):
        if isinstance(_take(row, one.person, actor, "freed"), Got):
            return one.person
    return None


def _in_line(row: Session) -> list[Preference]:
    """Who stands by for a session, has no slot in its subjects and gave none of this plan back, in order of the run."""
    if row.plan_id is None:
        return []
    run = Run.objects.filter(pk=row.plan_id).only("seed").first()
    fixed = FixedPlan.objects.filter(pk=row.plan_id).select_related("plan").defer("applicants", "sessions").first()
    if run is None or fixed is None:
        return []
    rows = Preference.for_system("next in line").filter(plan_id=row.plan_id, subjects=row.subjects, stands_by=True)
    prefer_it = rows.filter(places__regex=rf"(^|,){row.place}(,|$)")
    slots = Slot.for_system("has or had a slot").filter(subject__in=row.subjects.split(assigning.TOGETHER))
    theirs = slots.filter(Q(standing="booked") | Q(session__plan_id=row.plan_id))
    free = prefer_it.exclude(person__in=theirs.values("person"))
    plan = fixed.plan

    def key(one: Preference) -> tuple[bytes, bytes]:
        lot = hashlib.sha256(f"{run.seed}:{one.code}:1".encode()).digest()
        return ranking.key_in(plan, _key(one), one.submitted_at), lot

    return sorted(free, key=key)


def _key(one: Preference) -> OrderingKey:
    return OrderingKey(one.ordering_at, one.event, one.priority)


def _take(row: Session, person: UUID, actor: Actor, how: str) -> Got | Full:
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [row.id, clock.now()])
        if not cursor.rowcount:
            return Full(row.id)
    parts = row.subjects.split(assigning.TOGETHER)
    _book(row, person, parts, how)
    record.write(person, "slot_given", actor, {"session": row.id, "how": how}, f"session:{row.id}")
    outbox.announce("slot_given", session=row.id, person=person)
    return Got(row.id, tuple(parts))


def _book(row: Session, person: UUID, parts: Sequence[str], how: str) -> None:
    """One row for each subject; who gave this very slot back may have it again. Raises Conflict where they have one."""
    now = clock.now()
    slots = [Slot(session=row, person=person, subject=part, standing="booked", how=how, given_at=now) for part in parts]
    again = (
        "ON CONFLICT (session_id, person, subject) DO UPDATE SET standing = 'booked', how = excluded.how,"
        " given_at = excluded.given_at, ended_at = NULL WHERE allocation_slot.standing <> 'booked'"
    )
    try:
        written = insert(*slots, otherwise=again)
    except IntegrityError as taken:
        raise Conflict(preferring.HAS_SLOT, code="has_slot") from taken
    if written < len(slots):
        raise Conflict(preferring.HAS_SLOT, code="has_slot")


def _end(row: Session, person: UUID, standing: str, actor: Actor, parts: Sequence[str] = ()) -> None:
    own = Slot.for_system("end a slot").filter(session=row, person=person, standing="booked")
    if parts:
        own = own.filter(subject__in=parts)
    if not own.update(standing=standing, ended_at=clock.now()):
        raise NotFound(NO_SLOT)
    record.write(person, f"slot_{standing}", actor, {"session": row.id, "parts": list(parts)}, f"session:{row.id}")
    outbox.announce("slot_ended", session=row.id, person=person)


def end_freely(row: Session, person: UUID, standing: Standing, actor: Actor) -> None:
    """End a slot of a locked session and let somebody else have it. Joins the caller's transaction. Raises NotFound."""
    _end(row, person, standing, actor)
    _free(row)


def _free(row: Session) -> None:
    row.taken -= 1
    row.save(update_fields=["taken"])
    outbox.announce("slot_freed", session=row.id)


def follow_merger(*, keep: UUID, merged: UUID) -> None:
    """Two rows were one person: slots, declared relations, and preferences of plans that are still open follow. What
    the kept person has in the same subject or plan stays as it is; a published list never changes. Five statements."""
    held = Slot.for_system("merged persons").filter(person=keep)
    booked, sessions = held.filter(standing="booked").values("subject"), held.values("session", "subject")
    theirs = Slot.for_system("merged persons").filter(person=merged)
    double = Q(standing="booked", subject__in=list(booked.values_list("subject", flat=True)))
    for one in sessions:
        double |= Q(session=one["session"], subject=one["subject"])
    theirs.exclude(double).update(person=keep)
    Relation.for_system("merged persons").filter(person=merged).update(person=keep)
    mine = Preference.for_system("merged persons").filter(person=keep).values_list("plan", flat=True)
    fixed = FixedPlan.objects.values_list("plan", flat=True)
    open_ones = Preference.for_system("merged persons").filter(person=merged)
    open_ones.exclude(plan__in=[*mine, *fixed]).update(person=keep)
