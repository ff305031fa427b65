"""Preferences that a school hands in for a learner who lets it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.allocation.slots import preferring, queries
from tongban.core import clock
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from tongban.core.law_book import book
from tongban.services import driving_schools, driving_tests
from tongban.web import forms, sessions
from tongban.web.request import Request
from tongban.web.rights import school
from tongban.web.school.learners import page

FIELDS = ("first", "second", "third", "fourth", "fifth")
TEMPLATE = "school/preferences.html"


@school
def plan(request: Request, file_id: UUID, number: str, subjects: str) -> HttpResponse:
    """Say, or say anew, which sessions a learner prefers. NotAllowed without the learner's word."""
    found, wanted = driving_schools.learner(request.actor, file_id), subjects.replace("-", "+")
    if not found.learner.books:
        raise NotAllowed(driving_schools.NOT_LET)
    context = _page(request, found, number, wanted)
    if request.method != "POST":
        return render(request, TEMPLATE, context)
    try:
        return forms.redirect_once(request, lambda: _prefer(request, file_id, number, wanted))
    except (BadInput, Conflict, Refused) as error:
        return forms.show_errors(request, TEMPLATE, context, error, FIELDS[0])


def _prefer(request: Request, file_id: UUID, number: str, subjects: str) -> str:
    named = [value for value in (request.POST.get(field, "") for field in FIELDS) if value]
    if not all(value.isascii() and value.isdigit() for value in named):
        raise BadInput(FIELDS[0], preferring.NOT_THERE)
    driving_schools.prefer(
        plan=number, file_id=file_id, subjects=subjects, places=[int(value) for value in named],
        stands_by=request.POST.get("stands_by") == "1", actor=request.actor,
    )  # fmt: skip
    return reverse("school:learner", args=[file_id])


def _page(request: Request, found: driving_schools.Own, number: str, wanted: str) -> dict[str, Any]:
    plan = queries.get_plan(number)
    there = queries.sessions_of(number, subjects=wanted, licence_class=found.learner.target)
    if not there:
        raise NotFound(preferring.NOT_THERE)
    said = [one for one in queries.preferences_of(found.learner.person_id) if one.plan == number]
    mine = next((one for one in said if one.subjects == wanted), None)
    values: dict[str, Any] = dict(zip(FIELDS, mine.places, strict=False)) if mine else {}
    return page(
        request, "learners",
        name=found.name, subjects=driving_tests.name_of(wanted), **sessions.plan(plan),
        options=[{"value": one.place, "label": sessions.named(one)} for one in there if not one.cancelled],
        fields=[{"name": name, "place": place} for place, name in enumerate(FIELDS, 1)],
        values={**values, "stands_by": "1" if mine is None or mine.stands_by else ""},
        said=mine is not None, freed_days=book().value("slots.freed_before", clock.today()),
        back_href=reverse("school:learner", args=[found.learner.file_id]),
    )  # fmt: skip
