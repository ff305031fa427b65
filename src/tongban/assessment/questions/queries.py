"""Questions to the bank."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db.models import Count

from tongban.assessment.questions import reading
from tongban.assessment.questions.models import Edition, Question
from tongban.assessment.questions.types import Question as QuestionView
from tongban.assessment.questions.types import QuestionKind, QuestionState, Wording
from tongban.core import clock
from tongban.core.law_book import book
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class Overtaken:
    """An approved question that law no longer agrees with."""

    question: QuestionView
    law_says: str | None  # None: the rule is not there any more


@dataclass(frozen=True, slots=True)
class Counts:
    """How many questions of a section wait, are approved, are withdrawn."""

    subject: str
    section: str
    drafts: int
    approved: int


def questions(*, state: QuestionState, subject: str = "", section: str = "", limit: int = 200) -> list[QuestionView]:
    """Questions of a state, by code. One statement."""
    rows = Question.objects.filter(state=state)
    rows = rows.filter(subject=subject) if subject else rows
    rows = rows.filter(section=section) if section else rows
    return [view(row) for row in rows.order_by("code")[:limit]]


def find(question_id: int) -> QuestionView | None:
    """One version of a question, or None. One statement."""
    row = Question.objects.filter(id=question_id).first()
    return view(row) if row else None


def versions(code: str) -> list[QuestionView]:
    """Every version of a question, the newest first. One statement."""
    return [view(row) for row in Question.objects.filter(code=code).order_by("-version")]


def in_edition(digest: str) -> list[QuestionView]:
    """The questions of an edition. Two statements."""
    return [view(row) for row in Question.objects.filter(id__in=Edition.objects.get(digest=digest).questions)]


def by_ids(question_ids: Iterable[int]) -> list[QuestionView]:
    """The versions that a test asked, whatever became of them. One statement."""
    return [view(row) for row in Question.objects.filter(id__in=list(question_ids))]


def counts() -> list[Counts]:
    """How many questions there are, by subject and section. One statement."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    rows = Question.objects.values_list("subject", "section", "state").annotate(Count("id")).order_by()
    for subject, section, state, number in rows:
        found.setdefault((subject, section), {})[state] = number
    return [
        Counts(subject, section, by.get(QuestionState.DRAFT, 0), by.get(QuestionState.APPROVED, 0))
        for (subject, section), by in sorted(found.items())
    ]


def overtaken() -> list[Overtaken]:
    """The approved questions whose rule says something else today than when they were written. One statement."""
    found = []
    for row in Question.objects.filter(state=QuestionState.APPROVED).exclude(rule="").order_by("code"):
        says = reading.value_of(row.rule, book(), clock.today())
        if says != row.value:
            found.append(Overtaken(view(row), says))
    return found


def digest_of(wording: Wording) -> str:
    """The SHA-256 of what a question says."""
    told = {name: value for name, value in asdict(wording).items() if name != "region" or value}
    said = json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)
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
        article=row.article, rule=row.rule, value=row.value, explanation=explained, since=row.since, region=row.region,
    )  # fmt: skip
