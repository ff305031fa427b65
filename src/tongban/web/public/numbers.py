"""Plate numbers for everybody: how each pool stands, releases, withheld numbers, rounds, secrets of past days."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.allocation import queries as draws
from tongban.allocation.plates import queries, secrets
from tongban.allocation.plates.types import Energy, PoolCount, SegmentView, State
from tongban.core import clock, plates
from tongban.core.law_book import book
from tongban.law.rules import plates as rule
from tongban.law.text import Text
from tongban.web import choosing as shown
from tongban.web.public.draws import row
from tongban.web.rights import public

SHOWN = 100  # withheld numbers on the page
DAYS = 7
ENERGY = {
    Energy.ELECTRIC: Text(zh="，纯电动", en=", electric"),
    Energy.HYBRID: Text(zh="，非纯电动", en=", hybrid and fuel cell"),
}
STATES = {
    State.UNRELEASED: Text(zh="未投放", en="not released"),
    State.RANDOM_ONLY: Text(zh="仅随机", en="at random only"),
    State.AVAILABLE: Text(zh="可选", en="can be had"),
    State.OFFERED: Text(zh="选号中", en="in a set"),
    State.RESERVED: Text(zh="已预选", en="reserved"),
    State.USED: Text(zh="使用中", en="on vehicles"),
    State.KEPT: Text(zh="保留给原车主", en="kept for its owner"),
    State.COOLING: Text(zh="待重新投放", en="resting"),
    State.ROUND: Text(zh="摇号中", en="in a round"),
    State.WITHHELD: Text(zh="封存", en="withheld"),
}


@public
def numbers(request: HttpRequest) -> HttpResponse:
    """The whole of what is public about plate numbers, on one page."""
    today, law = clock.today(), book()
    rounds = set(queries.rounds())
    context = {
        "here": "numbers",
        "pools": [_pool(one) for one in queries.counts()],
        "states": list(STATES.values()),
        "segments": [_segment(one) for one in queries.segments()],
        "withheld": [
            {"number": shown.printed(one.plate_type, one.number), "why": one.why} for one in queries.withheld(SHOWN)
        ],
        "rounds": [
            row(one) | {"href": reverse("public:draw", args=[one.number])}
            for one in draws.draws()
            if one.number in rounds
        ],
        "online": rule.allowance("online", today, law),
        "on_site": rule.allowance("window", today, law),
        "reserved_days": law.value("plates.reserved", today),
        "random_days": law.value("plates.random_only", today),
        "secrets": secrets.days(clock.day_of(clock.now()) - timedelta(days=DAYS)),
    }
    return render(request, "public/numbers.html", context)


@public
def number_sets(request: HttpRequest) -> HttpResponse:
    """How a random set is drawn: whoever wants to check theirs needs nothing else."""
    page = Path(settings.PROJECT) / "docs" / "number-sets.md"
    return HttpResponse(page.read_bytes(), content_type="text/markdown; charset=utf-8")


def _pool(one: PoolCount) -> dict[str, Any]:
    name, energy = plates.TYPES[one.pool.plate_type], ENERGY.get(one.pool.energy)
    return {
        "authority": one.pool.authority,
        "name": Text(zh=name.zh + energy.zh, en=name.en + energy.en) if energy else name,
        "counts": [one.counts.get(state, 0) for state in STATES],
        "total": sum(one.counts.values()),
    }


def _segment(one: SegmentView) -> dict[str, Any]:
    open_now = one.released_at is not None and one.released_at <= clock.now()
    return {"segment": one, "type": plates.TYPES[one.pool.plate_type], "open": open_now}
