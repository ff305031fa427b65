"""My appointments at counters and inspection lanes: the first free one is offered first; given back, moved freely."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.allocation.slots import appointments as slots
from tongban.allocation.slots import queries
from tongban.allocation.slots.types import Full, Got, SessionView, SiteKind, Standing
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.law.text import Text
from tongban.services import appointments as services
from tongban.web import forms, sessions
from tongban.web.request import Request
from tongban.web.rights import citizen

TEMPLATE = "citizen/appointments.html"
CHOOSE = Text(zh="请选一个时间。", en="Choose a time.")
JUST_GONE = Text(
    zh="这个时间刚刚约满，请换一个。您原来的预约没有变。",
    en="The last slot of this time has just gone. Please choose another; an appointment you have stays as it was.",
)


@citizen
def appointments(request: Request) -> HttpResponse:
    """What I have, and what is free; `?kind=` counter or inspection, `?site=` at one place."""
    if request.method != "POST":
        return render(request, TEMPLATE, _page(request))
    acts = {"take": _take, "move": _move, "give_up": _give_up}
    try:
        act = acts.get(request.POST.get("action", ""))
        if act is None:
            raise BadInput("session", CHOOSE)
        return forms.redirect_once(request, lambda: act(request))
    except (BadInput, Conflict, NotFound) as error:
        return forms.show_errors(request, TEMPLATE, _page(request), error, "session")


def _page(request: Request) -> dict[str, Any]:
    kind = SiteKind.INSPECTION if request.GET.get("kind") == SiteKind.INSPECTION else SiteKind.COUNTER
    site = request.GET.get("site", "")
    mine = [one for one in queries.slots_of(request.actor.own_person) if one.subject in slots.KINDS]
    booked = [one for one in mine if one.standing is Standing.BOOKED]
    free = slots.free(kind, site)
    return {
        "here": "services",
        "kinds": [
            {"href": f"?kind={one}", "name": services.name_of(one), "current": one is kind} for one in slots.KINDS
        ],
        "kind": services.name_of(kind),
        "mine": [
            {"slot": one, "what": services.name_of(one.subject), "name": sessions.named(one.session)} for one in booked
        ],
        "has": next((one.session for one in booked if one.subject == kind), None),
        "places": [
            {"name": one.name, "href": f"?kind={kind}&site={one.code}", "current": one.code == site}
            for one in queries.sites(kind)
            if one.closed_on is None
        ],
        "first": sessions.named(free[0]) if free else None,
        "options": [_option(one) for one in free],
        "values": {"session": str(free[0].id)} if free else {},
    }


def _option(one: SessionView) -> dict[str, Any]:
    return {"value": str(one.id), "label": sessions.named(one, sessions.LEFT)}


def _take(request: Request) -> str:
    return _led(slots.take(session=_id(request, "session"), person=request.actor.own_person, actor=request.actor))


def _move(request: Request) -> str:
    old, new = _id(request, "old"), _id(request, "session")
    return _led(slots.move(old=old, new=new, person=request.actor.own_person, actor=request.actor))


def _give_up(request: Request) -> str:
    slots.give_up(session=_id(request, "old"), person=request.actor.own_person, actor=request.actor)
    return reverse("citizen:appointments")


def _led(got: Got | Full) -> str:
    if isinstance(got, Full):
        raise Conflict(JUST_GONE, code="session_full")
    return reverse("citizen:appointments")


def _id(request: Request, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise BadInput("session", CHOOSE) from None
