"""A vehicle at the desk: its card, its whole life, the papers and pages of its file; and beginning a service for it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import opening, subjects
from tongban.casework import queries as cases
from tongban.core.actor import WORK, Actor
from tongban.core.audit import Purpose
from tongban.core.errors import NotFound
from tongban.law.text import Text
from tongban.registers.vehicles import codes, queries
from tongban.web import vehicles as shown
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

NO_SUCH = Text(zh="没有这辆车的档案。", en="There is no such vehicle file.")
PAPERS = {
    "licence": Text(zh="行驶证", en="Vehicle licence"),
    "certificate": Text(zh="登记证书", en="Registration certificate"),
}


@staff("acceptance", "consultation", "review")
def vehicle(request: Request, vehicle_id: UUID) -> HttpResponse:
    """Everything about one vehicle; it is a look at each owner who is a person."""
    found = queries.find_vehicle(vehicle_id)
    if found is None:
        raise NotFound(NO_SUCH)
    owners = [
        frame.head(frame.look(owner.id, request.actor, Purpose.SERVICE, "vehicle"))
        for owner in found.owners
        if owner.kind == "person"
    ]
    context = frame.page(
        request,
        "search",
        vehicle=shown.card(found),
        owners=owners,
        life=shown.life(found.id),
        error_href=reverse("desk:found_error", args=[found.id]) if opening.POST in request.actor.posts else "",
        papers=[{"name": PAPERS[one.kind], "paper": one} for one in queries.papers_of(found.id)],
        pages=[{"name": codes.word("page", one.kind), "page": one} for one in queries.pages_of(found.id)],
    )
    return render(request, "desk/vehicle.html", context)


def to_register(actor: Actor) -> list[dict[str, Any]]:
    """What this clerk may begin for a vehicle or bike that is not registered yet."""
    return [
        {"code": one.code, "name": one.name}
        for one in cases.in_service("window")
        if one.opens_file and actor.may(WORK, one.code, actor.office)
    ]


def of_person(person_id: UUID, actor: Actor) -> list[dict[str, Any]]:
    """The vehicles of a person for their page at the desk, each with what this clerk may begin for it."""
    doable = [
        one for one in cases.in_service("window") if one.about == "vehicle" and actor.may(WORK, one.code, actor.office)
    ]
    return [
        {
            **shown.card(found),
            "href": reverse("desk:vehicle", args=[found.id]),
            "doable": [{"code": one.code, "name": one.name} for one in doable],
        }
        for found in subjects.of_applicant(person_id)
    ]
