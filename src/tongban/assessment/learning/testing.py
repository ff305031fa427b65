"""The test of a points-reduction course: drawn from the question bank, answered once, worth its points at once."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tongban.assessment.learning import models, queries, record
from tongban.assessment.learning.types import CourseState, End, Kind, Paper
from tongban.assessment.questions import actions as bank
from tongban.assessment.questions import composing
from tongban.assessment.questions import queries as questions
from tongban.assessment.questions.types import FALSE, LETTERS, TRUE
from tongban.core import clock, rows, working_days
from tongban.core.actor import Actor, system
from tongban.core.errors import BadInput, Conflict, NotFound, Refused
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.law.rules import lessons as law
from tongban.law.rules import points_reduction
from tongban.law.rules.theory import Plan
from tongban.law.text import Text

NO_TEST = Text(zh="这门课程不用考试。", en="This course has no test.")
NO_OPTION = Text(zh="没有这样的选项。", en="There is no such option.")


def begin(*, course_id: UUID, actor: Actor, cause: str = "page") -> Paper:
    """Set the test of a course, or return the one that runs. Raises Refused with every reason of law, Conflict where
    the bank is too small."""
    with transaction.atomic(savepoint=False):
        course = record.locked_open(course_id)
        if course.kind != Kind.REDUCTION or course.mode == "activity":
            raise Conflict(NO_TEST, code="no_test")
        running = models.Paper.for_system("a test that runs").filter(course=course_id, ended_at=None).first()
        if running is not None and running.ends_at > clock.now():
            return queries.paper_view(running)
        if running is not None:
            _judge(course, running, {}, actor, cause)
        on, rules = clock.today(), book().at(course.region)
        verdict = points_reduction.may_test(record.study_of(course), clock.now(), on, rules, working_days.table())
        if not verdict.allowed:
            raise Refused(verdict)
        return queries.paper_view(_set(course, actor, cause))


def answer(*, paper_id: UUID, answers: Mapping[int, str], actor: Actor, cause: str = "page") -> Paper:
    """Hand a test in: what is answered is final, what is not is wrong. A pass takes its points off in the same
    transaction; where law says no by now, the course ends and says why. A test that is over stays as it is."""
    given = {place: _clean(said) for place, said in answers.items() if said}
    with transaction.atomic(savepoint=False):
        course = record.locked(_course_of(paper_id))
        paper = models.Paper.for_system("hand a test in").select_for_update().get(id=paper_id)
        if paper.ended_at is None:
            _judge(course, paper, given if clock.now() <= paper.ends_at else {}, actor, cause)
    return queries.get_paper(paper_id)


def end_due() -> int:
    """End every test whose time is over; return how many."""
    rows_due = models.Paper.for_system("tests whose time is over").filter(ended_at=None, ends_at__lt=clock.now())
    due = list(rows_due.values_list("id", flat=True))
    for paper_id in due:
        answer(paper_id=paper_id, answers={}, actor=system("learning"), cause=f"paper:{paper_id}")
    return len(due)


def _set(course: models.Course, actor: Actor, cause: str) -> models.Paper:
    """Draw the questions of a test."""
    plan = law.test_plan(course.target, clock.today(), book().at(course.region))
    edition, seed = bank.edition(), secrets.token_bytes(32)
    items = _drawn(edition, seed, plan)
    now, before = clock.now(), models.Paper.for_system("tests of a course").filter(course=course.id).count()
    paper = models.Paper(
        id=new_id(), course_id=course.id, number=before + 1, edition=edition, seed=seed.hex(), items=items,
        marks=plan.marks, begun_at=now, ends_at=now + timedelta(minutes=plan.minutes),
    )  # fmt: skip
    rows.insert(paper)
    record.note(course, "test_begun", actor, cause, {"paper": paper.id, "edition": edition, "seed": paper.seed})
    return paper


def drawn_again(paper: models.Paper) -> list[list[Any]]:
    """The questions of a test drawn again from what is on record: the same for everybody."""
    course = models.Course.for_system("draw a test again").get(id=paper.course_id)
    plan = law.test_plan(course.target, clock.day_of(paper.begun_at), book().at(course.region))
    return _drawn(paper.edition, bytes.fromhex(paper.seed), plan)


def _drawn(edition: str, seed: bytes, plan: Plan) -> list[list[Any]]:
    asked = {
        one.id: one
        for one in questions.in_edition(edition)
        if one.wording.subject == plan.subject and plan.group in one.wording.groups
    }
    drawn = composing.compose(map(composing.Drawable.of, asked.values()), plan, seed)
    return [
        [one.id, list(one.order), composing.letters(asked[one.id].wording.right, one.order, LETTERS)] for one in drawn
    ]


def _judge(course: models.Course, paper: models.Paper, given: Mapping[int, str], actor: Actor, cause: str) -> None:
    """Mark a test; a pass is credited, a failure that was the last one ends the course."""
    on, rules = clock.today(), book().at(course.region)
    right = {place: item[2] for place, item in enumerate(paper.items, 1)}
    known = {place: said for place, said in given.items() if place in right}
    if known:
        now = clock.now()
        rows.insert(
            *(models.Answer(paper_id=paper.id, place=place, given=said, at=now) for place, said in known.items())
        )
    paper.score = paper.marks * sum(said == right[place] for place, said in known.items())
    paper.passed = paper.score >= rules.value("points_reduction.pass_mark", on)
    paper.ended_at = min(clock.now(), paper.ends_at)
    rows.update(paper, "score", "passed", "ended_at")
    record.note(course, "test_judged", actor, cause, {"paper": paper.id, "score": paper.score, "passed": paper.passed})
    if course.state != CourseState.OPEN:
        return
    if paper.passed:
        credit(course, actor, cause)
    elif paper.number > rules.value("points_reduction.resits", on):
        record.end(course, End.RESITS_USED, actor, cause)


def credit(course: models.Course, actor: Actor, cause: str) -> None:
    """Take the points off; where law refuses by now the course ends with every reason."""
    try:
        with transaction.atomic():
            record.credit(course, actor, cause)
    except Refused as refused:
        course.refusal = [{"zh": one.sentence.zh, "en": one.sentence.en} for one in refused.verdict.reasons]
        rows.update(course, "refusal")
        record.end(course, End.REFUSED, actor, cause)


def _course_of(paper_id: UUID) -> UUID:
    found = models.Paper.for_system("the course of a test").filter(id=paper_id).values_list("course", flat=True).first()
    if found is None:
        raise NotFound(queries.NO_PAPER)
    return found


def _clean(said: str) -> str:
    """Letters in order, or T or F. Raises BadInput for anything else."""
    letters = "".join(sorted(set(said)))
    if len(said) > len(LETTERS) or set(letters) - set(LETTERS + TRUE + FALSE):
        raise BadInput("answer", NO_OPTION)
    return letters
