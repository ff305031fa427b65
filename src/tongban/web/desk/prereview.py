"""Pre-review: a guide checks before the person takes a ticket, and prints one complete notice (一次性告知)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from tongban.casework import actions, engine, queries
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.web import forms, shown
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

CHOOSE = Text(zh="请选择业务。", en="Choose the service.")


@staff("acceptance", "consultation")
def prereview(request: Request) -> HttpResponse:
    """Gather the evidence of a draft and say what law answers; nothing is submitted.

    The draft stays for the window, which finds everything gathered.
    """
    context = frame.page(
        request,
        "prereview",
        values=request.POST,
        services=[
            {"value": one.code, "label": one.name}
            for one in queries.in_service("window")
            if one.about == "driver" and not one.origin_only_office
        ],
        result=None,
    )
    if request.method == "POST":
        try:
            context["result"] = _result(request.POST.get("number", ""), request.POST.get("service", ""), request)
        except BadInput as error:
            return forms.show_errors(request, "desk/prereview.html", context, error)
    return render(request, "desk/prereview.html", context)


def _result(number: str, service: str, request: Request) -> dict[str, Any]:
    actor: Actor = request.actor
    if not service:
        raise BadInput("service", CHOOSE)
    person_id = frame.find_person(number, actor) if number.strip() else None
    if person_id is None:
        raise BadInput("number", frame.NOBODY)
    case = actions.start(
        service=service, applicant=person_id, actor=actor, office=actor.office, language=request.LANGUAGE_CODE
    )
    seen = frame.look(person_id, actor, Purpose.ENQUIRY, "case", case.id)
    found = engine.prepare(case.id)
    chosen = actions.get_service(service)
    return {
        "person": frame.head(seen),
        "service": chosen.name,
        "ready": found.verdict.allowed,
        "verdict": found.verdict,
        "evidence": shown.evidence(chosen, found),
        "made_at": clock.now(),
        "office": outlets.get_outlet(actor.office).name,
    }
