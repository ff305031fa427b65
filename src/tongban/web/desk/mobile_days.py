"""Tests asked for in towns, at the desk of supervision: the list of towns, what is asked for, and a day planned."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.allocation.slots import towns
from tongban.core import clock, regions
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.law.text import Text
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.desk.draws import LOTTERIES
from tongban.web.desk.sessions import both, instant
from tongban.web.request import Request
from tongban.web.rights import staff

TEMPLATE = "desk/mobile_days.html"
AHEAD_DAYS = 24  # what the form proposes: early enough for publication, preferences and the draw


@staff("supervision")
def mobile_days(request: Request) -> HttpResponse:
    """Every town, those most asked for first; a town put on the list, a day planned in one."""
    if request.method != "POST":
        return render(request, TEMPLATE, _page(request))
    acts = {"town": _town, "plan": _plan}
    try:
        act = acts.get(request.POST.get("action", ""))
        if act is None:
            raise BadInput("town", towns.NO_TOWN)
        return forms.redirect_once(request, lambda: act(request))
    except (BadInput, Conflict, NotFound) as error:
        return forms.show_errors(request, TEMPLATE, _page(request), error)


def _page(request: Request) -> dict[str, Any]:
    known = towns.towns()
    return frame.page(
        request,
        "sessions",
        rows=[{"town": one, "region": regions.name(one.region)} for one in known],
        coverage=towns.coverage(known),
        options=[
            {"value": one.code, "label": Text(zh=f"{one.name.zh}（{one.asking} 人）",
            en=f"{one.name.en} ({one.asking})")}
            for one in known
        ],
        lotteries=[{"value": kind.code, "label": kind.title} for kind in LOTTERIES],
        values={
            "on": (clock.today() + timedelta(days=AHEAD_DAYS)).isoformat(), "desks": "20", "motorcycles": "4",
            "examiners": "3",
        },
        back_href=reverse("desk:sites"),
    )  # fmt: skip


def _town(request: Request) -> str:
    post = request.POST
    towns.keep_town(
        code=post.get("code", ""), region=post.get("region", "").strip(), name=both(post, "name"),
        central=post.get("central") == "yes", actor=request.actor,
    )  # fmt: skip
    return reverse("desk:mobile_days")


def _plan(request: Request) -> str:
    post = request.POST
    day = towns.Day(
        on=frame.day(post.get("on", ""), "on"), desks=frame.whole(post, "desks", towns.NUMBERS),
        motorcycles=frame.whole(post, "motorcycles", towns.NUMBERS),
        examiners=frame.whole(post, "examiners", towns.NUMBERS), lottery=post.get("lottery", ""),
        issue=post.get("issue", ""), lottery_at=instant(post, "lottery_at"),
    )  # fmt: skip
    plan = towns.plan_day(town=post.get("town", ""), day=day, actor=request.actor)
    return reverse("public:test_plan", args=[plan.number])
