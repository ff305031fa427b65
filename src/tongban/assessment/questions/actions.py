"""The question bank: taken in from files, approved by a second person, withdrawn with a reason, overtaken by law."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from tongban.assessment.questions import queries
from tongban.assessment.questions.models import Edition, Question
from tongban.assessment.questions.types import Question as QuestionView
from tongban.assessment.questions.types import QuestionState, Wording
from tongban.core import clock, entries, ids
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotFound
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


def take_in(*, wordings: Sequence[Wording], actor: Actor, cause: str) -> TakenIn:
    """Take questions in as drafts. One that says what its newest version says already is left as it is."""
    with transaction.atomic(savepoint=False):
        newest = {row.code: row for row in _newest(one.code for one in wordings)}
        rows, changed = [], 0
        for wording in wordings:
            before, digest = newest.get(wording.code), queries.digest_of(wording)
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
    return queries.view(row)


def edition() -> str:
    """The digest of this moment's edition: approved, in force, not overtaken by law. Two statements, a third when it is
    new."""
    wrong = {one.question.id for one in queries.overtaken()}
    rows = Question.objects.filter(state=QuestionState.APPROVED, since__lte=clock.today()).exclude(id__in=wrong)
    found = list(rows.order_by("code").values_list("id", "code", "version", "digest"))
    text = "".join(f"{code}\t{version}\t{digest}\n" for _, code, version, digest in found)
    digest = hashlib.sha256(text.encode()).hexdigest()
    defaults = {"questions": [row[0] for row in found], "made_at": clock.now()}
    return Edition.objects.get_or_create(digest=digest, defaults=defaults)[0].digest


def _row(wording: Wording, digest: str, version: int, actor: Actor) -> Question:
    explained = (wording.explanation.zh, wording.explanation.en) if wording.explanation else ("", "")
    return Question(
        code=wording.code, version=version, subject=wording.subject, section=wording.section,
        groups=list(wording.groups), kind=wording.kind.value, zh=wording.words.zh, en=wording.words.en,
        options=[[one.zh, one.en] for one in wording.options], right=wording.right, article=wording.article,
        rule=wording.rule, value=wording.value, explain_zh=explained[0], explain_en=explained[1], since=wording.since,
        region=wording.region, digest=digest, made_at=clock.now(), made_by=entries.code_of(actor),
    )  # fmt: skip


def _newest(codes: Iterable[str]) -> list[Question]:
    rows = Question.objects.filter(code__in=list(codes)).order_by("code", "-version").distinct("code")
    return list(rows)


def _write(kind: str, actor: Actor, cause: str, said: Mapping[str, Any]) -> None:
    entries.write(
        register=REGISTER, subject=ids.new_id(), kind=kind, effective_on=clock.today(), actor=actor, cause=cause,
        facts=said,
    )  # fmt: skip
