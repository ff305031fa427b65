"""The electronic documents of one's vehicles: shown as a code, printed or kept, downloaded."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from tongban.core import clock
from tongban.core.errors import NotFound
from tongban.core.law_book import book
from tongban.documents import of_vehicles
from tongban.documents.mdoc import showcode
from tongban.documents.mdoc.unbound import BIKE
from tongban.documents.of_vehicles import VehicleDocument
from tongban.law.text import Text
from tongban.web import vehicle_documents as shown
from tongban.web.citizen import bikes
from tongban.web.citizen.vehicles import own
from tongban.web.request import Request
from tongban.web.rights import citizen

NONE = Text(
    zh="这辆车现在没有这份电子证件，可在“我的车辆”里申领。",
    en="This vehicle has no such document now; ask for it under My vehicles.",
)


@citizen
def document(request: Request, vehicle_id: UUID, kind: str) -> HttpResponse:
    """One document with its code; with `?keep=1` a code that lasts, to print or to keep as a picture."""
    found, keep = _found(request, vehicle_id, kind), bool(request.GET.get("keep"))
    here = reverse("citizen:vehicle_document", args=[vehicle_id, kind])
    context = {
        "here": "vehicles",
        "title": found.kind.title,
        "plate": shown.rows(found.kind, found.said)[0]["value"],
        "rows": shown.rows(found.kind, found.said),
        "qr": _qr(found, keep) | {"refresh_href": "" if keep else here + "code/"},
        "keep": keep,
        "keep_href": "" if keep else here + "?keep=1",
        "file_href": here + "file/",
        "back_href": (
            reverse("citizen:bikes") if found.kind is BIKE else reverse("citizen:vehicle", args=[vehicle_id])
        ),
    }
    return render(request, "citizen/vehicle_document.html", context)


@citizen
def code(request: Request, vehicle_id: UUID, kind: str) -> HttpResponse:
    """A fresh code, for the page that shows it."""
    qr = _qr(_found(request, vehicle_id, kind), keep=False)
    return render(request, "components/vehicle_code.html", {"qr": qr})


@citizen
def file(request: Request, vehicle_id: UUID, kind: str) -> HttpResponse:
    """The document itself, for checking without a network."""
    content = _found(request, vehicle_id, kind).content
    response = HttpResponse(content, content_type="application/cbor")
    response["content-disposition"] = f'attachment; filename="{kind}.mdoc"'
    return response


def _found(request: Request, vehicle_id: UUID, kind: str) -> VehicleDocument:
    """The document that stands. NotFound for anybody else's vehicle or bike, and where there is none."""
    if not bikes.is_own(request, vehicle_id):
        own(request, vehicle_id)
    found = next((one for one in of_vehicles.standing([vehicle_id])[vehicle_id] if one.kind.name == kind), None)
    if found is None or found.valid_until <= clock.now():
        raise NotFound(NONE)
    return found


def _qr(found: VehicleDocument, keep: bool) -> dict[str, Any]:
    today, rules = clock.today(), book()
    lasts = (
        timedelta(days=rules.value("display.vehicle_print_days", today))
        if keep
        else timedelta(minutes=rules.value("display.vehicle_code_minutes", today))
    )
    now = clock.now()
    return {
        "svg": mark_safe(showcode.svg(of_vehicles.code_of(found, lasts))),  # our own drawing, no input in it
        "made_at": now,
        "until": min(now + lasts, found.valid_until),
    }
