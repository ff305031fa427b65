"""Where a site's file says otherwise than our record: what each says, what follows from the site's frames, and what a
person decides. Both stay visible for ever.
"""

import zlib
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import queries as results
from tongban.assessment.exams.driving import actions, judging, models, queries
from tongban.core import clock, entries, rows
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.law.text import Text

HERE, THERE = "here", "there"
CHOOSE = Text(zh="请选择以哪个成绩为准，并写明理由。", en="Choose which result stands, and give the reason.")
NO_CONFLICT = Text(zh="没有这项差异。", en="There is no such difference.")
NOTHING_TO_CHANGE = Text(
    zh="这次考试在本系统没有可以更正的成绩：请保留本系统的记录并写明核实情况，数据仍然留存。",
    en="There is no result here that could be changed: let ours stand and say what you found. The frames are kept.",
)
CANNOT_RECKON = Text(
    zh="考场这份数据的车辆或场地没有登记，无法计算成绩。",
    en="Car or course of the site's drive are not registered: no score follows from it.",
)
SETTLED = Text(zh="已经处理过了。", en="This has been settled.")
CONFLICTS = {
    "other_drive": Text(zh="这次考试在本系统已有另一份行驶数据", en="Another drive of this sitting is kept here"),
    "other_score": Text(zh="考场告知的成绩与按信号计算的不一致", en="The site told another score than signals give"),
    "not_running": Text(zh="这次考试在本系统已经结束或作废", en="This sitting is over or void here"),
    "unknown": Text(zh="本系统没有这次考试", en="There is no such sitting here"),
    "not_packed": Text(zh="这次考试不在给考点的数据包里", en="This sitting was not in the package of the site"),
    "other_result": Text(zh="这次考试在本系统已有另一个成绩", en="This sitting has another result here"),
    "file_ended": Text(zh="考试档案在此期间已终止", en="The exam file has ended meanwhile"),
    "passed_elsewhere": Text(zh="这个科目在别处已经合格", en="This subject was passed elsewhere meanwhile"),
    "clock": Text(
        zh="考点的时间不可信：不在当天、跳变或者晚于现在",
        en="The site's time cannot be: another day, a jump, or later than now",
    ),
    "permit_over": Text(zh="考试当天已过期限", en="The time for being tested was over on that day"),
    "examiner": Text(zh="考点临时更换了考试员", en="Another examiner stepped in at the site"),
    "not_compared": Text(zh="考点没有记录核对本人", en="The site did not compare candidate and photograph"),
    "refused": Text(zh="本系统不能受理这个成绩", en="This result cannot be taken here"),
}  # fmt: skip


Apply = Callable[[models.SiteConflict, str, str, Actor], None]


def settle(*, conflict_id: UUID, stands: str, reason: str, actor: Actor, apply: Apply | None = None) -> None:
    """A person decides which record stands: ours (`here`) or the site's (`there`), with a reason. Both stay visible.
    `apply` does what follows for a result that was not driven in a test car."""
    if stands not in (HERE, THERE) or not reason.strip():
        raise BadInput("reason", CHOOSE)
    with transaction.atomic(savepoint=False):
        row = models.SiteConflict.objects.select_for_update().filter(pk=conflict_id).first()
        if row is None:
            raise NotFound(NO_CONFLICT)
        if row.settled:
            raise Conflict(SETTLED, code="settled")
        if apply is not None and "result" in row.there:
            apply(row, stands, reason.strip(), actor)
        elif stands == THERE or row.kind == "other_score":
            _driven(row, stands, reason.strip(), actor)
        row.settled, row.reason = stands, reason.strip()
        row.settled_by, row.settled_at = entries.code_of(actor), clock.now()
        rows.update(row, "settled", "reason", "settled_by", "settled_at")
        entries.write(
            register=actions.REGISTER, subject=row.sitting, kind="conflict_settled", effective_on=clock.today(),
            actor=actor, cause=f"site_file:{row.file_id}", facts={"stands": stands, "reason": reason, "kind": row.kind},
        )  # fmt: skip


def _driven(row: models.SiteConflict, stands: str, reason: str, actor: Actor) -> None:
    if row.kind == "other_score":
        _concluded(row, reason, actor)
    if stands == THERE:
        _theirs(row, reason, actor)


def reckoned_there(row: models.SiteConflict) -> int | None:
    """The score that follows from what the site sent; None where nothing can be reckoned (no such car, course, or
    sitting here). Three statements."""
    sent = models.SiteDrive.objects.filter(conflict=row).first()
    if sent is None:
        return None
    course = models.Course.objects.filter(digest=sent.said["course"]).first()
    car = models.TestCar.objects.filter(code=sent.said["car"]).first()
    try:
        sitting = results.get_sitting(row.sitting)
    except NotFound:
        return None
    if course is None or car is None or course.subject != sitting.subject:
        return None
    drive = models.Drive(
        car=car, course=course, subject=sitting.subject, licence_class=sitting.target,
        began_at=datetime.fromisoformat(sent.said["began_at"]),
    )  # fmt: skip
    scored = judging.scored_from(zlib.decompress(sent.frames), drive, judging.sheet_of(drive))
    known = judging.sheet_of(drive).items
    added = sum(known[one["item"]].points for one in sent.said["added"] if one["item"] in known)
    return max(0, judging.BEST - sum(one.points for one in scored.deductions) - added)


def _concluded(row: models.SiteConflict, reason: str, actor: Actor) -> None:
    """Our own drive is judged first: what the machine finds of it stays beside whatever a person decides."""
    drive = queries.find_drive_of(row.sitting)
    if drive is None:
        return
    if drive.state == "open":
        actions.close_drive(drive_id=drive.id, sent=row.there.get("sent", 0), actor=actor)
    judging.conclude(drive_id=drive.id, actor=actor, decision=reason)


def _theirs(row: models.SiteConflict, reason: str, actor: Actor) -> None:
    """The site's record becomes a second result. Raises Conflict where there is no result that it could follow."""
    score = row.there["score"] if row.kind == "other_score" else reckoned_there(row)
    if row.kind == "other_drive":
        if score is None:
            raise Conflict(CANNOT_RECKON, code="cannot_reckon")
        _concluded(row, reason, actor)
    told = results.results_of(row.sitting)
    if not told or score is None:
        raise Conflict(NOTHING_TO_CHANGE, code="nothing_to_change")
    exams.change_result(
        sitting_id=row.sitting, score=score, reason=reason, evidence_digest=row.there["sha256"], actor=actor,
        cause=f"site_file:{row.file_id}",
    )  # fmt: skip
