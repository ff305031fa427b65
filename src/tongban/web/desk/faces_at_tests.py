"""Faces at tests that no engine has decided: both pictures side by side, and a person says who it is."""

import base64
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import likeness, queries
from tongban.assessment.exams.types import Sitting
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.law.names import SUBJECT_NAMES
from tongban.law.text import Text
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

MOMENTS = {
    "entry": Text(zh="入场", en="at entry"),
    "during": Text(zh="考试中", en="during the test"),
    "end": Text(zh="离场", en="at its end"),
}
SHOWN = 10  # each look at two pictures is written down: no more than somebody will decide now


@staff("supervision")
def faces(request: Request) -> HttpResponse:
    """The oldest comparisons that wait; the same or another person, the latter with a reason."""
    waiting = likeness.waiting(request.actor, SHOWN)
    held = [_held(one, request) for one in queries.held_results(request.actor, SHOWN)]
    context = frame.page(request, "test_faces", rows=[_row(one, request) for one in waiting], held=held, values={})
    if request.method != "POST":
        return render(request, "desk/test_faces.html", context)
    try:
        return forms.redirect_once(request, lambda: _decide(request))
    except (BadInput, Conflict) as error:
        return forms.show_errors(request, "desk/test_faces.html", context, error)


def _row(one: likeness.FaceCheckView, request: Request) -> dict[str, object]:
    both = likeness.pictures(one.id, request.actor)
    return {
        "id": one.id,
        "subject": SUBJECT_NAMES[one.subject],
        "moment": MOMENTS[one.moment],
        "taken_at": one.taken_at,
        "taken": _drawn(both.taken),
        "on_file": _drawn(both.on_file),
    }


def _held(one: Sitting, request: Request) -> dict[str, object]:
    """A result that waits, because the check in the middle of its test was missed or said otherwise."""
    person = frame.look(queries.get_file(one.file_id).person_id, request.actor, Purpose.IDENTITY_CHECK, "exam")
    return {
        "id": one.id,
        "name": person.name,
        "identity": person.identity_masked,
        "subject": SUBJECT_NAMES[one.subject],
        "on": one.on,
        "score": one.score,
        "href": reverse("desk:theory_session", args=[one.session_id]),
    }


def _drawn(jpeg: bytes | None) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}" if jpeg else ""


def _decide(request: Request) -> str:
    reason = request.POST.get("reason", "")
    if request.POST.get("action") in ("release", "void"):
        held, actor = frame.identifier(request.POST.get("sitting", "")), request.actor
        if request.POST["action"] == "release":
            exams.release(sitting_id=held, reason=reason, actor=actor, cause=f"sitting:{held}")
        else:
            exams.void(sitting_id=held, reason=reason, counts=True, actor=actor, cause=f"sitting:{held}")
        return reverse("desk:test_faces")
    try:
        check_id = UUID(request.POST.get("check", ""))
    except ValueError as error:
        raise NotFound(likeness.NO_CHECK) from error
    same = request.POST.get("action") == "same"
    likeness.decide(check_id=check_id, same=same, reason=reason, actor=request.actor)
    return reverse("desk:test_faces")
