"""One's clearances for vehicles from Macau and Hong Kong: the plate on the phone, and how many days are left."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.core import clock
from tongban.core.errors import NotFound
from tongban.documents import of_vehicles
from tongban.documents.of_vehicles import VehicleDocument
from tongban.law.text import Text
from tongban.registers.crossing import queries
from tongban.registers.crossing.types import ClearanceView
from tongban.web import crossing as words
from tongban.web import vehicle_documents as shown
from tongban.web.citizen import temporary
from tongban.web.request import Request
from tongban.web.rights import citizen

DAYS = Text(zh="停留天数", en="Days")


@citizen
def clearance(request: Request, clearance_id: UUID) -> HttpResponse:
    """Plate and licence with the code for the port."""
    found = _own(request, clearance_id)
    document = _document(found)
    here = reverse("citizen:clearance", args=[clearance_id])
    context = {
        "here": "vehicles",
        "title": document.kind.title,
        "rows": [
            *shown.rows(document.kind, document.said),
            *({"label": DAYS, "value": day} for day in words.row(found)["days"]),
        ],
        "qr": temporary.qr(document) | {"refresh_href": here + "code/"},
        "keep": False,
        "keep_href": "",
        "file_href": here + "file/",
        "back_href": reverse("citizen:vehicles"),
    }
    return render(request, "citizen/vehicle_document.html", context)


@citizen
def code(request: Request, clearance_id: UUID) -> HttpResponse:
    """A fresh code, for the page that shows it."""
    qr = temporary.qr(_document(_own(request, clearance_id)))
    return render(request, "components/vehicle_code.html", {"qr": qr})


@citizen
def file(request: Request, clearance_id: UUID) -> HttpResponse:
    """The credential itself, for checking at the port without a network."""
    response = HttpResponse(_document(_own(request, clearance_id)).content, content_type="application/cbor")
    response["content-disposition"] = 'attachment; filename="entry_clearance.mdoc"'
    return response


def _own(request: Request, clearance_id: UUID) -> ClearanceView:
    found = queries.get(clearance_id)
    if found.person != request.actor.own_person:
        raise NotFound(queries.NO_CLEARANCE)
    return found


def _document(found: ClearanceView) -> VehicleDocument:
    standing = of_vehicles.standing([found.id])[found.id]
    if not standing or standing[0].valid_until <= clock.now():
        raise NotFound(temporary.NOT_READY)
    return standing[0]
