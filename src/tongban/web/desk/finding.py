"""The window's first page: who is here?"""

from datetime import datetime, time
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import queries
from tongban.core import audit, clock
from tongban.core.actor import Actor
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.web import changes, forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

TYPE_A_NUMBER = Text(zh="请输入号码。", en="Type a number.")
TILES = {
    "work": Text(zh="待办案件", en="cases wait"),
    "inquiries": Text(zh="待答复的咨询和投诉", en="questions and complaints"),
    "faces": Text(zh="待核对的人脸", en="faces to compare"),
    "cards": Text(zh="在制证件", en="cards under way"),
    "trace": Text(zh="谁看过，谁改过", en="who saw it, who changed it"),
    "queues": Text(zh="排队情况", en="what waits, and what is late"),
    "changes": Text(zh="即将施行的规定", en="rule changes coming"),
}


@staff()
def search(request: Request) -> HttpResponse:
    """Find the person by any number they know; finding leads to their page, which writes the look."""
    context = _page(request)
    if request.method != "POST":
        return render(request, "desk/search.html", context)
    try:
        typed = request.POST.get("number", "") or request.POST.get("identity", "")
        if not typed.strip():
            raise BadInput("number", TYPE_A_NUMBER)
        found = frame.find_person(typed, request.actor)
        if found is None:
            raise BadInput("number", frame.NOBODY)
    except BadInput as error:
        return forms.show_errors(request, "desk/search.html", context, error)
    return HttpResponseRedirect(reverse("desk:person", args=[found]))


def _page(request: Request) -> dict[str, Any]:
    actor = request.actor
    finds = bool(actor.posts & set(frame.OPENS_PERSONS))
    return frame.page(request, "search", values={}, finds=finds, tiles=_tiles(actor), recent=_recent(actor))


def _tiles(actor: Actor) -> list[dict[str, Any]]:
    """What waits here, for the posts of this clerk."""
    counts = queries.queue_counts(actor)
    late = sum(row["overdue"] for row in counts)
    tiles = [_tile("work", sum(row["count"] for row in counts), "desk:worklist", "refused" if late else "")]
    if "consultation" in actor.posts:
        tiles.append(_tile("inquiries", len(queries.open_inquiries(actor)), "desk:inquiries", ""))
    if "acceptance" in actor.posts:
        tiles.append(_tile("faces", len(people.open_live_checks()), "desk:faces", ""))
    if "production" in actor.posts:
        tiles.append(_way("cards", "desk:cards"))
    if "supervision" in actor.posts:
        tiles += [_way("trace", "supervisor:trace"), _way("queues", "supervisor:queues")]
    if coming := changes.coming():
        tiles.append(_tile("changes", len(coming), "desk:changes", "due"))
    return tiles


def _tile(kind: str, count: int, page: str, tone: str) -> dict[str, Any]:
    return {"value": count, "label": TILES[kind], "tone": tone if count else "", "href": reverse(page)}


def _way(kind: str, page: str) -> dict[str, Any]:
    """A tile that leads somewhere and counts nothing."""
    return {"value": "→", "label": TILES[kind], "tone": "", "href": reverse(page)}


def _recent(actor: Actor) -> list[dict[str, Any]]:
    """This clerk's visits today. Their names are shown, so the looks are written, in one statement."""
    if actor.account_id is None:
        return []
    midnight = datetime.combine(clock.day_of(clock.now()), time(), clock.CHINA)
    visits = queries.visits_of(actor.account_id, midnight)
    names = people.get_persons({visit.person for visit in visits})
    if names:
        audit.looks(actor=actor, person_ids=sorted(names), purpose=Purpose.SERVICE, what="name")
    return [{**frame.head(names[visit.person]), "at": visit.opened_at} for visit in visits if visit.person in names]
