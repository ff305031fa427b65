"""The desk of a plate maker: what is to be made, one set from blank to hand (号牌制作)."""

import base64
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import queries as cases
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, Conflict
from tongban.documents import stock
from tongban.documents.plates import handing, making, queries, routing
from tongban.documents.plates.types import SetView
from tongban.exchange.types import ExchangeError
from tongban.law.text import Text
from tongban.web import forms, plates
from tongban.web.desk import frame
from tongban.web.desk.cards import COMPARE
from tongban.web.request import Request
from tongban.web.rights import staff
from tongban.web.supervisor import words

TABS = ("", "assigned", "blank_issued", "pressed", "in_stock", "posted")
ALL = Text(zh="全部在制", en="All under way")
NO_MAKER = Text(
    zh="本网点不是号牌制作点。制作点由管理部门设立。",
    en="This service point makes no plates. The authority opens makers.",
)
KEPT = Text(
    zh="近 30 天：{ready} 副，{in_time} 副按承诺时间做好，中位数 {minutes} 分钟。",
    en="Last 30 days: {ready} sets, {in_time} ready when promised, median {minutes} minutes.",
)
NONE_YET = Text(zh="近 30 天还没有做好的号牌。", en="No set was finished in the last 30 days.")
WAITING = Text(zh="有 {count} 副号牌没有制作点能做：缺半成品。", en="{count} sets have no maker: blanks are missing.")
MAY = {
    "assigned": ("take",),
    "blank_issued": ("press", "scrap"),
    "pressed": ("check", "scrap"),
    "in_stock": ("hand_out", "post"),
}


@staff("production")
def work(request: Request) -> HttpResponse:
    """The sets of this maker, what is urgent and promised first; the state stands in the address."""
    here = request.actor.office
    state = request.GET.get("state", "")
    state = state if state in TABS else ""
    maker = next((one for one in routing.makers() if one.outlet == here), None)
    rows = [plates.line(one, reverse("desk:plate_set", args=[one.id])) for one in queries.at_maker(here, state)]
    nobody = len(queries.without_maker())
    context = frame.page(
        request,
        "plates",
        rows=rows,
        maker=maker,
        no_maker=NO_MAKER,
        waiting=WAITING.fill(count=nobody) if nobody else None,
        measured=_measured(here),
        stock=[{"name": plates.kind_word(kind), "count": count} for kind, count in sorted(maker.stock.items())]
        if maker
        else [],
        tabs=[
            {
                "label": plates.SETS[one] if one else ALL,
                "href": f"?state={one}" if one else "?",
                "current": one == state,
            }
            for one in TABS
        ],
        now=clock.now(),
    )
    return render(request, "desk/plate_work.html", context)


def _measured(outlet: str) -> Text:
    told = queries.waited(outlet)
    if told.median_minutes is None:
        return NONE_YET
    return KEPT.fill(ready=told.ready, in_time=told.in_time, minutes=told.median_minutes)


@staff("production")
def plate_set(request: Request, set_id: UUID) -> HttpResponse:
    """One set and what can be done with it now."""
    found = queries.get_at(set_id, request.actor.office)
    if request.method != "POST":
        return render(request, "desk/plate_set.html", _page(request, found))
    try:
        return _act(request, found)
    except (BadInput, Conflict, ExchangeError) as error:
        again = queries.get_at(set_id, request.actor.office)
        return forms.show_errors(request, "desk/plate_set.html", _page(request, again), error)


def _act(request: Request, found: SetView) -> HttpResponse:
    """Press and post are asked outside our transaction; asked twice, they act once."""
    doing, actor = request.POST.get("action"), request.actor
    if doing == "press":
        making.press_set(set_id=found.id, actor=actor)
    elif doing == "post":
        handing.send(set_id=found.id, actor=actor)
    else:
        return forms.redirect_once(request, lambda: _do(request, found, actor))
    return HttpResponseRedirect(reverse("desk:plate_set", args=[found.id]))


def _do(request: Request, found: SetView, actor: Actor) -> str:
    match request.POST.get("action"):
        case "take":
            making.take_blanks(set_id=found.id, actor=actor)
        case "check":
            making.check(set_id=found.id, actor=actor)
        case "scrap":
            serial = request.POST.get("serial", "")
            if serial not in {piece.serial for piece in found.pieces if piece.serial}:
                raise BadInput("serial", Text(zh="请选择报废哪一面。", en="Choose which plate is spoilt."))
            stock.report_spoilt(serial=serial, reason=request.POST.get("why", ""), actor=actor)
            return reverse("desk:blanks")
        case "hand_out":
            if request.POST.get("identity") != "yes":
                raise BadInput("identity", COMPARE)
            handing.hand_out(set_id=found.id, returned=request.POST.getlist("returned"), actor=actor)
    return reverse("desk:plate_set", args=[found.id])


def _page(request: Request, found: SetView) -> dict[str, Any]:
    actor = request.actor
    seen = frame.look(found.person, actor, Purpose.PRODUCTION, "plates", found.case) if found.person else None
    case = cases.find_case(found.case, actor) if found.case else None
    may = set(MAY.get(found.state, ())) - (set() if found.delivery == "post" else {"post"})
    reported = {one.serial for one in stock.spoilings(actor.office)}
    wrong = {one.id for one in found.pieces if one.state == "pressed" and one.read != found.plate.number}
    return frame.page(
        request,
        "plates",
        plates=plates.line(found, ""),
        state=found.state,
        void=found.voided_on,
        ready_at=found.ready_at,
        late=found.late,
        pieces=[{**plates.piece(one), "reported": one.serial in reported, "picture": _picture(one.id, actor),
                 "wrong": one.id in wrong} for one in found.pieces],
        person=frame.head(seen) if seen else None,
        case={"number": case.number, "href": frame.case_href(case), "service": case.name} if case else None,
        may=may - ({"check"} if wrong else set()) if found.voided_on is None else set(),
        old=[
            {"value": one.place, "label": plates.PLACES[one.place]}
            for one in handing.due_of(found.vehicle)
        ],
        scrappable=[
            {"value": one.serial, "label": plates.PLACES[one.place]} for one in found.pieces if one.serial
        ],
        timeline=timeline(found),
        values={},
    )  # fmt: skip


def _picture(piece_id: UUID, actor: Actor) -> str:
    """The picture of a finished plate as a data address, "" where there is none yet."""
    found = queries.find_picture(piece_id, actor.office)
    return f"data:{found[1]};base64,{base64.b64encode(found[0]).decode()}" if found else ""


def timeline(found: SetView) -> list[dict[str, Any]]:
    """What happened to a set, from its entries."""
    return [
        {
            "at": entry.recorded_at,
            "sentence": plates.event(entry.kind, entry.facts),
            "who": words.actor(entry.actor),
            "state": "done",
        }
        for entry in queries.history(found)
    ]
