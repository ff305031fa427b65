"""My e-bikes: a card for each with its licence, its life, and what can be begun for it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import queries as cases
from tongban.law.text import Text
from tongban.registers.bikes import queries
from tongban.registers.bikes.types import Bike
from tongban.web import bikes as shown
from tongban.web.request import Request
from tongban.web.rights import citizen


@citizen
def bikes(request: Request) -> HttpResponse:
    """Every registered e-bike of the person."""
    found = queries.bikes_of(request.actor.own_person)
    context = {
        "here": "vehicles",
        "bikes": [shown.card(one) | _ways(one) for one in found],
        "back_href": reverse("citizen:vehicles"),
        "elsewhere": [
            {"name": one.name, "href": reverse("public:service", args=[one.code])}
            for one in cases.in_service("window")
            if one.about == "new_bike"
        ],
    }
    return render(request, "citizen/bikes.html", context)


def choices(for_whom: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The bikes of whom one may act for, to choose one from; `owner` is whose it is."""
    return [
        {"value": str(one.id), "label": _label(one, who), "owner": who["id"]}
        for who in for_whom
        for one in queries.bikes_of(who["id"])
    ]


def is_own(request: Request, bike_id: UUID) -> bool:
    """True for a bike of the person."""
    return any(one.id == bike_id for one in queries.bikes_of(request.actor.own_person))


def _label(bike: Bike, who: dict[str, Any]) -> Text:
    words = f"{bike.plate} {bike.name}"
    return Text(zh=f"{words}（{who['label'].zh}）", en=f"{words} ({who['label'].en})")


def _ways(bike: Bike) -> dict[str, Any]:
    """What can be begun for it here, and the way to its licence."""
    offered = [one for one in cases.in_service("online") if one.about == "bike" and one.starts_online]
    return {
        "services": [
            {"name": one.name, "href": f"{reverse('citizen:start', args=[one.code])}?vehicle={bike.id}"}
            for one in offered
        ],
        "licence_href": reverse("citizen:vehicle_document", args=[bike.id, "bike_licence"]),
    }
