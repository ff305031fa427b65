"""Faces at tests that no engine has decided: both pictures side by side, and a person says who it is."""

import base64
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.assessment.exams import likeness
from tongban.core.errors import BadInput, NotFound
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
    context = frame.page(request, "test_faces", rows=[_row(one, request) for one in waiting], values={})
    if request.method != "POST":
        return render(request, "desk/test_faces.html", context)
    try:
        return forms.redirect_once(request, lambda: _decide(request))
    except BadInput as error:
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


def _drawn(jpeg: bytes | None) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}" if jpeg else ""


def _decide(request: Request) -> str:
    try:
        check_id = UUID(request.POST.get("check", ""))
    except ValueError as error:
        raise NotFound(likeness.NO_CHECK) from error
    same = request.POST.get("action") == "same"
    likeness.decide(check_id=check_id, same=same, reason=request.POST.get("reason", ""), actor=request.actor)
    return reverse("desk:test_faces")
