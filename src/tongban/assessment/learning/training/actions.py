"""Verbs of training: lessons read, examinations begun, answered and judged, trainings held, notes written and read."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from tongban.assessment.learning.training import lessons, queries
from tongban.assessment.learning.training.models import Attempt, Held, Item, LessonRead, Note, NoteRead
from tongban.assessment.learning.training.types import Saved
from tongban.assessment.questions import actions as bank
from tongban.assessment.questions import composing
from tongban.assessment.questions import queries as questions
from tongban.assessment.questions.types import LETTERS
from tongban.core import clock, entries, sealed
from tongban.core.actor import CONFIGURE, Actor, Pass, system
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.law.rules import qualifications as law
from tongban.law.text import Text
from tongban.outlets import actions as outlets
from tongban.outlets import passes
from tongban.outlets import queries as places

REGISTER = "training"
SEED_BYTES = 32
NOT_YOURS = Text(zh="您的岗位不需要这项资格。", en="Your posts do not need this.")
NO_EXAMINATION = Text(zh="这项资格没有考试。", en="There is no examination for this.")
COURSE_FIRST = Text(zh="请先学完全部课程，再参加考试。", en="Read every lesson first.")
HOLDS = Text(
    zh="您的资格到{until}为止有效，从{since}起可以再考。",
    en="Your pass holds to {until}. You may sit again from {since}.",
)
TOO_OFTEN = Text(
    zh="{days}天内最多考{most}次。请本单位负责人帮您复习，{since}起可以再考。",
    en="At most {most} attempts in {days} days. Ask the head of your office to help; you may sit again from {since}.",
)
OPEN = Text(zh="您有一场考试还没有交卷。", en="You have an examination that is not handed in.")
NO_ATTEMPT = Text(zh="没有这场考试。", en="There is no such examination.")
NO_LESSON = Text(zh="没有这一课。", en="There is no such lesson.")
NOT_LEAD = Text(zh="您没有管理该网点的权限。", en="You do not lead this service point.")
NO_WORDS = Text(zh="请写下要提醒的内容，最多400字。", en="Write what the post should know, in 400 characters at most.")
NO_NOTE = Text(zh="没有这条提醒。", en="There is no such note.")
NOBODY = Text(zh="该网点没有这些工号：{numbers}。", en="Nobody at this service point has these numbers: {numbers}.")
NO_MINUTES = Text(zh="请填写时长（分钟）。", en="Say how many minutes it lasted.")
# A save counts before the end by the server's clock, from the account that sits, for items of the paper only.
_SAVE = """
INSERT INTO training_answer (attempt, place, given, at)
SELECT attempt.id, item.place, told.given, %(now)s
FROM training_attempt attempt JOIN training_item item ON item.attempt_id = attempt.id
JOIN unnest(%(places)s::int[], %(given)s::text[]) AS told (place, given) ON told.place = item.place
WHERE attempt.id = %(attempt)s AND attempt.account = %(account)s
  AND attempt.ended_at IS NULL AND attempt.ends_at > %(now)s
ON CONFLICT (attempt, place) DO UPDATE SET given = excluded.given, at = excluded.at
"""


def read_lesson(*, topic: str, actor: Actor) -> None:
    """Write down that somebody read a lesson as it stands. Again: nothing. Raises NotFound."""
    account, lesson = _account(actor), lessons.lessons().get(topic)
    if lesson is None:
        raise NotFound(NO_LESSON)
    with transaction.atomic(savepoint=False):
        known = LessonRead.objects.filter(account=account, lesson=topic, digest=lesson.digest)
        if known.exists():
            return
        row = LessonRead(id=new_id(), account=account, lesson=topic, digest=lesson.digest, read_at=clock.now())
        row.save(force_insert=True)
        _write(row.id, "lesson_read", actor, {"lesson": topic, "digest": lesson.digest})


def begin(*, qualification: str, actor: Actor) -> UUID:
    """Begin the examination for a qualification that a post of the actor needs; return the attempt.

    Raises NotAllowed for others, Conflict before the course is read, while the pass still holds for long, after too
    many attempts, while another paper is open, and where the bank is too small.
    """
    account, today, now = _account(actor), clock.today(), clock.now()
    found = law.examination(qualification, today, book())
    if found is None:
        raise NotAllowed(NO_EXAMINATION)
    end_due()
    with transaction.atomic(savepoint=False):
        _must_be_due(qualification, account, found)
        edition, seed, attempt = bank.edition(), secrets.token_bytes(SEED_BYTES), new_id()
        row = Attempt(
            id=attempt, account=account, number=actor.label[:15], outlet=actor.office, qualification=qualification,
            edition=edition, seed=sealed.pack_bytes(seed), marks=found.plan.marks, pass_mark=found.pass_mark, on=today,
            started_at=now, ends_at=now + timedelta(minutes=found.plan.minutes),
        )  # fmt: skip
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict(OPEN, code="attempt_open") from error
        Item.objects.bulk_create(items_of(attempt, edition, found, seed))
        said = {"qualification": qualification, "edition": edition, "commitment": composing.commitment(seed)}
        _write(attempt, "begun", actor, said)
    return attempt


def items_of(attempt: UUID, edition: str, found: law.Examination, seed: bytes) -> list[Item]:
    """The paper of an attempt: it follows from the edition, the plan and the seed alone. Raises Conflict."""
    asked = {one.id: one for one in questions.in_edition(edition) if one.wording.subject == found.plan.subject}
    drawn = composing.compose(map(composing.Drawable.of, asked.values()), found.plan, seed)
    return [
        Item(
            attempt_id=attempt, place=place, question_id=one.id, order="".join(map(str, one.order)),
            right=composing.letters(asked[one.id].wording.right, one.order, LETTERS),
        )
        for place, one in enumerate(drawn, 1)
    ]  # fmt: skip


def save(*, attempt: UUID, answers: Mapping[int, str], actor: Actor) -> Saved:
    """Keep answers of a paper that goes on; the last before the end counts. Nothing after it does: then the attempt is
    ended with what was kept before. Raises NotFound for another's."""
    account, now = _account(actor), clock.now()
    given = {place: "".join(sorted(set(said.upper())))[:8] for place, said in answers.items() if said.strip()}
    with connection.cursor() as cursor:
        cursor.execute(_SAVE, {
            "places": list(given), "given": list(given.values()), "now": now, "attempt": attempt, "account": account,
        })  # fmt: skip
    row = Attempt.objects.filter(id=attempt, account=account).first()
    if row is None:
        raise NotFound(NO_ATTEMPT)
    if row.ended_at is None and row.ends_at <= now:
        _end(attempt, "time")
        return Saved(True, 0)
    return Saved(row.ended_at is not None, max(0, int((row.ends_at - now).total_seconds())))


def hand_in(*, attempt: UUID, answers: Mapping[int, str], actor: Actor) -> None:
    """Keep the last answers and have the paper judged at once. After the end nothing is kept any more, and what was is
    judged. Again: nothing. Raises NotFound for another's."""
    with transaction.atomic(savepoint=False):
        if not save(attempt=attempt, answers=answers, actor=actor).ended:
            _end(attempt, "handed_in")


def end_due() -> int:
    """End every attempt whose time is over, whether or not a browser is there to see it; return how many."""
    due = Attempt.objects.filter(ended_at=None, ends_at__lte=clock.now()).values_list("id", flat=True)
    for attempt in list(due):
        _end(attempt, "time")
    return len(due)


def hold_training(
    *, topic: str, outlet: str, held_on: date, minutes: int, numbers: Iterable[str], actor: Actor
) -> UUID:  # fmt: skip
    """Write down a training that was held, with those who took part. Raises BadInput, NotAllowed."""
    actor.must(CONFIGURE, "*", outlet, NOT_LEAD)
    present = sorted(set(numbers))
    if topic not in lessons.lessons():
        raise BadInput("topic", NO_LESSON)
    if minutes < 1:
        raise BadInput("minutes", NO_MINUTES)
    if held_on > clock.today():
        raise BadInput("held_on", Text(zh="培训日期不能晚于今天。", en="It cannot be held after today."))
    strange = sorted(set(present) - {one.number for one in places.staff_of(outlet)})
    if strange or not present:
        raise BadInput("numbers", NOBODY.fill(numbers=", ".join(strange) or "—"))
    with transaction.atomic(savepoint=False):
        row = Held(
            id=new_id(), topic=topic, outlet=outlet, held_on=held_on, minutes=minutes, led_by=actor.label,
            numbers=present,
        )  # fmt: skip
        said = {"topic": topic, "outlet": outlet, "held_on": held_on, "minutes": minutes, "numbers": present}
        row.entry = _write(row.id, "training_held", actor, said)
        row.save(force_insert=True)
    return row.id


def write_note(*, outlet: str, post: str, words: str, until: date, actor: Actor) -> UUID:
    """Tell a post of an outlet something before the shift, to be shown to a last day. Raises BadInput, NotAllowed."""
    account = _account(actor)
    actor.must(CONFIGURE, "*", outlet, NOT_LEAD)
    if not 0 < len(words.strip()) <= 400:
        raise BadInput("words", NO_WORDS)
    if until < clock.today():
        raise BadInput("until", Text(zh="截止日期不能早于今天。", en="The last day lies before today."))
    with transaction.atomic(savepoint=False):
        row = Note(
            id=new_id(), outlet=outlet, post=post, words=words.strip(), written_by=account,
            written_label=actor.label, written_at=clock.now(), until=until,
        )  # fmt: skip
        row.save(force_insert=True)
        _write(row.id, "note_written", actor, {"outlet": outlet, "post": post, "words": row.words, "until": until})
    return row.id


def read_note(*, note: UUID, actor: Actor) -> None:
    """Somebody at the post confirms that they read a note. Again: nothing. Raises NotFound for another post's."""
    account = _account(actor)
    with transaction.atomic(savepoint=False):
        row = Note.objects.filter(id=note, outlet=actor.office, post__in=actor.posts).first()
        if row is None:
            raise NotFound(NO_NOTE)
        if NoteRead.objects.filter(note=row, account=account).exists():
            return
        NoteRead(note=row, account=account, number=actor.label, read_at=clock.now()).save(force_insert=True)
        _write(row.id, "note_read", actor, {})


def _must_be_due(qualification: str, account: UUID, found: law.Examination) -> None:
    """Raises NotAllowed, Conflict."""
    today, rules = clock.today(), book()
    needed = [one for one in passes.passes_of(account, today) if one.qualification == qualification]
    if not needed:
        raise NotAllowed(NOT_YOURS)
    if rules.value("qualifications.course_first", today) and queries.unread(account, qualification):
        raise Conflict(COURSE_FIRST, code="course_first")
    if law.given_elsewhere(qualification, today, rules):
        return  # for practice: as often as they like
    until = needed[0].until
    if _holds_for_long(needed[0]):
        since = law.warned_from(until, today, rules) if until else None
        raise Conflict(HOLDS.fill(until=until or "—", since=since or "—"), code="pass_holds")
    tried = queries.tried_on(account, qualification, today - timedelta(days=found.attempt_days - 1))
    if len(tried) >= found.attempts:
        since = tried[-found.attempts] + timedelta(days=found.attempt_days)
        said = TOO_OFTEN.fill(days=found.attempt_days, most=found.attempts, since=since)
        raise Conflict(said, code="too_many_attempts")


def _holds_for_long(one: Pass) -> bool:
    return one.lack is None and one.warning is None


def _end(attempt: UUID, why: str) -> None:
    """End and judge, once; the pass is written in the same transaction."""
    with transaction.atomic(savepoint=False):
        row = Attempt.objects.select_for_update().get(id=attempt)
        if row.ended_at is not None:
            return
        asked = queries.asked(attempt)
        row.score = sum(one.correct for one in asked) * row.marks
        row.passed = row.score >= row.pass_mark
        row.ended_at, row.ended_by = min(clock.now(), row.ends_at), why
        row.save(update_fields=["score", "passed", "ended_at", "ended_by"])
        told = [[one.place, one.wording.code, one.right, one.given] for one in asked]
        said = {
            "qualification": row.qualification, "score": row.score, "passed": row.passed, "why": why,
            "digest": hashlib.sha256(json.dumps(told).encode()).hexdigest(),
            "won": _win(row) if row.passed else None,
        }  # fmt: skip
        _write(attempt, "judged", system("training"), said)


def _win(row: Attempt) -> UUID | None:
    """The pass that an attempt wins: from today, or from the day after the one that still holds. None for practice."""
    on = clock.today()
    if law.given_elsewhere(row.qualification, on, book()):
        return None
    held = [one for one in passes.passes_of(row.account, on) if one.qualification == row.qualification]
    still = held[0].until if held and held[0].lack is None else None
    since = law.next_first_day(still, on)
    return outlets.write_pass(
        account_id=row.account, kind=row.qualification, since=since, until=law.last_day(since, book()),
        attempt=row.id, cause=f"attempt:{row.id}",
    )  # fmt: skip


def _account(actor: Actor) -> UUID:
    if actor.account_id is None or actor.kind not in ("staff", "partner"):
        raise NotAllowed(Text(zh="请用您自己的工作账号。", en="Sign in with your own work account."))
    return actor.account_id


def _write(subject: UUID, kind: str, actor: Actor, said: Mapping[str, Any]) -> UUID:
    return entries.write(
        register=REGISTER, subject=subject, kind=kind, effective_on=clock.today(), actor=actor,
        cause=f"{REGISTER}:{subject}", facts=said,
    )  # fmt: skip
