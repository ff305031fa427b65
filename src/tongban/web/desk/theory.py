"""Theory tests at the examiner's tablet: who sits where, how far, what was noticed; and what an examiner does."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import queries as exam_queries
from tongban.assessment.exams import states
from tongban.assessment.exams.theory import actions, identity, queries
from tongban.assessment.exams.theory.types import Noticed
from tongban.assessment.exams.types import RecordingGiven, Result, Role, Sitting, SittingState
from tongban.core import clock
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, TongbanError
from tongban.law.names import SUBJECT_NAMES
from tongban.law.text import Text
from tongban.web import forms
from tongban.web.desk import examiners, frame
from tongban.web.request import Request
from tongban.web.rights import staff

FOUND = {
    Noticed.TAKEN_OVER: Text(zh="换了机器", en="another computer took over"),
    Noticed.LEFT_PAGE: Text(zh="离开过页面", en="the page was left"),
    Noticed.LINE_CUT: Text(zh="断过线", en="the line was cut"),
    Noticed.TOO_FAST: Text(zh="作答过快", en="answered very fast"),
    Noticed.TIME_GIVEN: Text(zh="补了时间", en="time was given back"),
    Noticed.IDENTITY_MISSED: Text(zh="中途身份核验没有做", en="the check of identity was missed"),
    Noticed.IDENTITY_OPEN: Text(zh="中途身份核验待人工判断", en="the check of identity waits for a person"),
    Noticed.ANOTHER_PERSON: Text(zh="考试员认为不是本人", en="the examiner saw another person"),
}
CODE = Text(zh="口令 {code}，只能用一次", en="The code is {code}; it works once")
DONE = {
    "papers": Text(zh="试卷已经抽好。", en="The papers are drawn."),
    "sign": Text(zh="已签名。", en="Signed."),
    "record": Text(zh="录像已登记。", en="The recording is registered."),
}
TO_SIT = (SittingState.EXPECTED, SittingState.PRESENT)
NO_NUMBER = Text(zh="请填秒数。", en="Enter seconds.")


@staff("exam", "supervision")
def tests(request: Request) -> HttpResponse:
    """The sessions of today."""
    found = [one for one in exam_queries.sessions_on(clock.today()) if one.subject in actions.THEORY]
    rows = [{"session": one, "subject": SUBJECT_NAMES[one.subject]} for one in found]
    return render(request, "desk/theory_tests.html", frame.page(request, "theory", rows=rows))


@staff("exam", "supervision")
def test_session(request: Request, session_id: UUID) -> HttpResponse:
    """One session: its candidates by desk, and what is to be done for each."""
    context = _page(request, session_id)
    if request.method != "POST":
        return render(request, "desk/theory_session.html", context)
    try:
        said = _act(request, session_id)
    except TongbanError as error:
        return forms.show_errors(request, "desk/theory_session.html", context, error)
    if said is not None:
        messages.success(request, said.in_language(request.LANGUAGE_CODE))
    return HttpResponseRedirect(request.path)


def _act(request: Request, session_id: UUID) -> Text | None:
    """What was pressed; for the whole session, or for the sitting it names."""
    doing, actor, cause = request.POST.get("do", ""), request.actor, f"session:{session_id}"
    if doing == "papers":
        actions.set_papers(session_id=session_id, actor=actor, cause=cause)
        return DONE[doing]
    mine = _sittings(request, session_id)
    if doing in ("sign", "record"):
        judged = [one for one in mine.values() if one.state is SittingState.JUDGED]
        (_sign if doing == "sign" else _record)(request, judged, cause)
        return DONE[doing]
    wanted = _id(request.POST.get("sitting", ""))
    sitting = mine.get(wanted) if wanted else None
    return _for_one(request, doing, sitting, cause) if sitting else None


def _sittings(request: Request, session_id: UUID) -> dict[UUID, Sitting]:
    """The theory tests of a session that one may see: not those for which another examiner was drawn."""
    found = {one.id: one for one in exam_queries.sittings_at(session_id) if one.subject in actions.THEORY}
    hidden = examiners.hidden_from(request.actor, found)
    return {key: one for key, one in found.items() if key not in hidden}


def _for_one(request: Request, doing: str, sitting: Sitting, cause: str) -> Text | None:
    given: dict[str, Any] = {"sitting_id": sitting.id, "actor": request.actor, "cause": cause}
    if doing == "admit":
        return CODE.fill(code=actions.admit(**given))
    verbs: dict[str, Callable[[], object]] = {
        "present": lambda: exams.check_in(**given),
        "absent": lambda: exams.absent(**given),
        "time": lambda: actions.give_time(
            seconds=frame.whole(request.POST, "seconds", NO_NUMBER), reason=request.POST.get("reason", ""), **given
        ),
        "end": lambda: actions.end(why="examiner", **given),
        "same": lambda: identity.compared(same=True, reason="", **given),
        "other": lambda: identity.compared(same=False, reason=request.POST.get("other_reason", ""), **given),
        "stop": lambda: actions.stop(reason=request.POST.get("reason", ""), **given),
    }
    if doing in verbs:
        verbs[doing]()
    return None


def _sign(request: Request, judged: list[Sitting], cause: str) -> None:
    """The examiner signs every result of the session that is not signed yet."""
    for newest in _unsigned(judged):
        digest = sha256(f"{newest.id}:{newest.score}:{request.actor.label}".encode()).hexdigest()
        exams.sign(
            sitting_id=newest.sitting_id, role=Role.EXAMINER, method="account", digest=digest, actor=request.actor,
            cause=cause,
        )  # fmt: skip


def _unsigned(sittings: list[Sitting]) -> list[Result]:
    """The newest results that no examiner has signed."""
    judged = [exam_queries.results_of(one.id)[-1] for one in sittings if one.state is SittingState.JUDGED]
    return [one for one in judged if Role.EXAMINER not in one.signed_by]


def _record(request: Request, judged: list[Sitting], cause: str) -> None:
    """One recording of the room serves every candidate of the session."""
    began = min((one.started_at for one in judged if one.started_at), default=clock.now() - timedelta(seconds=1))
    given = RecordingGiven(
        reference=request.POST.get("recording", "").strip()[:200],
        sha256=request.POST.get("recording_sha256", "").lower(), camera="hall", started_at=began,
        ended_at=max((one.ended_at for one in judged if one.ended_at), default=clock.now()),
    )  # fmt: skip
    if not given.reference:
        raise BadInput("recording", Text(zh="请填录像编号。", en="Enter the number of the recording."))
    for one in judged:
        exams.register_recording(sitting_id=one.id, recording=given, actor=request.actor, cause=cause)


def _page(request: Request, session_id: UUID) -> dict[str, Any]:
    sittings = sorted(_sittings(request, session_id).values(), key=lambda one: (one.desk, str(one.id)))
    desks = queries.desks_of(session_id)
    seed, checks = queries.seed_of(session_id), identity.checks_of(one.id for one in sittings)
    rows = []
    for one in sittings:
        person = frame.look(exam_queries.get_file(one.file_id).person_id, request.actor, Purpose.SERVICE, "exam")
        desk = desks.get(one.id)
        rows.append({
            "sitting": one, "person": person, "state": states.SITTING_WORDS[one.state],
            "paper": desk.paper if desk else None, "minutes_left": _left(desk),
            "check": checks.get(one.id),
            "findings": [{"word": FOUND[found.kind], "said": found.said} for found in desk.findings] if desk else [],
        })  # fmt: skip
    return frame.page(
        request, "theory", rows=rows, subject=SUBJECT_NAMES.get(sittings[0].subject) if sittings else None,
        commitment=seed[0] if seed else "", values=request.POST,
        lacking=sum(one.id not in desks and one.state in TO_SIT for one in sittings),
        judged=sum(one.state is SittingState.JUDGED for one in sittings), unsigned=len(_unsigned(sittings)),
        back_href=reverse("desk:theory"),
    )  # fmt: skip


def _left(desk: queries.Desk | None) -> int | None:
    if desk is None or desk.paper.ends_at is None or desk.paper.ended_at is not None:
        return None
    return max(0, int((desk.paper.ends_at - clock.now()).total_seconds() // 60))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
