"""A paper that was answered where there was no network: its answers are taken back as they were given, and judged here.

The site's score is not believed, only its answers: the caller compares what comes out with what the candidate was told.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from tongban.assessment.exams.theory import actions, queries
from tongban.assessment.exams.theory.models import Answer, Item, Paper
from tongban.assessment.exams.theory.types import Paper as PaperView
from tongban.core import rows
from tongban.core.actor import Actor
from tongban.core.errors import Conflict, NotFound

Given = Sequence[tuple[int, str, datetime]]  # place, letters, when


def worth(sitting_id: UUID, given: Given) -> int | None:
    """What these answers are worth on the paper of a sitting; None where it has no paper. Two statements."""
    paper = queries.find_paper(sitting_id)
    if paper is None:
        return None
    right = dict(Item.objects.filter(paper=sitting_id).values_list("place", "right"))
    return paper.marks * sum(right.get(place) == letters for place, letters, _ in given)


def same(sitting_id: UUID, given: Given) -> bool:
    """Are these exactly the answers on record? One statement."""
    kept = set(Answer.objects.filter(paper=sitting_id).values_list("place", "given"))
    return kept == {(place, letters) for place, letters, _ in given}


def take_back(
    *, sitting_id: UUID, began_at: datetime, ended_at: datetime, ended_by: str, given: Given, actor: Actor, cause: str
) -> PaperView:
    """Keep the answers of a paper and judge it. Joins the caller's transaction; the sitting is running by now.

    Raises NotFound without a paper, Conflict for a paper that has begun or is over here.
    """
    paper = Paper.objects.select_for_update().filter(sitting=sitting_id).first()
    if paper is None:
        raise NotFound(actions.NO_PAPER)
    if paper.started_at is not None:
        raise Conflict(actions.OVER, code="over")
    right = dict(Item.objects.filter(paper=paper).values_list("place", "right"))
    kept = [
        Answer(paper=sitting_id, place=place, given=letters, correct=letters == right[place], at=at)
        for place, letters, at in given
        if place in right
    ]
    if kept:
        rows.insert(*kept)
    paper.started_at, paper.ends_at = began_at, began_at + timedelta(minutes=paper.minutes)
    paper.ended_at, paper.ended_by, paper.code = ended_at, ended_by[:12], ""
    paper.save(update_fields=["started_at", "ends_at", "ended_at", "ended_by", "code"])
    actions.judge_paper(paper, actor, cause)
    return queries.get_paper(sitting_id)
