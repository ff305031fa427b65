"""Cheating at tests: tests that were stopped, the decision with its bar, and its correction by somebody else."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.assessment.exams import queries
from tongban.assessment.exams.types import Sitting
from tongban.core import clock, entries
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, Conflict
from tongban.law.dates import add_years
from tongban.law.names import SUBJECT_NAMES
from tongban.services import cheating
from tongban.services.cheating import Decided
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff
from tongban.web.supervisor import words


@staff("supervision")
def cheated(request: Request) -> HttpResponse:
    """Tests that were voided for misconduct: decide that it was cheating, or take such a decision back."""
    if request.method != "POST":
        return render(request, "desk/cheating.html", _page(request))
    try:
        return forms.redirect_once(request, lambda: _act(request))
    except (BadInput, Conflict) as error:
        return forms.show_errors(request, "desk/cheating.html", _page(request), error)


def _act(request: Request) -> str:
    sitting, reason = frame.identifier(request.POST.get("sitting", "")), request.POST.get("reason", "")
    act = cheating.take_back if request.POST.get("action") == "take_back" else cheating.decide
    act(sitting_id=sitting, reason=reason, actor=request.actor)
    return reverse("desk:cheating")


def _page(request: Request) -> dict[str, Any]:
    found = queries.voided(request.actor, add_years(clock.today(), -1))
    said = cheating.decided(found)
    rows = [_row(one, said.get(one.id), request) for one in found]
    return frame.page(request, "cheating", rows=rows, values={})


def _row(one: Sitting, said: Decided | None, request: Request) -> dict[str, Any]:
    person = frame.look(queries.get_file(one.file_id).person_id, request.actor, Purpose.SUPERVISION, "exam")
    return {
        "id": one.id,
        "name": person.name,
        "identity": person.identity_masked,
        "subject": SUBJECT_NAMES[one.subject],
        "on": one.on,
        "why": one.void_reason,
        "decided": said,
        "who": words.actor(said.by) if said else None,
        "mine": bool(said and said.by == entries.code_of(request.actor)),
    }
