"""A person has looked at a result that did not fit: the site's stands, or what is known here."""

from datetime import datetime, time
from uuid import UUID, uuid5

from tongban.assessment.exams import actions, queries
from tongban.assessment.exams.away import models, taking_back
from tongban.assessment.exams.away.taking_back import Told
from tongban.assessment.exams.driving import queries as driving
from tongban.assessment.exams.driving import site_conflicts, site_files
from tongban.assessment.exams.driving.site_conflicts import HERE, THERE
from tongban.assessment.exams.types import Sitting, SittingState
from tongban.core import clock, sealed
from tongban.core.actor import Actor
from tongban.core.errors import Conflict
from tongban.law.text import Text

CANNOT = Text(
    zh="这个成绩不能采用：{why}。请选择以本系统的记录为准。",
    en="This result cannot be used: {why}. Let our record stand.",
)
NEVER = ("not_packed", "unknown", "file_ended", "passed_elsewhere", "permit_over")


def settle(*, conflict_id: UUID, stands: str, reason: str, actor: Actor) -> None:
    """Settle a finding. `there`: the site's result counts; `here`: it does not, and a test that is still expected is
    void without using a booking, so that the person can book anew. Where another score was reckoned the result counts
    either way; `here` means the reckoned one. Raises BadInput without a reason, Conflict where law or record do not
    let the site's count."""
    site_conflicts.settle(conflict_id=conflict_id, stands=stands, reason=reason, actor=actor, apply=_apply)


def _apply(row: driving.ConflictRow, stands: str, reason: str, actor: Actor) -> None:
    kept = models.Result.objects.get(pk=UUID(row.there["result"]))
    one, cause = taking_back.told(sealed.unpack(kept.content)), f"site_file:{row.file_id}"
    if row.kind == "other_score":
        _apply_score(row, one, stands, reason, actor, cause)
    elif stands == THERE:
        if row.kind in NEVER:
            raise Conflict(CANNOT.fill(why=site_conflicts.CONFLICTS[row.kind]), code="cannot_stand")
        _let_stand(row, one, reason, actor, cause)
    elif row.kind not in NEVER[:2]:
        _let_go(one, reason, actor, cause)


def _let_stand(row: driving.ConflictRow, one: Told, reason: str, actor: Actor, cause: str) -> None:
    sitting = queries.get_sitting(taking_back.target(one))
    if sitting.state is SittingState.JUDGED and one.score is not None:
        actions.change_result(
            sitting_id=sitting.id,
            score=one.score,
            reason=reason,
            evidence_digest=one.evidence,
            actor=actor,
            cause=cause,
        )
        return
    if sitting.state in taking_back.OVER:
        sitting = _again(sitting, row, actor, cause)
    at = _on_its_day(sitting) if row.kind == "clock" else None
    taking_back.apply(one, sitting.id, actor, cause, at=at)


def _again(sitting: Sitting, row: driving.ConflictRow, actor: Actor, cause: str) -> Sitting:
    """The booking was cancelled while the site was away, and the person sat it all the same: it is expected once more,
    if law allows it."""
    return actions.expect(
        file_id=sitting.file_id, subject=sitting.subject, booking_id=uuid5(sitting.booking_id, row.file_id),
        session_id=sitting.session_id, centre=sitting.centre, on=sitting.on, starts_at=sitting.starts_at, actor=actor,
        cause=cause,
    )  # fmt: skip


def _let_go(one: Told, reason: str, actor: Actor, cause: str) -> None:
    sitting = queries.get_sitting(taking_back.target(one))
    if sitting.state in (SittingState.EXPECTED, SittingState.PRESENT):
        actions.void(sitting_id=sitting.id, reason=reason, counts=False, actor=actor, cause=cause)


def _apply_score(
    row: driving.ConflictRow, one: Told, stands: str, reason: str, actor: Actor, cause: str
) -> None:  # fmt: skip
    if row.here["score"] is None:
        if stands == THERE:
            raise Conflict(CANNOT.fill(why=site_files.NOT_WHOLE), code="cannot_stand")
        _let_go(one, reason, actor, cause)
        return
    taking_back.apply(one, one.sitting, actor, cause)
    if stands == THERE and one.score is not None:
        sitting_id = taking_back.target(one)
        actions.change_result(
            sitting_id=sitting_id,
            score=one.score,
            reason=reason,
            evidence_digest=one.evidence,
            actor=actor,
            cause=cause,
        )


def _on_its_day(sitting: Sitting) -> datetime:
    """The hour that is written down where the site's own time cannot be believed: when the session began."""
    return sitting.starts_at or datetime.combine(sitting.on, time(12), tzinfo=clock.CHINA)


__all__ = ["HERE", "THERE", "settle"]
