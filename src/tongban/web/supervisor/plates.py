"""Plate makers as supervisors see them: load, stock, promises kept, and what the reconciliation found missing."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.core.errors import BadInput
from tongban.documents import reconciling
from tongban.documents.plates import queries, routing
from tongban.documents.plates.types import MakerView
from tongban.law.text import Text
from tongban.web import alarms, forms, plates
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

ALL_ADDS_UP = Text(zh="所有空白件账实相符", en="All blanks add up")
ALARMS = Text(zh="{count} 处账实不符", en="{count} stocks do not add up")


@staff("supervision")
def makers(request: Request) -> HttpResponse:
    """One line for each maker; the open alarms above them."""
    if request.method != "POST":
        return render(request, "supervisor/plates.html", _page(request))
    try:
        return forms.redirect_once(request, lambda: _explain(request))
    except BadInput as error:
        return forms.show_errors(request, "supervisor/plates.html", _page(request), error)


def _explain(request: Request) -> str:
    post = request.POST
    reconciling.explain(key=post.get("alarm", ""), reason=post.get("reason", ""), actor=request.actor)
    return reverse("supervisor:plates")


def _page(request: Request) -> dict[str, Any]:
    found = reconciling.open_alarms()
    return frame.page(
        request,
        "makers",
        finding=ALARMS.fill(count=len(found)) if found else ALL_ADDS_UP,
        alarms=[alarms.line(one) for one in found],
        rows=[_row(one) for one in routing.makers()],
        values={},
    )


def _row(maker: MakerView) -> dict[str, Any]:
    told = queries.waited(maker.outlet)
    return {
        "name": plates.outlet_word(maker.outlet),
        "centre": maker.centre,
        "suspended": maker.suspended_on,
        "waiting": maker.waiting,
        "stock": sum(maker.stock.values()),
        "ready": told.ready,
        "in_time": told.in_time,
        "minutes": told.median_minutes,
    }
