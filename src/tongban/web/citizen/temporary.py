"""One's temporary plates: how many days are left, the code on the phone, the sheets to print."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from tongban.core import clock
from tongban.core.errors import NotFound
from tongban.core.law_book import book
from tongban.documents import fonts, of_vehicles
from tongban.documents.mdoc import showcode
from tongban.documents.of_vehicles import VehicleDocument
from tongban.documents.pdf.sheets import TemporarySheet, sheets_pdf
from tongban.documents.temporary import queries
from tongban.documents.temporary.types import TemporaryView
from tongban.law.text import Text
from tongban.web import temporary as words
from tongban.web import vehicle_documents as shown
from tongban.web.request import Request
from tongban.web.rights import citizen

NOT_READY = Text(
    zh="这副临时号牌现在没有电子凭证：还没有生成，或者已经作废。",
    en="This plate has no electronic one now: it is being made, or is void.",
)


@citizen
def plate(request: Request, plate_id: UUID) -> HttpResponse:
    """A plate with its code for showing."""
    found = own(request, plate_id)
    document = _document(found)
    here = reverse("citizen:temporary_plate", args=[plate_id])
    context = {
        "here": "vehicles",
        "title": document.kind.title,
        "plate": words.printed(found.number),
        "rows": [*shown.rows(document.kind, document.said), *words.left(found)],
        "qr": qr(document) | {"refresh_href": here + "code/"},
        "keep": False,
        "keep_href": "",
        "print_href": here + "sheets.pdf",
        "file_href": here + "file/",
        "back_href": reverse("citizen:vehicles"),
    }
    return render(request, "citizen/vehicle_document.html", context)


@citizen
def code(request: Request, plate_id: UUID) -> HttpResponse:
    """A fresh code, for the page that shows it."""
    found = own(request, plate_id)
    return render(request, "components/vehicle_code.html", {"qr": qr(_document(found))})


@citizen
def file(request: Request, plate_id: UUID) -> HttpResponse:
    """The credential itself, for checking without a network."""
    response = HttpResponse(_document(own(request, plate_id)).content, content_type="application/cbor")
    response["content-disposition"] = 'attachment; filename="temporary_plate.mdoc"'
    return response


@citizen
def sheets(request: Request, plate_id: UUID) -> HttpResponse:
    """The sheets to print: one for each window, with a code that is good as long as the plate."""
    found = own(request, plate_id)
    document = _document(found)
    paper = TemporarySheet(
        number=words.printed(found.number),
        title=document.kind.title,
        area=shown.AREAS[found.area],
        cross_area=found.area != "in_area",
        rows=tuple((row["label"], words.text(row["value"])) for row in shown.rows(document.kind, document.said)[2:]),
        until=found.holds_until,
        places=words.places(found.sheets),
        code=of_vehicles.code_of(document, document.valid_until - clock.now()),
        made_at=clock.now(),
    )
    content = sheets_pdf(paper, language=request.LANGUAGE_CODE, font_paths=fonts.find(settings.HOME))
    return HttpResponse(content, content_type="application/pdf")


def own(request: Request, plate_id: UUID) -> TemporaryView:
    """A plate of the person. NotFound for anybody else's."""
    found = queries.get(plate_id)
    if found.person != request.actor.own_person:
        raise NotFound(queries.NO_PLATE)
    return found


def _document(found: TemporaryView) -> VehicleDocument:
    standing = of_vehicles.standing([found.id])[found.id]
    if not standing or standing[0].valid_until <= clock.now():
        raise NotFound(NOT_READY)
    return standing[0]


def qr(document: VehicleDocument) -> dict[str, Any]:
    """The code of a document, good for minutes."""
    now = clock.now()
    lasts = timedelta(minutes=book().value("display.vehicle_code_minutes", clock.today()))
    return {
        "svg": mark_safe(showcode.svg(of_vehicles.code_of(document, lasts))),  # our own drawing, no input in it
        "made_at": now,
        "until": min(now + lasts, document.valid_until),
    }
