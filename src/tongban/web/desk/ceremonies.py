"""Oath and licence (领证宣誓): who is asked, who came, was taught, has sworn; the licence that follows, or why not."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.assessment.exams import ceremonies, queries
from tongban.assessment.exams.types import FileState, Invited
from tongban.core import audit, clock
from tongban.core.errors import BadInput, NotFound, Refused, Unavailable
from tongban.core.law_book import book
from tongban.documents.types import OutOfBlanks
from tongban.law.names import class_text
from tongban.law.rules import exams as law
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.services.driver import first_card
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

NO_TIME = Text(zh="请选择日期和时间。", en="Choose a day and a time.")
NO_PLACE = Text(zh="请填写地点。", en="Say where it is.")
POST = "acceptance"


@staff(POST)
def every(request: Request) -> HttpResponse:
    """The ceremonies of this office, and planning one."""
    found = ceremonies.ceremonies(request.actor.office)
    rows = [{"ceremony": one, "href": reverse("desk:ceremony", args=[one.id])} for one in found]
    context = frame.page(request, "ceremonies", rows=rows, values={})
    return _answer(request, "desk/ceremonies.html", context, {"plan": _plan})


@staff(POST)
def ceremony(request: Request, ceremony_id: UUID) -> HttpResponse:
    """One ceremony: arrival, education, oath of each; the licence or every reason why it is not there yet."""
    found = ceremonies.get_ceremony(ceremony_id)
    if found.office != request.actor.office:
        raise NotFound(ceremonies.NO_CEREMONY)
    asked = ceremonies.invited_to(ceremony_id)
    audit.looks(
        actor=request.actor, person_ids=[one.person_id for one in asked], purpose="service", what="oath_ceremony"
    )
    context = frame.page(
        request, "ceremonies", ceremony=found, rows=[_row(one) for one in asked], values={},
        minutes=book().value("exams.education_minutes", clock.today()),
    )  # fmt: skip
    acts = {name: _about(ceremony_id, act) for name, act in ACTS.items()}
    return _answer(request, "desk/ceremony.html", context, acts)


def _row(one: Invited) -> dict[str, Any]:
    facts = None if one.state is FileState.LICENSED else first_card.facts_of(queries.get_file(one.file_id))
    reasons = law.may_issue(facts, clock.today(), book()).reasons if facts else ()
    return {
        "file_id": one.file_id,
        "name": people.get_person(one.person_id).name,
        "target": class_text([one.target]),
        "came_at": one.came_at,
        "minutes": one.educated_minutes,
        "sworn_at": one.sworn_at,
        "licensed_at": one.licensed_at,
        "reasons": [reason.sentence for reason in reasons],
    }


def _plan(request: Request) -> str:
    given = request.POST
    if not given.get("place", "").strip():
        raise BadInput("place", NO_PLACE)
    try:
        at = datetime.fromisoformat(given.get("starts_at", "")).replace(tzinfo=clock.CHINA)
    except ValueError as error:
        raise BadInput("starts_at", NO_TIME) from error
    planned = ceremonies.plan(
        office=request.actor.office, place=given["place"].strip(), starts_at=at, actor=request.actor
    )
    return reverse("desk:ceremony", args=[planned.id])


def _attend(request: Request, ceremony_id: UUID, file_id: UUID) -> None:
    ceremonies.attend(file_id=file_id, ceremony_id=ceremony_id, actor=request.actor, cause="ceremony")


def _teach(request: Request, ceremony_id: UUID, file_id: UUID) -> None:
    text = request.POST.get("minutes", "")
    if not text.isdecimal():
        raise BadInput("minutes", ceremonies.NO_MINUTES)
    ceremonies.teach(file_id=file_id, ceremony_id=ceremony_id, minutes=int(text), actor=request.actor, cause="ceremony")


def _swear(request: Request, ceremony_id: UUID, file_id: UUID) -> None:
    ceremonies.swear(file_id=file_id, ceremony_id=ceremony_id, actor=request.actor, cause="ceremony")


def _issue(request: Request, ceremony_id: UUID, file_id: UUID) -> None:
    """Try again what the worker could not do: the reasons are on the page."""
    try:
        first_card.issue(file_id=file_id, actor=request.actor)
    except (Refused, Unavailable, OutOfBlanks) as error:
        raise BadInput("issue", error.message) from error


ACTS: Mapping[str, Callable[[Request, UUID, UUID], None]] = {
    "attend": _attend,
    "teach": _teach,
    "swear": _swear,
    "issue": _issue,
}


def _about(ceremony_id: UUID, act: Callable[[Request, UUID, UUID], None]) -> Callable[[Request], str]:
    def done(request: Request) -> str:
        try:
            file_id = UUID(request.POST.get("file", ""))
        except ValueError as error:
            raise NotFound(ceremonies.NOT_INVITED) from error
        act(request, ceremony_id, file_id)
        return reverse("desk:ceremony", args=[ceremony_id])

    return done


def _answer(
    request: Request, template: str, context: dict[str, Any], acts: Mapping[str, Callable[[Request], str]]
) -> HttpResponse:
    """Do what the form says once, and show the page again where it cannot be done."""
    act = acts.get(request.POST.get("action", "")) if request.method == "POST" else None
    if act is None:
        return render(request, template, context)
    try:
        return forms.redirect_once(request, lambda: act(request))
    except BadInput as error:
        return forms.show_errors(request, template, context, error)
