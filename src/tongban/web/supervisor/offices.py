"""Other offices: how letters to them go, which were refused, which vehicles are on their way."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.core import failed_jobs, regions
from tongban.core.errors import NotFound
from tongban.exchange.offices import actions, queries
from tongban.law.text import Text
from tongban.registers.vehicles import moves
from tongban.registers.vehicles.types import Moving
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

ALL_WELL = Text(zh="与外地车管所的信函都已签收", en="Every letter to another office was acknowledged")
WAITING = Text(zh="{count} 封信函等待签收", en="{count} letters wait to be acknowledged")
REFUSED = Text(zh="{count} 封信函被拒收，须由人处理", en="{count} letters were refused: a person has to look")
STATES = {
    ("in", moves.ASKED): Text(zh="已请求转出地转递", en="asked for there"),
    ("in", moves.ARRIVING): Text(zh="正在接收", en="arriving page by page"),
    ("in", moves.ARRIVED): Text(zh="档案已到，待办理", en="the file is here"),
    ("out", moves.SENT): Text(zh="档案已转出，待转入地办结", en="sent, not finished there"),
}


@staff("supervision")
def offices(request: Request) -> HttpResponse:
    """Letters and moves. Supervision only reads; whoever may configure everything has a refused letter tried again."""
    if request.method != "POST":
        return render(request, "supervisor/offices.html", _page(request))
    return forms.redirect_once(request, lambda: _try_again(request))


def _try_again(request: Request) -> str:
    wanted = request.POST.get("letter", "")
    letter = next((one for one in queries.open_letters() if str(one.id) == wanted), None)
    if letter is None:
        raise NotFound(actions.NO_LETTER)
    actions.try_again(letter_id=letter.id, actor=request.actor)
    return reverse("supervisor:offices")


def _page(request: Request) -> dict[str, Any]:
    known = queries.correspondence()
    refused, waiting = sum(one.refused for one in known), sum(one.waiting for one in known)
    finding = REFUSED.fill(count=refused) if refused else WAITING.fill(count=waiting) if waiting else ALL_WELL
    return frame.page(
        request,
        "offices",
        finding=finding,
        offices=known,
        letters=[{"letter": one, "office": regions.name(one.office)} for one in queries.open_letters()],
        moves=[_move(one) for one in moves.under_way()],
        may_decide=failed_jobs.may_decide(request.actor),
    )


def _move(one: Moving) -> dict[str, Any]:
    return {
        "state": STATES[one.side, one.state],
        "office": regions.name(one.office),
        "plate": one.plate.printed,
        "asked_at": one.asked_at,
        "comes": one.side == "in",
    }
