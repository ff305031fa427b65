"""What others ask me to agree to: a car that somebody sells me, a pledge, another co-owner."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import agreements as asked
from tongban.casework import answers, engine
from tongban.core import clock, plates, regions
from tongban.core.law_book import book
from tongban.law.rules import moving
from tongban.law.rules.agreement import ROLES
from tongban.law.text import Text
from tongban.registers.vehicles import queries as vehicles
from tongban.registers.vehicles.types import Moving
from tongban.services.vehicle import moving_out
from tongban.web import agreeing, shown
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import citizen

SHOWN = ("choice", "text")  # kinds of answers that others may read
OWNERSHIP = Text(
    zh="您同意后，其他条件都符合时，车辆登记的所有人按申请变更。",
    en="If you agree, the owners on record change as applied for once everything else is in order.",
)
MEANS = {
    "buyer": Text(
        zh="您同意后，其他条件都符合时，车过到您名下。",
        en="If you agree, the vehicle becomes yours once everything else is in order.",
    ),
    "co_owner": OWNERSHIP,
    "joining": Text(
        zh="您同意后，其他条件都符合时，您登记为这辆车的所有人之一。",
        en="If you agree, you become one of the registered owners once everything else is in order.",
    ),
    "mortgagee": Text(
        zh="您同意后，这项业务可以办理；抵押登记不受影响。",
        en="If you agree, this may be done; your mortgage stays as it is.",
    ),
    "pledgee": Text(
        zh="您同意后，质押备案或者解除质押备案按申请办理。",
        en="If you agree, the pledge is filed or released as applied for.",
    ),
}


@citizen
def agreements(request: Request) -> HttpResponse:
    """What waits for my answer; a POST answers one. Answering asks partners: it runs in no transaction of ours."""
    person = request.actor.own_person
    if request.method == "POST" and request.POST.get("move"):
        moving_out.confirm(
            move_id=frame.identifier(request.POST["move"]), person=person,
            agrees=request.POST.get("action") == "agree", actor=request.actor,
        )  # fmt: skip
        return HttpResponseRedirect(reverse("citizen:agreements"))
    if request.method == "POST":
        asked.answer(
            agreement=frame.identifier(request.POST.get("agreement", "")),
            person=person,
            agrees=request.POST.get("action") == "agree",
            actor=request.actor,
        )
        return HttpResponseRedirect(reverse("citizen:agreements"))
    rows = [_row(one) for one in asked.asked_of(person)]
    sales = [_sale(one) for one in moving_out.asked_of(person)]
    return render(request, "citizen/agreements.html", {"rows": rows, "sales": sales, "here": "home"})


def _sale(one: Moving) -> dict[str, Any]:
    """A sale in another city that waits for the word of whoever owns the vehicle."""
    vehicle = vehicles.get_vehicle(one.vehicle) if one.vehicle else None
    return {
        "id": one.id,
        "plate": one.plate.printed,
        "vehicle": vehicle,
        "city": regions.name(one.office),
        "buyer": f"{one.buyer[:1]}{'*' * max(1, len(one.buyer) - 1)}" if one.buyer else "",
        "answer_by": moving.answer_by(clock.day_of(one.asked_at), book()),
    }


def _row(one: asked.Asked) -> dict[str, Any]:
    vehicle = vehicles.find_vehicle(one.subject) if one.subject else None
    plate = plates.Plate(vehicle.plate_type, vehicle.plate).printed if vehicle and vehicle.plate else ""
    others = [agreeing.said(other) for other in asked.of_case(one.case_id) if other.id != one.id]
    return {
        "id": one.id,
        "service": one.service.name,
        "role": ROLES[one.role],
        "means": MEANS[one.role],
        "rows": _answers(one),
        "number": one.number,
        "plate": plate,
        "vehicle": vehicle,
        "answer_by": one.answer_by,
        "others": others,
    }


def _answers(one: asked.Asked) -> list[dict[str, Any]]:
    """What it is about, in the applicant's answers; numbers of people are nobody else's business."""
    found = engine.prepared(one.case_id)
    questions = answers.questions(one.service, found.facts, found.on, found.book)
    return [shown.answer_row(question, found.facts, "") for question in questions if question.kind in SHOWN]
