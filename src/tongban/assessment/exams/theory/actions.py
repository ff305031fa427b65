"""Verbs of theory tests: papers set, desks admitted, answers taken, time given back, tests ended."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from django.db import connection, transaction

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import queries as exam_queries
from tongban.assessment.exams.theory import desks, identity, queries
from tongban.assessment.exams.theory.models import Answer, Finding, Item, Paper, PaperSet
from tongban.assessment.exams.theory.types import Noticed, Taken
from tongban.assessment.exams.theory.types import Paper as PaperView
from tongban.assessment.exams.types import REGISTER, Deduction, Role, Sitting, SittingState
from tongban.assessment.questions import actions as bank_actions
from tongban.assessment.questions import composing
from tongban.assessment.questions import queries as bank
from tongban.assessment.questions.types import LETTERS, Question
from tongban.core import clock, entries, rows, sealed
from tongban.core.actor import WORK, Actor, system
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.law_book import book
from tongban.law.rules import theory as law
from tongban.law.text import Text

NO_PAPER = Text(zh="没有这份试卷。", en="There is no such paper.")
NO_CODE = Text(
    zh="口令不对或者已经用过。请考试员重新发一个。",
    en="This code is wrong or has been used. Ask the examiner for a new one.",
)
OTHER_DESK = Text(
    zh="这份试卷已经在另一台机器上。请考试员处理。",
    en="Another computer holds this paper. Please call the examiner.",
)
NOT_PRESENT = Text(zh="考生还没有签到。", en="The candidate has not checked in yet.")
NOT_THEORY = Text(zh="这不是理论考试。", en="This is no theory test.")
OVER = Text(zh="考试已经结束。", en="The test is over.")
NO_REASON = Text(zh="请写明理由。", en="Please give the reason.")
TOO_LONG = Text(zh="补时不能超过考试时间。", en="Time given back is no longer than the test.")
THEORY = ("S1", "S3T")
SEED_BYTES = 32
# One narrow insert: it counts from the desk that holds the paper, before the end, once. No paper is read for it.
_TAKE = """
WITH given AS (SELECT place, answer FROM unnest(%s::int[], %s::text[]) AS told (place, answer)),
put AS (
    INSERT INTO theory_answer (paper, place, given, correct, at)
    SELECT paper.sitting, item.place, given.answer, given.answer = item.right, %s
    FROM theory_paper paper JOIN theory_item item ON item.paper_id = paper.sitting JOIN given USING (place)
    WHERE paper.desk = %s AND paper.ended_at IS NULL AND paper.ends_at > %s
    ON CONFLICT DO NOTHING RETURNING place, correct
)
SELECT paper.sitting, paper.ends_at, paper.ended_at, paper.count, paper.marks, paper.may_lose,
    ARRAY(SELECT place FROM put UNION SELECT place FROM theory_answer JOIN given USING (place)
          WHERE paper = paper.sitting),
    (SELECT count(*) FROM put) + (SELECT count(*) FROM theory_answer WHERE paper = paper.sitting),
    (SELECT count(*) FROM put WHERE NOT correct)
        + (SELECT count(*) FROM theory_answer WHERE paper = paper.sitting AND NOT correct)
FROM theory_paper paper WHERE paper.desk = %s
"""


def set_papers(*, session_id: UUID, actor: Actor, cause: str) -> int:
    """Draw a paper for every sitting of a session that has none; return how many. The session's seed is fixed, and the
    hash of it written down, with the first. Raises Conflict where the bank is too small, before anything is written.
    """
    with transaction.atomic(savepoint=False):
        paper_set = _paper_set(session_id, actor, cause)
        have = set(Paper.objects.filter(session=session_id).values_list("sitting", flat=True))
        sittings = [
            one for one in exam_queries.sittings_at(session_id)
            if one.id not in have and one.subject in THEORY
            and one.state in (SittingState.EXPECTED, SittingState.PRESENT)
        ]  # fmt: skip
        questions = bank.in_edition(paper_set.edition_id)
        for sitting in sittings:
            _draw(sitting, paper_set, questions)
    return len(sittings)


def admit(*, sitting_id: UUID, actor: Actor, cause: str) -> str:
    """Give out the one-time code with which a desk takes a paper over. A new code makes the one before worthless; the
    desk that holds the paper keeps it until the code is used. Raises Conflict before the candidate has checked in,
    NotAllowed for an examiner whose certificate does not hold."""
    actor.must_be_qualified(WORK, post="exam")
    sitting = exam_queries.get_sitting(sitting_id)
    if sitting.state not in (SittingState.PRESENT, SittingState.RUNNING):
        raise Conflict(NOT_PRESENT, code="not_present")
    code = desks.new_code()
    with transaction.atomic(savepoint=False):
        paper = _locked(sitting_id)
        _must_go_on(paper)
        Paper.objects.filter(sitting=sitting_id).update(code=desks.keyed(code))
        _note(paper, "desk_admitted", actor, cause, {"again": bool(paper.desk)})
    return code


def take_over(*, code: str) -> tuple[str, PaperView]:
    """A desk shows a code: it holds the paper from now on, and the test begins with the first desk. Return the desk's
    secret. Raises BadInput for a code that is wrong, old or used."""
    secret = desks.new_secret()
    with transaction.atomic(savepoint=False):
        paper = Paper.objects.select_for_update().filter(code=desks.keyed(code)).first() if code.strip() else None
        if paper is None:
            raise BadInput("code", NO_CODE)
        _must_go_on(paper)
        actor, now = system("theory"), clock.now()
        if paper.desk:
            notice(paper, Noticed.TAKEN_OVER, "", actor)
        paper.code, paper.desk = "", desks.hashed(secret)
        if paper.started_at is None:
            exams.start(sitting_id=paper.sitting, actor=actor, cause=f"sitting:{paper.sitting}")
            paper.started_at, paper.ends_at = now, now + timedelta(minutes=paper.minutes)
            identity.begin(paper, composing.paper_seed(_seed_of(paper), str(paper.sitting)))
        paper.save(update_fields=["code", "desk", "started_at", "ends_at"])
        _note(paper, "desk_took_over", actor, f"sitting:{paper.sitting}", {})
    return secret, queries.get_paper(paper.sitting)


def answer(*, desk: str, answers: Mapping[int, str]) -> Taken:
    """Take final answers from the desk that holds a paper; those on record already stay as they are. Ends the test
    where it is over. One statement while it goes on.

    Raises NotAllowed for a desk that holds no paper, BadInput for an answer that is none.
    """
    now, held = clock.now(), desks.hashed(desk)
    given = {place: _clean(said) for place, said in answers.items()}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, (list(given), list(given.values()), now, held, now, held))
        row = cursor.fetchone()
    if row is None:
        raise NotAllowed(OTHER_DESK)
    sitting_id, ends_at, ended_at, count, marks, may_lose, places, answered, wrong = row
    why = _over(ends_at, ended_at, now, answered >= count, wrong * marks > may_lose)
    if why:
        return _ended(sitting_id, why, tuple(places))
    return Taken(tuple(places), False, int((ends_at - now).total_seconds()))


def give_time(*, sitting_id: UUID, seconds: int, reason: str, actor: Actor, cause: str) -> PaperView:
    """Give back the time that a fault of the machine took. Raises BadInput without a reason or for too much."""
    if not reason.strip():
        raise BadInput("reason", NO_REASON)
    with transaction.atomic(savepoint=False):
        paper = _locked(sitting_id)
        _must_go_on(paper)
        if paper.ends_at is None or not 0 < seconds <= paper.minutes * 60:
            raise BadInput("seconds", TOO_LONG)
        paper.ends_at, paper.given_seconds = paper.ends_at + timedelta(seconds=seconds), paper.given_seconds + seconds
        paper.save(update_fields=["ends_at", "given_seconds"])
        notice(paper, Noticed.TIME_GIVEN, reason.strip(), actor)
        _note(paper, "time_given", actor, cause, {"seconds": seconds, "reason": reason.strip()})
    return queries.get_paper(sitting_id)


def end(*, sitting_id: UUID, why: str, actor: Actor, cause: str) -> PaperView:
    """End a test and let what was answered be judged: why is "answers", "marks", "time" or "examiner". What is not
    answered is lost. Ending it again changes nothing."""
    with transaction.atomic(savepoint=False):
        paper = _locked(sitting_id)
        if paper.started_at is None:
            raise Conflict(NOT_PRESENT, code="not_present")
        if paper.ended_at is None:
            paper.ended_at, paper.ended_by, paper.code = clock.now(), why, ""
            paper.save(update_fields=["ended_at", "ended_by", "code"])
            judge_paper(paper, actor, cause)
            identity.settle(paper, actor, cause)
    return queries.get_paper(sitting_id)


def stop(*, sitting_id: UUID, reason: str, actor: Actor, cause: str) -> PaperView:
    """Stop a test for misconduct: it is void and its booking is used up. Raises BadInput without a reason."""
    with transaction.atomic(savepoint=False):
        paper = _locked(sitting_id)
        exams.void(sitting_id=sitting_id, reason=reason, counts=True, actor=actor, cause=cause)
        paper.ended_at, paper.ended_by, paper.code = clock.now(), "stopped", ""
        paper.save(update_fields=["ended_at", "ended_by", "code"])
    return queries.get_paper(sitting_id)


def seen(*, desk: str) -> None:
    """The candidate has seen the result at the desk, and signs it so. Nothing where it is signed or void."""
    paper = Paper.objects.filter(desk=desks.hashed(desk)).exclude(ended_at=None).first()
    found = exam_queries.results_of(paper.sitting) if paper else []
    if paper is not None and found and Role.CANDIDATE not in found[-1].signed_by:
        confirmed = f"{found[-1].id}:{found[-1].score}:{desk}"
        exams.sign(
            sitting_id=paper.sitting, role=Role.CANDIDATE, method="desk",
            digest=hashlib.sha256(confirmed.encode()).hexdigest(), actor=system("theory"),
            cause=f"sitting:{paper.sitting}",
        )  # fmt: skip


def end_due() -> int:
    """End every test whose time is over, whether or not a desk is there to see it; return how many."""
    due = Paper.objects.filter(ended_at__isnull=True, ends_at__lte=clock.now()).values_list("sitting", flat=True)
    for sitting_id in list(due):
        end(sitting_id=sitting_id, why="time", actor=system("theory"), cause=f"sitting:{sitting_id}")
    return len(due)


def reveal(*, session_id: UUID, actor: Actor, cause: str) -> str:
    """Publish the seed of a session once none of its tests can still begin or go on; return it. Raises Conflict."""
    with transaction.atomic(savepoint=False):
        paper_set = PaperSet.objects.select_for_update().filter(session=session_id).first()
        if paper_set is None:
            raise NotFound(NO_PAPER)
        sittings = {one.id: one.state for one in exam_queries.sittings_at(session_id)}
        going_on = (SittingState.EXPECTED, SittingState.PRESENT, SittingState.RUNNING)
        if any(state in going_on for state in sittings.values()):
            raise Conflict(Text(zh="这一场还没有结束。", en="This session is not over yet."), code="not_over")
        if paper_set.revealed_at is None:
            paper_set.revealed_at = clock.now()
            paper_set.save(update_fields=["revealed_at"])
            _write(session_id, "seed_revealed", actor, cause, {"commitment": paper_set.commitment})
    return sealed.unpack_bytes(paper_set.seed).hex()


def notice_at_desk(*, desk: str, kind: Noticed, said: str = "") -> None:
    """A desk says what happened to it: its line was cut, its page was left."""
    paper = Paper.objects.filter(desk=desks.hashed(desk), ended_at__isnull=True).first()
    if paper is not None:
        notice(paper, kind, said, system("theory"))


def notice(paper: Paper, kind: Noticed, said: str, actor: Actor) -> None:
    """Note a finding. Nothing follows from it by itself."""
    Finding.objects.create(
        paper=paper, kind=kind.value, said=said[:400], at=clock.now(), by=entries.code_of(actor)
    )  # fmt: skip


def _paper_set(session_id: UUID, actor: Actor, cause: str) -> PaperSet:
    """The seed of a session, fixed now if it is not yet."""
    found = PaperSet.objects.select_for_update(of=("self",)).filter(session=session_id).first()
    if found is not None:
        return found
    seed = secrets.token_bytes(SEED_BYTES)
    made = PaperSet(
        session=session_id,
        edition_id=bank_actions.edition(),
        seed=sealed.pack_bytes(seed),
        commitment=composing.commitment(seed),
        made_at=clock.now(),
    )
    if not rows.insert(made, otherwise="ON CONFLICT DO NOTHING"):
        return PaperSet.objects.get(session=session_id)
    said = {"commitment": made.commitment, "edition": made.edition_id}
    _write(session_id, "papers_begun", actor, cause, said)
    return made


def _seed_of(paper: Paper) -> bytes:
    return sealed.unpack_bytes(PaperSet.objects.get(session=paper.session_id).seed)


def pool_of(sitting: Sitting, questions: Iterable[Question]) -> tuple[law.Plan, list[composing.Drawable]]:
    """The make-up of a sitting's paper and what it is drawn from: questions of its subject, of its class group, and of
    local rules only those of its own place."""
    here = book().at(sitting.region)
    group = law.plan(sitting.subject, sitting.target, sitting.on, here).group
    asked = [
        one for one in questions
        if one.wording.subject == sitting.subject and group in one.wording.groups
        and one.wording.asked_in(sitting.region)
    ]  # fmt: skip
    local = any(one.wording.section == law.LOCAL for one in asked)
    plan = law.plan(sitting.subject, sitting.target, sitting.on, here, local=local)
    return plan, [composing.Drawable.of(one) for one in asked]


def _draw(sitting: Sitting, paper_set: PaperSet, questions: list[Question]) -> None:
    plan, pool = pool_of(sitting, questions)
    drawn = composing.compose(pool, plan, composing.paper_seed(sealed.unpack_bytes(paper_set.seed), str(sitting.id)))
    right = {one.id: one.wording.right for one in questions}
    rows.insert(
        Paper(
            sitting=sitting.id, file=sitting.file_id, session=paper_set, subject=plan.subject, group=plan.group,
            marks=plan.marks, count=plan.count, may_lose=plan.may_lose, minutes=plan.minutes,
        )
    )  # fmt: skip
    rows.insert(*(
        Item(
            paper_id=sitting.id, place=place, question_id=one.id, order="".join(map(str, one.order)),
            right=composing.letters(right[one.id], one.order, LETTERS),
        )
        for place, one in enumerate(drawn, 1)
    ))  # fmt: skip


def judge_paper(paper: Paper, actor: Actor, cause: str) -> None:
    """Tell what a paper that is over has scored, with the digest of its items and answers."""
    items = list(Item.objects.filter(paper=paper).select_related("question").order_by("place"))
    given = {one.place: one for one in Answer.objects.filter(paper=paper.sitting)}
    wrong = [one for one in items if not (one.place in given and given[one.place].correct)]
    record = [[one.place, one.question_id, one.order, one.right, _said(given.get(one.place))] for one in items]
    if hasty := _hasty(given.values()):
        notice(paper, Noticed.TOO_FAST, f"{hasty}/{len(given)}", actor)
    edition = PaperSet.objects.get(session=paper.session_id).edition_id
    exams.judge(
        sitting_id=paper.sitting, score=paper.marks * (len(items) - len(wrong)), edition=f"bank:{edition[:12]}",
        evidence_digest=hashlib.sha256(json.dumps(record).encode()).hexdigest(),
        deductions=[_deduction(one, given.get(one.place), paper) for one in wrong], actor=actor, cause=cause,
        at=paper.ended_at,
    )  # fmt: skip


def _hasty(given: Iterable[Answer]) -> int:
    """How many answers came sooner after the one before than anybody reads."""
    least = timedelta(seconds=book().value("theory.fastest_seconds", clock.today()))
    moments = sorted({one.at for one in given})
    return sum(later - earlier < least for earlier, later in pairwise(moments))


def _deduction(item: Item, given: Answer | None, paper: Paper) -> Deduction:
    at = int((given.at - paper.started_at).total_seconds()) if given and paper.started_at else None
    return Deduction(item.question.code, "wrong" if given else "not_answered", paper.marks, at)


def _said(given: Answer | None) -> list[str] | None:
    return [given.given, given.at.isoformat()] if given else None


def _over(ends_at: datetime, ended_at: datetime | None, now: datetime, done: bool, lost: bool) -> str:
    """Why a test is over, "" while it goes on."""
    if ended_at is not None:
        return "ended"
    if done:
        return "answers"
    if lost:
        return "marks"
    return "time" if ends_at <= now else ""


def _ended(sitting_id: UUID, why: str, places: tuple[int, ...]) -> Taken:
    if why != "ended":
        end(sitting_id=sitting_id, why=why, actor=system("theory"), cause=f"sitting:{sitting_id}")
    sitting = exam_queries.get_sitting(sitting_id)
    return Taken(places, True, 0, sitting.score, sitting.passed)


def _locked(sitting_id: UUID) -> Paper:
    paper = Paper.objects.select_for_update().filter(sitting=sitting_id).first()
    if paper is None:
        raise NotFound(NO_PAPER)
    return paper


def _must_go_on(paper: Paper) -> None:
    if paper.ended_at is not None or (paper.ends_at is not None and paper.ends_at <= clock.now()):
        raise Conflict(OVER, code="over")


def _clean(said: str) -> str:
    """Letters in order, or T or F. Raises BadInput for anything else."""
    letters = "".join(sorted(set(said)))
    if not letters or len(said) > len(LETTERS) or set(letters) - set(LETTERS + "T"):
        raise BadInput("answer", Text(zh="没有这样的选项。", en="There is no such option."))
    return letters


def _note(paper: Paper, kind: str, actor: Actor, cause: str, said: Mapping[str, object]) -> None:
    _write(paper.file, kind, actor, cause, {"sitting": paper.sitting, **said})


def _write(subject: UUID, kind: str, actor: Actor, cause: str, said: Mapping[str, object]) -> None:
    entries.write(
        register=REGISTER, subject=subject, kind=kind, effective_on=clock.today(), actor=actor, cause=cause, facts=said
    )
