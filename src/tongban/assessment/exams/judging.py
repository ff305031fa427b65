"""What came of a sitting: results, their changes, signatures, recordings."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tongban.assessment.exams import models, queries, record, states
from tongban.assessment.exams.types import Deduction, RecordingGiven, Result, Role, Sitting, SittingState
from tongban.core import clock, entries, outbox, rows
from tongban.core.actor import WORK, Actor
from tongban.core.errors import BadInput, Conflict
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.law.dates import add_years
from tongban.law.rules import exams as law
from tongban.law.text import Text
from tongban.outlets import queries as outlets

JUDGED_OTHERWISE = Text(
    zh="这次考试已经有成绩，与这次报来的不一致；要改成绩请走更改程序并写明理由。",
    en="This sitting has another result already; a change needs its own step and a reason.",
)
NOT_JUDGED = Text(zh="这次考试还没有成绩。", en="This sitting has no result yet.")
NO_REASON = Text(zh="请写明理由。", en="Please give the reason.")
NO_SCORE = Text(zh="成绩是0到100之间的整数。", en="A score is a whole number from 0 to 100.")
BAD_HASH = Text(zh="摘要应为64位十六进制（SHA-256）。", en="A digest is a SHA-256 of 64 hexadecimal digits.")
BAD_TIMES = Text(zh="录像的结束时间应晚于开始时间。", en="A recording ends after it begins.")
NOT_HELD = Text(zh="这次成绩没有暂缓。", en="This result is not held.")
ONE_HAND = Text(
    zh="一个人不能既以考试员身份签名、又录入考生的签名：请考生本人在手机上签，或由另一名工作人员录入纸质签名。",
    en="Nobody signs as examiner and for the candidate too: the candidate signs on their own phone, or another officer "
    "enters the signature on paper.",
)
OTHER_EXAMINER = Text(
    zh="这次考试抽到的是另一名考试员，由其签名。", en="Another examiner was drawn for this test, and signs it."
)
_BEST = 100


def judge(
    *, sitting_id: UUID, score: int, edition: str, evidence_digest: str, actor: Actor, cause: str,
    deductions: Iterable[Deduction] = (), recording: RecordingGiven | None = None, at: datetime | None = None,
) -> Result:  # fmt: skip
    """Note what a test scored; whether that passes, law says. `edition` of the rules that were applied,
    `evidence_digest` is the SHA-256 of what it was scored from, `at` when it ended, now where it is not given.

    Telling the same score and digest again changes nothing; Conflict for another. Without a recording, now or later,
    a pass is withheld.
    """
    _check(score, evidence_digest)
    with transaction.atomic(savepoint=False):
        file, sitting = record.locked_sitting(sitting_id)
        if sitting.state == SittingState.JUDGED:
            first = models.Result.objects.get(sitting=sitting, number=1)
            if (first.score, first.evidence_digest) != (score, evidence_digest):
                raise Conflict(JUDGED_OTHERWISE, code="judged_otherwise")
            return queries.result_view(first)
        states.check_sitting(sitting.state, SittingState.JUDGED)
        sitting.state, sitting.ended_at = SittingState.JUDGED.value, at or clock.now()
        result = _add(file, sitting, 1, score, edition, evidence_digest, list(deductions), "", actor, cause)
        if recording is not None:
            _register(file, sitting, recording, actor, cause)
        record.settle(file, actor, cause)
        outbox.announce("sat", sitting=sitting.id)
    return queries.result_view(result)


def change_result(
    *, sitting_id: UUID, score: int, reason: str, evidence_digest: str, actor: Actor, cause: str,
    deductions: Iterable[Deduction] = (), edition: str = "",
) -> Result:  # fmt: skip
    """Put another result in place of the newest one, by hand and with a reason; both stay visible. It has to be signed
    anew. Raises Conflict where nothing is judged."""
    _check(score, evidence_digest)
    must_have_reason(reason)
    with transaction.atomic(savepoint=False):
        file, sitting = record.locked_sitting(sitting_id)
        before = _newest(sitting)
        result = _add(
            file,
            sitting,
            before.number + 1,
            score,
            edition or before.edition,
            evidence_digest,
            list(deductions),
            reason,
            actor,
            cause,
        )
        record.settle(file, actor, cause)
    return queries.result_view(result)


def sign(*, sitting_id: UUID, role: Role, method: str, digest: str, actor: Actor, cause: str) -> Result:
    """Candidate or examiner signs the newest result. `digest` is the SHA-256 of the signature. Again: nothing.

    Raises Conflict where one officer would sign for both, and for another examiner than the one that was drawn,
    NotAllowed for an examiner whose certificate does not hold.
    """
    _check(0, digest)
    if role is Role.EXAMINER:
        actor.must_be_qualified(WORK, post="exam")
    with transaction.atomic(savepoint=False):
        file, sitting = record.locked_sitting(sitting_id)
        result = _newest(sitting)
        if not models.Signature.objects.filter(result=result, role=role).exists():
            _may_sign(sitting, result, role, actor)
            said = {"sitting": sitting.id, "result": result.id, "role": role, "method": method, "digest": digest}
            entry = record.note(file, "signed", actor, cause, said)
            rows.insert(
                models.Signature(
                    result_id=result.id,
                    role=role.value,
                    signed_at=clock.now(),
                    method=method,
                    digest=digest,
                    entry=entry,
                    by=entries.code_of(actor),
                )
            )
    return queries.result_view(result)


def register_recording(*, sitting_id: UUID, recording: RecordingGiven, actor: Actor, cause: str) -> Sitting:
    """Register a recording of a sitting by its hash; a withheld pass counts from now on. Again changes nothing."""
    with transaction.atomic(savepoint=False):
        file, sitting = record.locked_sitting(sitting_id)
        _register(file, sitting, recording, actor, cause)
        record.settle(file, actor, cause)
    return queries.sitting_view(sitting, file)


def hold(*, sitting_id: UUID, why: str, actor: Actor, cause: str) -> Sitting:
    """Let a result wait until a person has looked into it: a pass does not count meanwhile. Again changes nothing."""
    with transaction.atomic(savepoint=False):
        file, sitting = record.locked_sitting(sitting_id)
        _newest(sitting)
        if not sitting.held:
            sitting.held = why
            rows.update(sitting, "held")
            record.note(file, "result_held", actor, cause, {"sitting": sitting.id, "why": why})
            record.settle(file, actor, cause)
    return queries.sitting_view(sitting, file)


def release(*, sitting_id: UUID, reason: str, actor: Actor, cause: str) -> Sitting:
    """A person has looked into it: the result counts from now on. Raises BadInput without a reason, Conflict where it
    is not held."""
    must_have_reason(reason)
    with transaction.atomic(savepoint=False):
        file, sitting = record.locked_sitting(sitting_id)
        if not sitting.held:
            raise Conflict(NOT_HELD, code="not_held")
        said = {"sitting": sitting.id, "why": sitting.held, "reason": reason.strip()}
        sitting.held = ""
        rows.update(sitting, "held")
        record.note(file, "result_released", actor, cause, said)
        record.settle(file, actor, cause)
    return queries.sitting_view(sitting, file)


def must_have_reason(reason: str) -> None:
    """Raises BadInput where no reason is given."""
    if not reason.strip():
        raise BadInput("reason", NO_REASON)


def _may_sign(sitting: models.Sitting, result: models.Result, role: Role, actor: Actor) -> None:
    if actor.kind != "staff":
        return
    theirs = models.Signature.objects.filter(result=result, by=entries.code_of(actor)).exclude(role=role)
    if book().value("exams.one_hand_signs_once", clock.today()) and theirs.exists():
        raise Conflict(ONE_HAND, code="one_hand")
    drawn = sitting.examiner if role is Role.EXAMINER else None
    if drawn is not None and drawn != outlets.get_staff(actor.label).id:
        raise Conflict(OTHER_EXAMINER, code="other_examiner")


def _newest(sitting: models.Sitting) -> models.Result:
    result = models.Result.objects.filter(sitting=sitting).order_by("-number").first()
    if result is None or sitting.state != SittingState.JUDGED:
        raise Conflict(NOT_JUDGED, code="not_judged")
    return result


def _add(
    file: models.ExamFile, sitting: models.Sitting, number: int, score: int, edition: str, digest: str,
    deductions: list[Deduction], reason: str, actor: Actor, cause: str,
) -> models.Result:  # fmt: skip
    mark = law.pass_mark(sitting.subject, file.target, sitting.on, book().at(file.region))
    result = models.Result(
        id=new_id(), sitting_id=sitting.id, number=number, score=score, passed=score >= mark, edition=edition,
        deductions=[asdict(one) for one in deductions], evidence_digest=digest, reason=reason, made_at=clock.now(),
        made_by=entries.code_of(actor),
    )  # fmt: skip
    said = {
        "sitting": sitting.id, "result": result.id, "subject": sitting.subject, "attempt": sitting.attempt,
        "score": score, "passed": result.passed, "edition": edition, "digest": digest,
    }  # fmt: skip
    if reason:
        said["reason"] = reason
    result.entry = record.note(file, "result_changed" if reason else "judged", actor, cause, said)
    rows.insert(result)
    sitting.score, sitting.passed = score, result.passed
    rows.update(sitting, "state", "ended_at", "score", "passed")
    return result


def _register(file: models.ExamFile, sitting: models.Sitting, given: RecordingGiven, actor: Actor, cause: str) -> None:
    _check(0, given.sha256)
    if given.ended_at <= given.started_at:
        raise BadInput("ended_at", BAD_TIMES)
    if models.Recording.objects.filter(sitting=sitting, sha256=given.sha256).exists():
        return
    keep_until = _keep_until(sitting.on, file.region)
    said = {"sitting": sitting.id, "sha256": given.sha256, "camera": given.camera, "keep_until": keep_until}
    entry = record.note(file, "recording_registered", actor, cause, said)
    rows.insert(
        models.Recording(
            sitting_id=sitting.id,
            sha256=given.sha256,
            reference=given.reference,
            camera=given.camera,
            started_at=given.started_at,
            ended_at=given.ended_at,
            keep_until=keep_until,
            entry=entry,
        )
    )
    sitting.recorded = True
    rows.update(sitting, "recorded")


def _keep_until(on: date, region: str) -> date:
    return add_years(on, book().value("exams.recording_years", on, region))


def _check(score: int, digest: str) -> None:
    if not 0 <= score <= _BEST:
        raise BadInput("score", NO_SCORE)
    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise BadInput("digest", BAD_HASH)
