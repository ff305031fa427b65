"""Questions to theory tests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery

from tongban.assessment.exams.theory import desks
from tongban.assessment.exams.theory.models import Answer, Finding, Item, PaperSet
from tongban.assessment.exams.theory.models import Paper as PaperRow
from tongban.assessment.exams.theory.types import Answered, Noticed, Paper
from tongban.assessment.exams.theory.types import Item as ItemView
from tongban.assessment.questions import queries as bank
from tongban.core import sealed
from tongban.core.errors import NotFound
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class FindingView:
    """Something that was noticed."""

    kind: Noticed
    said: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    """A sitting as the examiner sees it: how far, since when nothing came, what was noticed; never the answers."""

    paper: Paper
    last_answer_at: datetime | None
    findings: tuple[FindingView, ...]


def find_paper(sitting_id: UUID) -> Paper | None:
    """The paper of a sitting, or None. One statement."""
    row = _papers().filter(sitting=sitting_id).first()
    return _view(row) if row else None


def get_paper(sitting_id: UUID) -> Paper:
    """The paper of a sitting; NotFound where there is none. One statement."""
    found = find_paper(sitting_id)
    if found is None:
        raise NotFound(Text(zh="没有这份试卷。", en="There is no such paper."))
    return found


def over(sitting_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the sittings whose theory test is over. One statement."""
    rows = PaperRow.objects.filter(sitting__in=list(sitting_ids), ended_at__isnull=False)
    return set(rows.values_list("sitting", flat=True))


def find_paper_at(desk: str) -> Paper | None:
    """The paper that the desk with this secret holds, or None. One statement."""
    row = _papers().filter(desk=desks.hashed(desk)).first() if desk else None
    return _view(row) if row else None


def items_of(sitting_id: UUID) -> list[Answered]:
    """The items of a paper with what was answered, in order. Two statements."""
    given = {one.place: one for one in Answer.objects.filter(paper=sitting_id)}
    found = Item.objects.filter(paper=sitting_id).select_related("question").order_by("place")
    return [
        Answered(
            _item(row),
            given[row.place].given if row.place in given else "",
            given[row.place].at if row.place in given else None,
        )
        for row in found
    ]


def desks_of(session_id: UUID) -> dict[UUID, Desk]:
    """The papers of a session by sitting. Three statements."""
    papers = list(_papers().filter(session=session_id))
    last = dict(
        Answer.objects.filter(paper__in=[one.sitting for one in papers]).values_list("paper").annotate(Max("at"))
    )
    findings: dict[UUID, list[FindingView]] = {}
    for one in Finding.objects.filter(paper__in=[paper.sitting for paper in papers]).order_by("at"):
        findings.setdefault(one.paper_id, []).append(FindingView(Noticed(one.kind), one.said, one.at))
    return {
        one.sitting: Desk(_view(one), last.get(one.sitting), tuple(findings.get(one.sitting, ()))) for one in papers
    }


def seed_of(session_id: UUID) -> tuple[str, str] | None:
    """The commitment to a session's seed, and the seed once it is revealed ("" before); None without papers."""
    row = PaperSet.objects.filter(session=session_id).first()
    return (row.commitment, sealed.unpack_bytes(row.seed).hex() if row.revealed_at else "") if row else None


def _papers() -> QuerySet[PaperRow]:
    answered = Answer.objects.filter(paper=OuterRef("sitting")).order_by().values("paper").annotate(n=Count("*"))
    return PaperRow.objects.select_related("session").annotate(answered=Subquery(answered.values("n")))


def _view(row: PaperRow) -> Paper:
    return Paper(
        sitting_id=row.sitting, session_id=row.session_id, subject=row.subject, group=row.group,
        edition=row.session.edition_id, marks=row.marks, count=row.count, minutes=row.minutes,
        may_lose=row.may_lose,
        started_at=row.started_at, ends_at=row.ends_at, ended_at=row.ended_at, ended_by=row.ended_by,
        answered=getattr(row, "answered", None) or 0, held=bool(row.desk),
    )  # fmt: skip


def _item(row: Item) -> ItemView:
    wording = bank.wording_of(row.question)
    options = tuple(wording.options[int(place)] for place in row.order)
    return ItemView(row.place, row.question_id, wording, options, row.right)
