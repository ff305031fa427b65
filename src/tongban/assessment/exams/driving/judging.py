"""From a drive that has ended to a result: the machine's judgement, what the examiner added, and who decides.

A machine never passes what it could not judge: such a drive is open, and an examiner decides with a reason. What the
machine found is kept once and never changed; a later change goes through `exams.actions.change_result`.
"""

import hashlib
from uuid import UUID

from django.db import transaction

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams.driving import actions, models, queries
from tongban.assessment.exams.driving.frames import Series
from tongban.assessment.exams.driving.scoring import judge
from tongban.assessment.exams.driving.types import OPEN, Scored
from tongban.assessment.exams.types import Deduction, Result
from tongban.core import clock, entries, rows
from tongban.core.actor import WORK, Actor
from tongban.core.errors import BadInput, Conflict
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.law.rules import driving_tests as law
from tongban.law.rules import exams as exam_law
from tongban.law.rules.driving_tests import Sheet
from tongban.law.text import Text

BEST = 100
NO_REASON = Text(zh="请写明理由。", en="Please give the reason.")
NO_ITEM = Text(zh="评判表里没有这一项。", en="The sheet has no such item.")
STILL_OPEN = Text(zh="行驶还没有结束。", en="The drive has not ended.")
JUDGED = Text(
    zh="已经评判，要改成绩请走更改程序并写明理由。", en="It is judged: a change needs its own step and a reason."
)
EXAMINER_DECIDES = Text(
    zh="有些项目信号无法评判，请考试员核对后写明理由再出成绩。",
    en="Signals could not judge some items. An examiner decides, with a reason.",
)


def add_item(*, drive_id: UUID, item: str, at_ms: int, reason: str, actor: Actor) -> None:
    """An examiner adds an item that they saw, with the reason. Raises BadInput, Conflict once it is judged, NotAllowed
    where the examiner's certificate does not hold."""
    actor.must_be_qualified(WORK, post="exam")
    with transaction.atomic(savepoint=False):
        drive = models.Drive.for_system("add an item").select_for_update().get(pk=drive_id)
        if drive.state == "judged":
            raise Conflict(JUDGED, code="judged")
        if not reason.strip():
            raise BadInput("reason", NO_REASON)
        sheet = sheet_of(drive)
        if item not in sheet.items:
            raise BadInput("item", NO_ITEM)
        points = sheet.items[item].points
        said = {"item": item, "points": points, "at_ms": at_ms, "reason": reason}
        entry = actions.write(drive, "item_added", actor, said)
        rows.insert(
            models.AddedItem(
                id=new_id(), drive_id=drive.id, item=item, points=points, at_ms=max(at_ms, 0), reason=reason.strip(),
                added_by=entries.code_of(actor), added_at=clock.now(), entry=entry,
            )
        )  # fmt: skip


def conclude(*, drive_id: UUID, actor: Actor, decision: str = "") -> Result:
    """Judge a drive that has ended and tell the result. Again: the same result.

    `decision` is the examiner's reason where signals could not judge everything. Raises Conflict without one.
    """
    actor.must_be_qualified(WORK, post="exam")
    with transaction.atomic(savepoint=False):
        drive = models.Drive.for_system("judge").select_for_update().get(pk=drive_id)
        if drive.state == "open":
            raise Conflict(STILL_OPEN, code="still_open")
        judged = models.Judged.objects.filter(drive=drive.id).first() or _judged(drive, actor, decision.strip())
        added = queries.added(drive.id)
        found = [
            Deduction(one["item"], one["item"], one["points"], one["at_ms"] // 1000)
            for one in judged.scored["deductions"]
        ]
        found += [Deduction(one.item, one.item, one.points, one.at_ms // 1000) for one in added]
        evidence = hashlib.sha256("".join([judged.digest, *(str(one.id) for one in added)]).encode()).hexdigest()
        return exams.judge(
            sitting_id=drive.sitting, score=judged.told_score, edition=judged.edition, evidence_digest=evidence,
            deductions=found, actor=actor, cause=f"drive:{drive.id}",
        )  # fmt: skip


def scored_by(drive: models.Drive, sheet: Sheet) -> Scored:
    """What a sheet says of a drive. Reads only: a later edition may be asked for comparison."""
    return scored_from(queries.received(drive.id), drive, sheet)


def scored_from(frames: bytes, drive: models.Drive, sheet: Sheet) -> Scored:
    """What a sheet says of these frames, on the course and in the car of a drive."""
    series, findings = Series.of(frames, sheet.limits)
    course, car = queries.course_and_car(drive)
    return judge(series, findings, course, car, sheet, pass_mark(drive))


def sheet_of(drive: models.Drive) -> Sheet:
    """The sheet of a drive: kept where it is judged, else that of its day."""
    kept = models.Judged.objects.select_related("sheet").filter(drive=drive.id).first()
    if kept is not None:
        return Sheet.of(kept.sheet.content)
    return law.sheet(drive.subject, drive.licence_class, clock.day_of(drive.began_at), book())


def pass_mark(drive: models.Drive) -> int:
    """The mark of 100 that passes."""
    return exam_law.pass_mark(drive.subject, drive.licence_class, clock.day_of(drive.began_at), book())


def _judged(drive: models.Drive, actor: Actor, decision: str) -> models.Judged:
    sheet = sheet_of(drive)
    scored = scored_by(drive, sheet)
    if scored.outcome == OPEN and not decision:
        raise Conflict(EXAMINER_DECIDES, code="examiner_decides")
    actions.keep_sheet(sheet)
    added = queries.added(drive.id)
    taken = sum(one.points for one in scored.deductions) + sum(one.points for one in added)
    row = models.Judged(
        drive_id=drive.id, sheet_id=sheet.digest, edition=sheet.edition, scored=scored.plain,
        digest=scored.digest, outcome=scored.outcome, score=scored.score, decision=decision,
        told_score=max(0, BEST - taken), judged_at=clock.now(), judged_by=entries.code_of(actor),
    )  # fmt: skip
    rows.insert(row)
    drive.state = "judged"
    rows.update(drive, "state")
    said = {
        "edition": sheet.edition, "sheet": sheet.digest, "digest": scored.digest, "outcome": scored.outcome,
        "score": scored.score, "told": row.told_score, "reason": decision,
    }  # fmt: skip
    actions.write(drive, "drive_judged", actor, said)
    return row
