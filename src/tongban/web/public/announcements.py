"""Public announcements (公告): licence classes and papers of vehicles announced void, by number. No person is named:
the file number says which licence it is, the plate number which vehicle."""

import unicodedata
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import queries
from tongban.casework.queries import Announcement
from tongban.core.errors import NotFound
from tongban.law import names
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.registers.drivers import queries as drivers
from tongban.registers.vehicles import queries as vehicles
from tongban.web import forms
from tongban.web.rights import public

NONE = Text(
    zh="没有这条公告。它可能已经撤下，请核对公告编号或档案编号。",
    en="There is no such announcement. It may have been taken down: check the number.",
)


@public
def announcements(request: HttpRequest) -> HttpResponse:
    """What was announced, newest first, and a search by the number of the announcement or of the licence's file."""
    typed = request.GET.get("q", "")
    context = _page(request.GET.get("page", "1")) | {"values": {"q": typed}}
    if not typed.strip():
        return render(request, "public/announcements.html", context)
    found = _found(typed)
    if found is None:
        wrong = {"errors": {"q": NONE}, "error_summary": [{"field": "q", "message": NONE}]}
        return render(request, "public/announcements.html", context | wrong, status=NotFound.status)
    return HttpResponseRedirect(reverse("public:announcement", args=[found.number]))


def _found(typed: str) -> Announcement | None:
    """The announcement that its own number or that of the licence's file leads to."""
    number = "".join(unicodedata.normalize("NFKC", typed).split())
    driver = drivers.find_by_file_number(number)
    return queries.find_announcement(subject=driver.id) if driver else queries.find_announcement(number)


def _page(typed: str) -> dict[str, Any]:
    number = int(typed) if typed.isascii() and typed.isdigit() and 0 < len(typed) < 6 else 1
    found, total = queries.announcements(number)
    count = max(1, -(-total // queries.PAGE))
    links = [
        {"number": one, "href": "?" + urlencode({"page": one}), "current": one == number} for one in range(1, count + 1)
    ]
    return {"rows": _rows(found), "pages": {"number": number, "count": count, "links": links}}


@public
def announcement(request: HttpRequest, number: str) -> HttpResponse:
    """One announcement: which licence, which classes, by which rule, and what its holder can still do."""
    found = queries.find_announcement(number)
    if found is None:
        raise NotFound(NONE)
    motion = found.service.own_motion
    context = {
        "row": _rows([found])[0],
        "articles": found.service.basis,
        "remedy": motion.remedy if motion else None,
        "service": {"name": found.service.name, "href": reverse("public:service", args=[found.service.code])},
    }
    return render(request, "public/announcement.html", context)


def _rows(found: Iterable[Announcement]) -> list[dict[str, Any]]:
    rows = list(found)
    files = drivers.file_numbers([row.subject for row in rows if row.subject])
    cars = vehicles.printed_plates([row.subject for row in rows if row.subject and row.service.about_vehicle])
    places = {code: outlets.find_outlet(code) for code in {row.office for row in rows}}
    return [
        {
            "number": row.number,
            "href": reverse("public:announcement", args=[row.number]),
            "file_number": files.get(row.subject, "") if row.subject else "",
            "classes": None if row.service.about_vehicle else names.class_text(row.classes),
            "plate": cars.get(row.subject, "") if row.subject else "",
            "told_at": row.told_at,
            "office": place.name if (place := places[row.office]) else forms.text(row.office),
        }
        for row in rows
    ]
