"""What others ask me to agree to: a car that somebody sells me."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import agreements as asked
from tongban.core import plates
from tongban.registers.vehicles import queries as vehicles
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import citizen


@citizen
def agreements(request: Request) -> HttpResponse:
    """What waits for my answer; a POST answers one. Answering asks partners: it runs in no transaction of ours."""
    person = request.actor.own_person
    if request.method == "POST":
        asked.answer(
            agreement=frame.identifier(request.POST.get("agreement", "")),
            person=person,
            agrees=request.POST.get("action") == "agree",
            actor=request.actor,
        )
        return HttpResponseRedirect(reverse("citizen:agreements"))
    rows = [_row(one) for one in asked.asked_of(person)]
    return render(request, "citizen/agreements.html", {"rows": rows, "here": "home"})


def _row(one: asked.Asked) -> dict[str, Any]:
    vehicle = vehicles.find_vehicle(one.subject) if one.subject else None
    plate = plates.Plate(vehicle.plate_type, vehicle.plate).printed if vehicle and vehicle.plate else ""
    return {"id": one.id, "service": one.service.name, "number": one.number, "plate": plate, "vehicle": vehicle}
