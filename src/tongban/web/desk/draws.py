"""Draws at the desk of supervision: opened, their list fixed, figures of lotteries read by two people, called off.

There is no button that draws: a draw is made by itself when its last value is there, so that nobody can choose when.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.allocation import actions, outcome, queries, sources
from tongban.allocation.plates import queries as numbers
from tongban.allocation.plates import rounds
from tongban.allocation.types import DrawState, DrawView, Origin, Source
from tongban.core import clock, plates
from tongban.core.errors import BadInput, Conflict
from tongban.core.law_book import book
from tongban.law.text import Text
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.public.draws import row
from tongban.web.request import Request
from tongban.web.rights import staff

NO_TIME = Text(zh="请选择日期和时间。", en="Choose a day and a time.")
BOTH = Text(zh="请用中文和英文各写一遍。", en="Write it in Chinese and in English.")
LOTTERIES = [kind for kind in sources.KINDS.values() if kind.origin == Origin.STAFF]
KEPT = Text(
    zh="已记下您录入的号码。另一名工作人员录入相同的号码后，该随机值才成立。",
    en="What you read is noted. It counts once somebody else has read the same.",
)
FIELD_OF = {"sources": "issue", "figures": "figures"}  # where the page has another name than the action


@staff("supervision")
def draws(request: Request) -> HttpResponse:
    """Every draw, what is to be done next, and opening one."""
    rows = [row(one) | {"href": reverse("desk:draw", args=[one.number]), "task": _task(one)} for one in queries.draws()]
    page = frame.page(request, "draws", rows=rows, lotteries=_lottery_options(), pools=_pools(), values={})
    return _answer(request, "desk/draws.html", page, {"open": _open})


@staff("supervision")
def draw(request: Request, number: str) -> HttpResponse:
    """One draw: fix its list, read figures, call it off; each where its time has come."""
    found = queries.get_draw(number)
    now, mine = clock.now(), queries.read_by(number, request.actor.account_id) if request.actor.account_id else {}
    known = {value.source for value in found.values}
    awaited = [
        {
            "name": source.name,
            "title": sources.title(source),
            "hint": sources.kind_of(source).hint,
            "due": source.due_at <= now,
            "due_at": source.due_at,
            "mine": " ".join(mine.get(source.name, ())),
        }
        for source in found.sources
        if found.state == DrawState.ANNOUNCED
        and source.name not in known
        and sources.kind_of(source).origin == Origin.STAFF
    ]
    page = frame.page(request, "draws", awaited=awaited, values={}, kept=KEPT, **row(found))
    acts = {"announce": _announce, "read": _read, "call_off": _call_off}
    return _answer(request, "desk/draw.html", page, {name: _about(number, act) for name, act in acts.items()})


def _task(one: DrawView) -> Text | None:
    """What waits for somebody at this desk."""
    now = clock.now()
    known = {value.source for value in one.values}
    read = [
        source for source in one.sources
        if sources.kind_of(source).origin == Origin.STAFF and source.due_at <= now and source.name not in known
    ]  # fmt: skip
    if one.state == DrawState.OPEN and now >= one.closes_at:
        return Text(zh="固定并公布名单", en="fix and publish the list")
    if one.state == DrawState.ANNOUNCED and read:
        return Text(zh="两人录入开奖号码", en="two people read the figures")
    return None


def _answer(
    request: Request, template: str, page: dict[str, Any], acts: Mapping[str, Callable[[Request], str]]
) -> HttpResponse:
    """Do what the form says once, and go where it leads; show the page again where it cannot be done."""
    if request.method != "POST":
        return render(request, template, page)
    act = acts.get(request.POST.get("action", ""))
    if act is None:
        return render(request, template, page, status=BadInput.status)
    try:
        return forms.redirect_once(request, lambda: act(request))
    except BadInput as error:
        return forms.show_errors(request, template, page, error, FIELD_OF.get(error.field, error.field))
    except Conflict as error:
        return forms.show_errors(request, template, page, error)


def _about(number: str, act: Callable[[Request, str], None]) -> Callable[[Request], str]:
    def done(request: Request) -> str:
        act(request, number)
        return reverse("desk:draw", args=[number])

    return done


def _open(request: Request) -> str:
    """A draw, or a collected round where a pool of plate numbers is named: then its lines are numbers of that pool."""
    post = request.POST
    number, lines = queries.next_number(), [line.strip() for line in post.get("pool", "").splitlines() if line.strip()]
    common: dict[str, Any] = {
        "number": number,
        "title": _both(post, "title"),
        "sources": [
            Source("", sources.BEACON.code, "", _instant(post, "beacon_at")),
            Source("", post.get("lottery", ""), post.get("issue", ""), _instant(post, "lottery_at")),
        ],
        "opens_at": _instant(post, "opens_at"),
        "closes_at": _instant(post, "closes_at"),
        "actor": request.actor,
    }
    if of := post.get("round_of", ""):
        rounds.open_round(pool=frame.identifier(of), numbers=[plates.as_typed(line) for line in lines], **common)
    else:
        actions.open_draw(basis=_both(post, "basis"), pool=lines, pilot=post.get("pilot") == "1", **common)
    return reverse("desk:draw", args=[number])


def _pools() -> list[dict[str, Any]]:
    """The pools of plate numbers of which a round may be held here."""
    return [
        {"value": str(one.id), "label": f"{one.authority} {plates.TYPES[one.plate_type].zh} {one.energy.value}".strip()}
        for one in numbers.pools()
        if book().value("plates.rounds", clock.today(), one.region)
    ]


def _announce(request: Request, number: str) -> None:
    actions.announce(number=number, actor=request.actor)


def _read(request: Request, number: str) -> None:
    source, figures = request.POST.get("source", ""), request.POST.get("figures", "")
    outcome.read_figures(number=number, source=source, typed=figures, actor=request.actor)


def _call_off(request: Request, number: str) -> None:
    rounds.call_off(number=number, reason=_both(request.POST, "reason"), actor=request.actor)


def _both(post: Mapping[str, Any], name: str) -> Text:
    zh, en = str(post.get(f"{name}_zh", "")).strip(), str(post.get(f"{name}_en", "")).strip()
    if not zh or not en:
        raise BadInput(f"{name}_en" if zh else f"{name}_zh", BOTH)
    return Text(zh=zh, en=en)


def _instant(post: Mapping[str, Any], name: str) -> datetime:
    """A day and a time in China, as `datetime-local` sends them."""
    try:
        return datetime.fromisoformat(str(post.get(name, ""))).replace(tzinfo=clock.CHINA)
    except ValueError:
        raise BadInput(name, NO_TIME) from None


def _lottery_options() -> list[dict[str, Any]]:
    return [{"value": kind.code, "label": kind.title} for kind in LOTTERIES]
