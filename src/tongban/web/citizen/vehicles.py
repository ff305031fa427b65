"""My vehicles: a card for each, and the whole life of one."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import queries as cases
from tongban.casework import subjects
from tongban.casework.catalogue import Service
from tongban.core import clock
from tongban.core.errors import NotFound
from tongban.core.plates import Plate
from tongban.documents import of_vehicles
from tongban.documents.of_vehicles import VehicleDocument
from tongban.documents.plates import queries as plates_of
from tongban.documents.plates.types import SetView
from tongban.documents.temporary import queries as temporary
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.crossing import queries as crossing
from tongban.registers.vehicles import queries
from tongban.registers.vehicles.types import Vehicle
from tongban.web import crossing as crossing_words
from tongban.web import plates
from tongban.web import temporary as words
from tongban.web import vehicles as shown
from tongban.web.request import Request
from tongban.web.rights import citizen

ABROAD = "abroad"
NOT_YOURS = Text(zh="没有查到您名下的这辆车。", en="We have no such vehicle of yours on record.")


@citizen
def vehicles(request: Request) -> HttpResponse:
    """Every vehicle of the person, with what is due, its documents, and what its state stands in the way of."""
    found = subjects.of_applicant(request.actor.own_person)
    new = [one for one in cases.in_service("online") if one.about == "new_vehicle" and one.starts_online]
    off = queries.unlinked([one.id for one in found], request.actor.own_person)
    documents = of_vehicles.standing([one.id for one in found])
    made = plates_of.being_made([one.id for one in found])
    context = {
        "here": "vehicles",
        "acts": bool(people.organisations_of(request.actor.own_person)),
        "off": [{"plate": one.plate or one.vin, "name": one.name} | _ways(one) for one in found if one.id in off],
        "temporary": [
            words.row(one) | {"href": reverse("citizen:temporary_plate", args=[one.id])}
            for one in temporary.of_person(request.actor.own_person)
        ],
        "abroad": [
            crossing_words.row(one) | {"href": reverse("citizen:clearance", args=[one.id])}
            for one in crossing.of_person(request.actor.own_person)
        ],
        "new": [_way(one) for one in new if one.situation != ABROAD],
        "new_abroad": [_way(one) for one in new if one.situation == ABROAD],
        "vehicles": [
            shown.card(one) | _ways(one) | _documents(one, documents[one.id]) | _plates(one, made)
            for one in found
            if one.id not in off
        ],
    }
    return render(request, "citizen/vehicles.html", context)


@citizen
def vehicle(request: Request, vehicle_id: UUID) -> HttpResponse:
    """One vehicle and its whole life. NotFound for anybody else's."""
    found = own(request, vehicle_id)
    documents = of_vehicles.standing([found.id])[found.id]
    context = {
        "here": "vehicles",
        "vehicle": shown.card(found)
        | _ways(found)
        | _documents(found, documents)
        | _plates(found, plates_of.being_made([found.id])),
        "life": shown.life(found.id),
        "back_href": reverse("citizen:vehicles"),
    }
    return render(request, "citizen/vehicle.html", context)


def own(request: Request, vehicle_id: UUID) -> Vehicle:
    """A vehicle of the person, or of an organisation they act for. NotFound for anybody else's."""
    found = subjects.find_for(request.actor.own_person, vehicle_id)
    if found is None:
        raise NotFound(NOT_YOURS)
    return found


def choices(for_whom: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The vehicles of whom one may act for, to choose one from; `owner` is whose it is."""
    return [
        {"value": str(one.id), "label": _label(one, who), "owner": who["id"]}
        for who in for_whom
        for one in subjects.of_applicant(who["id"])
    ]


def _label(vehicle: Vehicle, who: dict[str, Any]) -> Text:
    plate = Plate(vehicle.plate_type, vehicle.plate).printed if vehicle.plate else vehicle.vin
    return Text(zh=f"{plate} {vehicle.name}（{who['label'].zh}）", en=f"{plate} {vehicle.name} ({who['label'].en})")


def _documents(vehicle: Vehicle, documents: list[VehicleDocument]) -> dict[str, Any]:
    """Its electronic documents, each with the way to show it."""
    return {
        "documents": [
            {
                "name": one.kind.title,
                "until": clock.day_of(one.valid_until),
                "href": reverse("citizen:vehicle_document", args=[vehicle.id, one.kind.name]),
            }
            for one in documents
            if one.valid_until > clock.now()
        ]
    }


def _plates(vehicle: Vehicle, made: dict[UUID, SetView]) -> dict[str, Any]:
    """Its plates, while they are on their way."""
    return {"made": plates.way_of(made[vehicle.id]) if vehicle.id in made else None}


def _ways(vehicle: Vehicle) -> dict[str, Any]:
    """What can be begun for it here, and the way to its life."""
    offered = [one for one in cases.in_service("online") if one.about == "vehicle" and one.starts_online]
    return {
        "href": reverse("citizen:vehicle", args=[vehicle.id]),
        "services": [
            {"name": one.name, "href": f"{reverse('citizen:start', args=[one.code])}?vehicle={vehicle.id}"}
            for one in offered
        ],
    }


def _way(service: Service) -> dict[str, Any]:
    """The way to a service that is about no vehicle yet."""
    return {"name": service.name, "href": reverse("citizen:start", args=[service.code])}
