"""The question bank: taken in from files, approved by a second person, withdrawn with a reason, overtaken by law."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from tongban.assessment.exams.theory import reading
from tongban.assessment.exams.theory.models import Edition, Question
from tongban.assessment.exams.theory.types import Question as QuestionView
from tongban.assessment.exams.theory.types import QuestionKind, QuestionState, Wording
from tongban.core import clock, entries, ids
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.law_book import book
from tongban.law.text import Text

REGISTER = "questions"
OWN_WORK = Text(
    zh="自己录入的题要由另一个人审核。",
    en="Questions are approved by somebody who did not bring them in.",
)
NO_REASON = Text(zh="请写明停用的理由。", en="Please say why it is withdrawn.")
NO_QUESTION = Text(zh="没有这道题。", en="There is no such question.")
NOT_A_DRAFT = Text(zh="这道题不在待审状态。", en="This question does not wait for approval.")


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of the rows of a file."""

    new: int
    changed: int
    same: int


@dataclass(frozen=True, slots=True)
class Overtaken:
    """An approved question that law no longer agrees with."""

    question: QuestionView
    law_says: str | None  # None: the rule is not there any more


def take_in(*, wordings: Sequence[Wording], actor: Actor, cause: str) -> TakenIn:
    """Take questions in as drafts. One that says what its newest version says already is left as it is."""
    with transaction.atomic(savepoint=False):
        newest = {row.code: row for row in _newest(one.code for one in wordings)}
        rows, changed = [], 0
        for wording in wordings:
            before, digest = newest.get(wording.code), digest_of(wording)
            if before is not None and before.digest == digest and before.state != QuestionState.WITHDRAWN:
                continue
            changed += before is not None
            rows.append(_row(wording, digest, before.version + 1 if before else 1, actor))
        Question.objects.bulk_create(rows)
        if rows:
            said = {"questions": {row.code: [row.version, row.digest] for row in rows}}
            _write("taken_in", actor, cause, said)
    return TakenIn(len(rows) - changed, changed, len(wordings) - len(rows))


def approve(*, question_ids: Iterable[int], actor: Actor, cause: str) -> int:
    """Approve drafts; the version before each is replaced. Raises Conflict for one's own work and for no draft."""
    wanted = list(question_ids)
    with transaction.atomic(savepoint=False):
        rows = list(Question.objects.select_for_update().filter(id__in=wanted).order_by("id"))
        me = entries.code_of(actor)
        if len(rows) != len(set(wanted)):
            raise NotFound(NO_QUESTION)
        if any(row.made_by == me for row in rows):
            raise Conflict(OWN_WORK, code="own_work")
        if any(row.state != QuestionState.DRAFT for row in rows):
            raise Conflict(NOT_A_DRAFT, code="not_a_draft")
        Question.objects.filter(code__in=[row.code for row in rows], state=QuestionState.APPROVED).update(
            state=QuestionState.REPLACED
        )
        Question.objects.filter(id__in=wanted).update(state=QuestionState.APPROVED, approved_by=me)
        _write("approved", actor, cause, {"questions": {row.code: row.version for row in rows}})
    return len(rows)


def withdraw(*, code: str, reason: str, actor: Actor, cause: str) -> QuestionView:
    """Withdraw the approved version of a question: it is drawn no longer. Papers that asked it keep it. Raises BadInput
    without a reason, NotFound where no version is approved."""
    if not reason.strip():
        raise BadInput("reason", NO_REASON)
    with transaction.atomic(savepoint=False):
        row = Question.objects.select_for_update().filter(code=code, state=QuestionState.APPROVED).first()
        if row is None:
            raise NotFound(NO_QUESTION)
        row.state, row.withdrawn_because = QuestionState.WITHDRAWN.value, reason.strip()
        row.save(update_fields=["state", "withdrawn_because"])
        _write("withdrawn", actor, cause, {"question": row.code, "version": row.version, "reason": reason.strip()})
    return view(row)


def overtaken() -> list[Overtaken]:
    """The approved questions whose rule says something else today than when they were written. One statement."""
    found = []
    for row in Question.objects.filter(state=QuestionState.APPROVED).exclude(rule="").order_by("code"):
        says = reading.value_of(row.rule, book(), clock.today())
        if says != row.value:
            found.append(Overtaken(view(row), says))
    return found


def edition() -> Edition:
    """The edition of this moment: approved, in force, not overtaken by law. Two statements, a third when it is new."""
    wrong = {one.question.id for one in overtaken()}
    rows = Question.objects.filter(state=QuestionState.APPROVED, since__lte=clock.today()).exclude(id__in=wrong)
    found = list(rows.order_by("code").values_list("id", "code", "version", "digest"))
    text = "".join(f"{code}\t{version}\t{digest}\n" for _, code, version, digest in found)
    digest = hashlib.sha256(text.encode()).hexdigest()
    made, _ = Edition.objects.get_or_create(
        digest=digest, defaults={"questions": [row[0] for row in found], "made_at": clock.now()}
    )
    return made


def digest_of(wording: Wording) -> str:
    """The SHA-256 of what a question says."""
    said = json.dumps(asdict(wording), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def view(row: Question) -> QuestionView:
    """A version as callers see it."""
    return QuestionView(
        id=row.id, version=row.version, state=QuestionState(row.state), wording=wording_of(row), made_by=row.made_by,
        approved_by=row.approved_by, withdrawn_because=row.withdrawn_because,
    )  # fmt: skip


def wording_of(row: Question) -> Wording:
    """What a version says."""
    explained = Text(zh=row.explain_zh, en=row.explain_en) if row.explain_zh else None
    return Wording(
        code=row.code, subject=row.subject, section=row.section, groups=tuple(row.groups), kind=QuestionKind(row.kind),
        words=Text(zh=row.zh, en=row.en), options=tuple(Text(zh=zh, en=en) for zh, en in row.options), right=row.right,
        article=row.article, rule=row.rule, value=row.value, explanation=explained, since=row.since,
    )  # fmt: skip


def _row(wording: Wording, digest: str, version: int, actor: Actor) -> Question:
    explained = (wording.explanation.zh, wording.explanation.en) if wording.explanation else ("", "")
    return Question(
        code=wording.code, version=version, subject=wording.subject, section=wording.section,
        groups=list(wording.groups), kind=wording.kind.value, zh=wording.words.zh, en=wording.words.en,
        options=[[one.zh, one.en] for one in wording.options], right=wording.right, article=wording.article,
        rule=wording.rule, value=wording.value, explain_zh=explained[0], explain_en=explained[1], since=wording.since,
        digest=digest, made_at=clock.now(), made_by=entries.code_of(actor),
    )  # fmt: skip


def _newest(codes: Iterable[str]) -> list[Question]:
    rows = Question.objects.filter(code__in=list(codes)).order_by("code", "-version").distinct("code")
    return list(rows)


def _write(kind: str, actor: Actor, cause: str, said: Mapping[str, Any]) -> None:
    entries.write(
        register=REGISTER, subject=ids.new_id(), kind=kind, effective_on=clock.today(), actor=actor, cause=cause,
        facts=said,
    )  # fmt: skip
