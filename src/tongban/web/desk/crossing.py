"""Vehicles from Macau and Hong Kong: looked up by plate or VIN, with days and the border's log; what a person has to
look at; the quota; ending a clearance."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.allocation import scheme_places
from tongban.core import clock
from tongban.core.errors import BadInput, Conflict, NotAllowed
from tongban.law.text import Text
from tongban.registers.crossing import queries
from tongban.services.cross_border import clearances
from tongban.web import crossing as words
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

TEMPLATE = "desk/crossing.html"
CAUSE = "desk"
NOBODY = Text(zh="没有找到这辆车的牌证。", en="No clearance of this vehicle was found.")


@staff("review", "consultation")
def crossing(request: Request) -> HttpResponse:
    """Look a vehicle up; end its clearance with a reason."""
    if request.method != "POST":
        return render(request, TEMPLATE, _page(request))
    try:
        return forms.redirect_once(request, lambda: _act(request))
    except (BadInput, Conflict, NotAllowed) as error:
        return forms.show_errors(request, TEMPLATE, _page(request), error)


def _act(request: Request) -> str:
    clearances.cancel(
        clearance_id=frame.identifier(request.POST.get("clearance", "")), why=request.POST.get("why", ""),
        actor=request.actor, cause=CAUSE,
    )  # fmt: skip
    return reverse("desk:crossing")


def _page(request: Request) -> dict[str, Any]:
    typed, today = request.GET.get("number", "")[:40], clock.today()
    found = queries.find(typed, request.actor) if typed.strip() else []
    return frame.page(
        request,
        "crossing",
        number=typed,
        nobody=NOBODY if typed.strip() and not found else None,
        found=[words.row(one) | {"log": [words.passage(it) for it in queries.passages(one.vin)]} for one in found],
        to_look_at=[words.row(one) for one in queries.to_look_at(request.actor, today)],
        unknown=[words.passage(one) for one in queries.unknown_passages()],
        ledger=scheme_places.ledger("hengqin")[:6],
        values={},
    )
