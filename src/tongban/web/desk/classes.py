"""On-site classes of drivers' education (现场学习): planned, signed in and out, confirmed; by three persons."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.assessment.learning import actions, classes, queries
from tongban.assessment.learning.types import KIND_NAMES, Attendee, OnSiteClass
from tongban.core import audit, clock
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

NO_TIME = Text(zh="请选择日期和时间。", en="Choose a day and a time.")
NO_PLACE = Text(zh="请填写地点。", en="Say where it is.")
BY_SUPERVISION = Text(zh="认定弄虚作假由监督岗办理。", en="Cheating is found by the post of supervision.")
BACK = timedelta(days=7)  # classes that are over stay on the list so long, to be confirmed


@staff("acceptance", "supervision")
def every(request: Request) -> HttpResponse:
    """The classes of this office, and planning one."""
    found = queries.classes(office=request.actor.office, since=clock.now() - BACK)
    rows = [{"it": one, "href": reverse("desk:class", args=[one.id])} for one in found]
    context = frame.page(request, "classes", rows=rows, values={}, now=clock.now())
    return _answer(request, "desk/classes.html", context, {"plan": lambda: _plan(request)})


@staff("acceptance", "supervision")
def one(request: Request, class_id: UUID) -> HttpResponse:
    """One class: who has a place, who came and went; confirming it."""
    found = queries.get_class(class_id)
    if found.office != request.actor.office:
        raise NotFound(queries.NO_CLASS)
    here = queries.attendees(class_id)
    audit.looks(
        actor=request.actor, person_ids=[row.person_id for row in here], purpose="service", what="on_site_class"
    )
    context = frame.page(
        request, "classes", it=found, rows=[_row(row) for row in here], values={}, over=found.ends_at <= clock.now(),
        mine=_mine(found, request.actor.label), supervises="supervision" in request.actor.posts,
    )  # fmt: skip
    acts: dict[str, Callable[[], str]] = {
        "sign_in": lambda: _sign(request, class_id, classes.sign_in),
        "sign_out": lambda: _sign(request, class_id, classes.sign_out),
        "confirm": lambda: _confirm(request, class_id),
        "fraud": lambda: _fraud(request, class_id),
    }
    return _answer(request, "desk/class.html", context, acts)


def _row(one: Attendee) -> dict[str, Any]:
    person = people.get_person(one.person_id)
    return {"who": one, "name": person.name, "identity_masked": person.identity_masked, "kind": KIND_NAMES[one.kind]}


def _mine(found: OnSiteClass, label: str) -> str:
    """In which part of the class the member of staff who looks has been: none, or the one that excludes the others."""
    return "teaches" if label == found.teacher else "checks" if label == found.checker else ""


def _plan(request: Request) -> str:
    given = request.POST
    if not given.get("place", "").strip():
        raise BadInput("place", NO_PLACE)
    planned = classes.plan(
        office=request.actor.office, place=given["place"].strip(), starts_at=_time(given, "starts_at"),
        ends_at=_time(given, "ends_at"), places=frame.whole(given, "places", classes.NO_PLACES),
        teacher=given.get("teacher", ""), activity=given.get("activity") == "1", actor=request.actor,
    )  # fmt: skip
    return reverse("desk:class", args=[planned.id])


def _time(given: Mapping[str, Any], field: str) -> datetime:
    try:
        return datetime.fromisoformat(str(given.get(field, ""))).replace(tzinfo=clock.CHINA)
    except ValueError as error:
        raise BadInput(field, NO_TIME) from error


def _sign(request: Request, class_id: UUID, verb: Callable[..., None]) -> str:
    verb(class_id=class_id, course_id=_course(request), actor=request.actor)
    return reverse("desk:class", args=[class_id])


def _confirm(request: Request, class_id: UUID) -> str:
    classes.confirm(class_id=class_id, actor=request.actor)
    return reverse("desk:class", args=[class_id])


def _fraud(request: Request, class_id: UUID) -> str:
    if "supervision" not in request.actor.posts:
        raise NotAllowed(BY_SUPERVISION)
    actions.void_for_fraud(course_id=_course(request), reason=request.POST.get("reason", ""), actor=request.actor)
    return reverse("desk:class", args=[class_id])


def _course(request: Request) -> UUID:
    try:
        return UUID(request.POST.get("course", ""))
    except ValueError as error:
        raise NotFound(classes.NOT_BOOKED) from error


def _answer(
    request: Request, template: str, context: dict[str, Any], acts: Mapping[str, Callable[[], str]]
) -> HttpResponse:
    """Do what the form says once, and show the page again where it cannot be done."""
    act = acts.get(request.POST.get("action", "")) if request.method == "POST" else None
    if act is None:
        return render(request, template, context)
    try:
        return forms.redirect_once(request, act)
    except (BadInput, Conflict, NotAllowed) as error:
        return forms.show_errors(request, template, context, error, "class")
