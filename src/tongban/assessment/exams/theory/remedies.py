"""A question is found wrong after tests that asked it: who would gain or lose under each remedy, and the one that two
persons decide for. It becomes second results with its reason; what was told before stays visible.

`credit_all`: right for everybody. `leave_out`: the paper has one question fewer, its marks are the share of the rest.
`credit_right`: judged anew by the answer that is right. `none`: nothing changes. Whose test was ended because too much
was lost, though by the remedy it was not, gets the attempt back: what they would have answered nobody knows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import queries as exam_queries
from tongban.assessment.exams.theory.models import Answer, Item, Remedied, Remedy
from tongban.assessment.exams.types import REGISTER, FileState, Sitting, SittingState
from tongban.assessment.questions import actions as bank
from tongban.assessment.questions import composing
from tongban.assessment.questions import queries as questions
from tongban.assessment.questions.types import LETTERS, Question, QuestionState
from tongban.core import clock, entries, outbox
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.law.rules import exams as law
from tongban.law.rules.theory import FULL_MARKS
from tongban.law.text import Text

CREDIT_ALL, LEAVE_OUT, CREDIT_RIGHT, NONE = "credit_all", "leave_out", "credit_right", "none"
GIVEN_BACK = Text(
    zh="试题{code}有误，考试被提前结束，本次考试作废，不占用预约次数。",
    en="Question {code} was wrong and ended this test early: it is void and the attempt is given back.",
)
CHANGED = Text(zh="试题{code}有误：{reason}", en="Question {code} was wrong: {reason}")
NO_REMEDY = Text(zh="请选择处理办法。", en="Choose a remedy.")
NO_REASON = Text(zh="请写明错在哪里。", en="Say what is wrong with it.")
NO_RIGHT = Text(zh="请填正确答案的字母，与原题选项对应。", en="Give the right letters, in the order of the bank.")
NO_QUESTION = Text(zh="没有考卷考过这道题。", en="No paper asked this question.")
PROPOSED = Text(zh="这道题已有处理意见。", en="There is a proposal for this question already.")
NOT_PROPOSED = Text(zh="没有待确认的处理意见。", en="There is no proposal to confirm.")
SOMEBODY_ELSE = Text(zh="处理意见要由另一个人确认。", en="A remedy is confirmed by somebody else.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one remedy makes of one paper. `score` None: void, the attempt is given back."""

    score: int | None
    passed: bool


@dataclass(frozen=True, slots=True)
class Affected:
    """One judged paper that asked the question, and what each remedy would make of it."""

    sitting: Sitting
    person_id: UUID
    on: date
    now: Outcome
    by_remedy: dict[str, Outcome]
    file_state: FileState

    def changes(self, remedy: str) -> bool:
        """True where passing changes, or the attempt is given back."""
        then = self.by_remedy[remedy]
        return then.score is None or then.passed is not self.now.passed


def versions(code: str) -> list[Question]:
    """The versions of a question that papers asked, the newest first. Two statements."""
    known = questions.versions(code)
    asked = set(Item.objects.filter(question__in=[one.id for one in known]).values_list("question", flat=True))
    return [one for one in known if one.id in asked]


def affected(question: Question, right: str = "") -> Iterator[Affected]:
    """Every judged paper that asked this version; `right`: the letters that are right, for `credit_right`."""
    for item in Item.objects.filter(question=question.id).select_related("paper").order_by("paper_id").iterator(500):
        sitting = exam_queries.get_sitting(item.paper_id)
        if sitting.state is SittingState.JUDGED and sitting.score is not None:
            yield _of(item, sitting, right)


def propose(*, question_id: int, remedy: str, right: str, reason: str, actor: Actor, cause: str) -> Remedy:
    """The first person: what is wrong and what is to be done. The question is asked no longer from now on.

    Raises BadInput for what is missing, NotFound where no paper asked it, Conflict where there is a proposal.
    """
    allowed = book().value("theory.remedies", clock.today())
    if remedy not in allowed:
        raise BadInput("remedy", NO_REMEDY)
    if not reason.strip():
        raise BadInput("reason", NO_REASON)
    with transaction.atomic(savepoint=False):
        question = questions.find(question_id)
        if question is None or not Item.objects.filter(question=question.id).exists():
            raise NotFound(NO_QUESTION)
        letters = "".join(sorted(set(right.strip().upper())))
        if remedy == CREDIT_RIGHT and (not letters or set(letters) - _letters(question)):
            raise BadInput("right", NO_RIGHT)
        if Remedy.objects.filter(question=question.id).exists():
            raise Conflict(PROPOSED, code="proposed")
        if question.state == QuestionState.APPROVED:
            bank.withdraw(code=question.wording.code, reason=reason, actor=actor, cause=cause)
        row = Remedy.objects.create(
            id=new_id(), question_id=question.id, remedy=remedy, right=letters if remedy == CREDIT_RIGHT else "",
            reason=reason.strip(), proposed_at=clock.now(), proposed_by=entries.code_of(actor),
        )  # fmt: skip
        _write(row, "remedy_proposed", actor, cause)
    return row


def confirm(*, remedy_id: UUID, actor: Actor, cause: str) -> Remedy:
    """The second person: a job now writes the second results. Raises NotFound, Conflict for who proposed it."""
    with transaction.atomic(savepoint=False):
        row = Remedy.objects.select_for_update().filter(id=remedy_id, confirmed_at__isnull=True).first()
        if row is None:
            raise NotFound(NOT_PROPOSED)
        if row.proposed_by == entries.code_of(actor):
            raise Conflict(SOMEBODY_ELSE, code="somebody_else")
        row.confirmed_at, row.confirmed_by = clock.now(), entries.code_of(actor)
        row.save(update_fields=["confirmed_at", "confirmed_by"])
        _write(row, "remedy_confirmed", actor, cause)
        outbox.announce("remedy_confirmed", remedy=row.id)
    return row


def carry_out(*, remedy_id: UUID, actor: Actor) -> int:
    """Write the second results, each paper once and in a transaction of its own; return how many. Nothing before two
    persons have decided."""
    row = Remedy.objects.get(id=remedy_id)
    question = get_question(row)
    if row.confirmed_at is None:
        raise Conflict(NOT_PROPOSED, code="not_confirmed")
    done = set(Remedied.objects.filter(remedy=row).values_list("sitting", flat=True))
    changed = 0
    for one in affected(question, row.right):
        then = one.by_remedy[row.remedy]
        if one.sitting.id not in done and then.score != one.now.score:
            _change(row, question.wording.code, one, then, actor)
            changed += 1
    return changed


def remedies() -> list[Remedy]:
    """Every remedy, open ones first. One statement."""
    found = Remedy.objects.order_by("-proposed_at")
    return sorted(found[:100], key=lambda one: one.confirmed_at is not None)


def done_by(remedy: Remedy) -> tuple[int, int, int]:
    """How many papers a remedy changed: for the better, for the worse, given back. One statement."""
    rows = list(Remedied.objects.filter(remedy=remedy).values_list("before", "after"))
    better = sum(after is not None and after > before for before, after in rows)
    worse = sum(after is not None and after < before for before, after in rows)
    return better, worse, sum(after is None for _, after in rows)


def get_question(row: Remedy) -> Question:
    """The question of a remedy. One statement."""
    found = questions.find(row.question_id)
    if found is None:
        raise NotFound(NO_QUESTION)
    return found


def _change(row: Remedy, code: str, one: Affected, then: Outcome, actor: Actor) -> None:
    cause = f"remedy:{row.id}"
    with transaction.atomic(savepoint=False):
        before = one.sitting.score or 0
        Remedied.objects.create(remedy=row, sitting=one.sitting.id, before=before, after=then.score)
        if then.score is None:
            reason = GIVEN_BACK.fill(code=code).zh
            exams.void(sitting_id=one.sitting.id, reason=reason, counts=False, actor=actor, cause=cause)
        else:
            digest = sha256(f"{row.id}:{one.sitting.id}:{row.remedy}:{row.right}:{then.score}".encode()).hexdigest()
            exams.change_result(
                sitting_id=one.sitting.id, score=then.score, reason=CHANGED.fill(code=code, reason=row.reason).zh[:400],
                evidence_digest=digest, actor=actor, cause=cause,
            )  # fmt: skip


def _of(item: Item, sitting: Sitting, right: str) -> Affected:
    paper, file = item.paper, exam_queries.get_file(sitting.file_id)
    given = {one.place: one for one in Answer.objects.filter(paper=paper.sitting)}
    mine = given.get(item.place)
    others = sum(one.correct for place, one in given.items() if place != item.place)
    was = bool(mine and mine.correct)
    rightly = bool(mine and right and mine.given == composing.letters(right, tuple(map(int, item.order)), LETTERS))
    mark = law.pass_mark(sitting.subject, sitting.target, sitting.on, book().at(file.region))
    told = sitting.score or 0  # the newest result: what a person changed before stays changed
    counted = paper.marks * (others + was)
    scores = {
        CREDIT_ALL: paper.marks * (others + 1),
        LEAVE_OUT: round(FULL_MARKS * others / (paper.count - 1)),
        CREDIT_RIGHT: paper.marks * (others + rightly),
        NONE: counted,
    }

    def outcome(remedy: str, score: int) -> Outcome:
        wrong = len(given) - (mine is not None) - others
        wrong += remedy == CREDIT_RIGHT and mine is not None and not rightly
        lost = paper.marks * wrong
        if remedy != NONE and paper.ended_by == "marks" and lost <= paper.may_lose:
            return Outcome(None, passed=False)
        then = min(max(told + score - counted, 0), FULL_MARKS)
        return Outcome(then, then >= mark)

    by_remedy = {name: outcome(name, score) for name, score in scores.items()}
    person = file.person_id
    return Affected(sitting, person, sitting.on, Outcome(told, told >= mark), by_remedy, file.state)


def _letters(question: Question) -> set[str]:
    options = question.wording.options
    return set(LETTERS[: len(options)]) if options else {"T", "F"}


def _write(row: Remedy, kind: str, actor: Actor, cause: str) -> None:
    question = get_question(row)
    facts = {"question": question.wording.code, "version": question.version, "remedy": row.remedy, "right": row.right}
    entries.write(
        register=REGISTER, subject=row.id, kind=kind, effective_on=clock.today(), actor=actor, cause=cause,
        facts=facts | {"reason": row.reason},
    )  # fmt: skip
