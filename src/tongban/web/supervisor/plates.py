"""Plate makers as supervisors see them: load, stock, promises kept, and what the reconciliation found missing."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.core import plates as numbers
from tongban.core.errors import BadInput, NotAllowed, NotFound
from tongban.documents import reconciling
from tongban.documents.plates import queries, routing
from tongban.documents.plates.types import MakerView
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.outlets.types import OutletView
from tongban.web import alarms, forms, plates
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

NO_POINT = Text(zh="请选择本市的网点。", en="Choose a service point of this city.")
NO_REASON = Text(zh="请写明原因。", en="Say why.")
ALL_ADDS_UP = Text(zh="所有空白件账实相符", en="All blanks add up")
ALARMS = Text(zh="{count} 处账实不符", en="{count} stocks do not add up")


@staff("supervision")
def makers(request: Request) -> HttpResponse:
    """One line for each maker; the open alarms above them."""
    if request.method != "POST":
        return render(request, "supervisor/plates.html", _page(request))
    try:
        return forms.redirect_once(request, lambda: ACTS.get(request.POST.get("action", ""), _explain)(request))
    except (BadInput, NotAllowed, NotFound) as error:
        return forms.show_errors(request, "supervisor/plates.html", _page(request), error)


def _explain(request: Request) -> str:
    post = request.POST
    reconciling.explain(key=post.get("alarm", ""), reason=post.get("reason", ""), actor=request.actor)
    return reverse("supervisor:plates")


def _open(request: Request) -> str:
    """Let a service point of this office's city make plates."""
    post = request.POST
    outlet = _here(request, post.get("outlet", ""))
    types = [post.get("only", "")] if post.get("only") in numbers.TYPES else []
    routing.open_maker(outlet=outlet, centre=post.get("centre") == "1", plate_types=types, actor=request.actor)
    return reverse("supervisor:plates")


def _close(request: Request) -> str:
    """No more orders for a maker; what it has not begun goes elsewhere."""
    reason = " ".join(request.POST.get("why", "").split())
    if not reason:
        raise BadInput("why", NO_REASON)
    routing.suspend_maker(outlet=_here(request, request.POST.get("maker", "")), reason=reason, actor=request.actor)
    return reverse("supervisor:plates")


def _here(request: Request, code: str) -> str:
    """A service point of the city where the officer works. Raises NotFound for any other."""
    if code not in {one.code for one in _points(request)}:
        raise NotFound(NO_POINT)
    return code


def _points(request: Request) -> list[OutletView]:
    here = outlets.find_outlet(request.actor.office)
    return outlets.outlets(region=f"{here.region[:4]}00") if here else []


ACTS: Mapping[str, Callable[[Request], str]] = {"open": _open, "close": _close}


def _page(request: Request) -> dict[str, Any]:
    found, made = reconciling.open_alarms(), routing.makers()
    working = {one.outlet for one in made if not one.suspended_on}
    points = _points(request)
    return frame.page(
        request,
        "makers",
        finding=ALARMS.fill(count=len(found)) if found else ALL_ADDS_UP,
        alarms=[alarms.line(one) for one in found],
        rows=[_row(one) for one in made],
        points=[{"value": one.code, "label": one.name} for one in points if one.code not in working],
        working=[{"value": one.code, "label": one.name} for one in points if one.code in working],
        types=[{"value": code, "label": name} for code, name in numbers.TYPES.items()],
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
