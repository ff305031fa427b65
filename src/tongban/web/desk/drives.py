"""Tests behind the wheel at the desk: drives of this centre, each to watch, to replay, and to conclude."""

import hashlib
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import queries as results
from tongban.assessment.exams.driving import judging, queries
from tongban.assessment.exams.types import Role
from tongban.core.actor import Actor
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.law.text import Text
from tongban.web import drives, forms
from tongban.web.desk import examiners, frame
from tongban.web.request import Request
from tongban.web.rights import staff
from tongban.web.supervisor import words

MOMENT = Text(zh="时间写成分:秒，例如 2:35。", en="Write the moment as minutes:seconds, such as 2:35.")
NO_SCORE = Text(zh="请填写 0 到 100 的分数。", en="Enter a score from 0 to 100.")
NOT_THE_CANDIDATE = Text(
    zh="看到考生本人在成绩单上签名后再勾选。", en="Tick it when you have seen the candidate sign the sheet in person."
)


@staff("exam", "supervision")
def work(request: Request) -> HttpResponse:
    """The drives of this test centre that one may see, the newest first; how many differences files left open."""
    found = queries.drives_at(request.actor)
    hidden = examiners.hidden_from(request.actor, [row.sitting for row in found])
    rows = [
        {**drives.head(row), "href": reverse("desk:drive", args=[row.id])} for row in found if row.sitting not in hidden
    ]
    still_open = sum(not one.settled for one in queries.conflicts(request.actor))
    context = frame.page(request, "drives", rows=rows, conflicts=still_open)
    return render(request, "desk/drives.html", context)


@staff("exam", "supervision")
def drive(request: Request, drive_id: UUID) -> HttpResponse:
    """One drive: replay, faults, and what an examiner does about it."""
    row = _get(request, drive_id)
    if request.method != "POST":
        frame.look(row.person, request.actor, Purpose.SUPERVISION, "drive")
        return render(request, "desk/drive.html", _page(request, row))
    try:
        return forms.redirect_once(request, lambda: _act(request, row))
    except (BadInput, Conflict) as error:
        return forms.show_errors(request, "desk/drive.html", _page(request, row), error)


@staff("exam", "supervision")
def now(request: Request, drive_id: UUID) -> HttpResponse:
    """What the car of a drive said last; the page asks every two seconds."""
    row = _get(request, drive_id)
    return render(request, "desk/drive_now.html", {"seen": drives.last_seen(row), "open": row.state == "open"})


def _get(request: Request, drive_id: UUID) -> queries.DriveRow:
    """A drive of this centre; NotFound where another examiner was drawn for it."""
    row = queries.get_drive(drive_id, request.actor)
    if examiners.hidden_from(request.actor, [row.sitting]):
        raise NotFound(queries.NO_DRIVE)
    return row


def _act(request: Request, row: queries.DriveRow) -> str:
    post, actor = request.POST, request.actor
    match post.get("action"):
        case "add":
            judging.add_item(
                drive_id=row.id, item=post.get("item", ""), at_ms=_moment(post.get("at", "")),
                reason=post.get("reason", ""), actor=actor,
            )  # fmt: skip
        case "conclude":
            judging.conclude(drive_id=row.id, actor=actor, decision=post.get("decision", ""))
        case "change":
            newest = results.results_of(row.sitting)[-1]
            exams.change_result(
                sitting_id=row.sitting, score=frame.whole(post, "score", NO_SCORE), reason=post.get("why", ""),
                evidence_digest=newest.evidence_digest, actor=actor, cause=f"drive:{row.id}",
            )  # fmt: skip
        case "sign":
            _sign(row, Role.EXAMINER, "account", actor)
        case "paper":
            if post.get("candidate") != "yes":
                raise BadInput("candidate", NOT_THE_CANDIDATE)
            _sign(row, Role.CANDIDATE, "paper", actor)
    return reverse("desk:drive", args=[row.id])


def _sign(row: queries.DriveRow, role: Role, method: str, actor: Actor) -> None:
    """One signature under the newest result: what was confirmed is its digest."""
    newest = results.results_of(row.sitting)[-1]
    said = f"{newest.id}:{newest.score}:{newest.evidence_digest}:{role}:{actor.label}"
    exams.sign(
        sitting_id=row.sitting, role=role, method=method, digest=hashlib.sha256(said.encode()).hexdigest(),
        actor=actor, cause=f"drive:{row.id}",
    )  # fmt: skip


def _moment(typed: str) -> int:
    minutes, _, seconds = typed.strip().replace("：", ":").rpartition(":")
    if not seconds.isdigit() or (minutes and not minutes.isdigit()):
        raise BadInput("at", MOMENT)
    return (int(minutes or 0) * 60 + int(seconds)) * 1000


def _page(request: Request, row: queries.DriveRow) -> dict[str, Any]:
    """A drive with the results of its sitting: the machine's first, then each change with its reason."""
    found = results.results_of(row.sitting)
    sitting = results.get_sitting(row.sitting)
    return frame.page(
        request,
        "drives",
        drive=drives.replay(row),
        state=row.state,
        results=[
            {"score": one.score, "passed": one.passed, "reason": one.reason, "at": one.made_at,
             "who": words.actor(one.made_by)}
            for one in found
        ],
        lacking={str(role) for role in found[-1].must_sign - found[-1].signed_by} if found else set(),
        recorded=sitting.recorded,
        values={},
    )  # fmt: skip
