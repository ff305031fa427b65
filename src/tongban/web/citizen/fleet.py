"""The delivery e-bikes of a firm, for whoever acts for it: plate, rider, next check. Never where a bike was read."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.core import audit, clock
from tongban.core.audit import Purpose
from tongban.people import queries as people
from tongban.registers.bikes import queries
from tongban.registers.bikes.types import Bike
from tongban.registers.vehicles import codes
from tongban.web.request import Request
from tongban.web.rights import citizen


@citizen
def fleet(request: Request) -> HttpResponse:
    """The bikes of each firm that the person acts for; their riders' names are looked at, and that is written."""
    fleets = []
    for firm in people.organisations_of(request.actor.own_person):
        bikes = queries.fleet_of(firm)
        riders = people.get_persons({one.rider for one in bikes if one.rider})
        if riders:
            audit.looks(actor=request.actor, person_ids=sorted(riders), purpose=Purpose.SERVICE, what="fleet")
        names = {one: found.name for one, found in riders.items()}
        fleets.append({"name": people.organisation_name(firm), "bikes": [_row(one, names) for one in bikes]})
    return render(
        request, "citizen/fleet.html", {"here": "vehicles", "fleets": fleets, "back_href": reverse("citizen:vehicles")}
    )


def _row(bike: Bike, names: dict[Any, str]) -> dict[str, Any]:
    due = bike.law.check_due_on
    return {
        "plate": bike.plate,
        "name": bike.name,
        "colour": codes.word("colour", bike.colour),
        "rider": names.get(bike.rider, ""),
        "check_due_on": due,
        "late": bool(due and due < clock.today()),
    }
