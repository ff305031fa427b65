"""Draws for everybody: what is announced, what was drawn, every file, and how to get the same result oneself."""

import json
import unicodedata
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.allocation import queries, sources
from tongban.allocation.program import verify_draw
from tongban.allocation.types import DrawState, DrawView
from tongban.core import clock
from tongban.core.errors import NotFound
from tongban.law.text import Text
from tongban.web.rights import public

SHOWN = 100  # lines of a pool or a result on a page; the whole stands in the file
STATES = {
    DrawState.OPEN: (Text(zh="报名", en="applications"), "active"),
    DrawState.ANNOUNCED: (Text(zh="名单已固定，等待公布随机值", en="list fixed, waiting for the public values"), "due"),
    DrawState.DRAWN: (Text(zh="已摇号", en="drawn"), "done"),
    DrawState.CALLED_OFF: (Text(zh="已取消", en="called off"), "refused"),
}
KINDS = {"pool.txt": "text/plain; charset=utf-8", "applicants.txt": "text/plain; charset=utf-8"}
ROUTES = {
    "announcement.json": "public:draw_announcement",
    "pool.txt": "public:draw_pool",
    "applicants.txt": "public:draw_applicants",
    "proof.json": "public:draw_proof",
}
NO_FILE = Text(zh="这个文件还没有公布。", en="This file is not published yet.")
NO_CODE = Text(zh="名单上没有这个编码，请核对。", en="This code is not on the list. Please check it.")
GOT_NOTHING = Text(zh="没有摇中", en="nothing this time")
NOT_DRAWN = Text(zh="还没有摇号", en="not drawn yet")


@public
def draws(request: HttpRequest) -> HttpResponse:
    """Every draw, the newest first."""
    rows = [row(one) | {"href": reverse("public:draw", args=[one.number])} for one in queries.draws()]
    return render(request, "public/draws.html", {"here": "draws", "rows": rows})


@public
def draw(request: HttpRequest, number: str) -> HttpResponse:
    """One draw with its proof and files; `?code=` finds an applicant on the published list."""
    found = queries.get_draw(number)
    files = queries.files(number, "pool.txt", "proof.json").content
    typed = "".join(unicodedata.normalize("NFKC", request.GET.get("code", "")).split()).upper()
    allotted = json.loads(files["proof.json"])["allotted"] if "proof.json" in files else []
    context = row(found) | {
        "pool": files["pool.txt"].decode().split("\n")[:SHOWN][: found.items],
        "allotted": allotted[:SHOWN],
        "more": max(0, len(allotted) - SHOWN),
        "winners": len(allotted),
        "files": _files(number),
        "values": {"code": typed},
        "own": _own(number, typed, dict(allotted), found) if typed and found.commitment else None,
    }
    if typed and found.commitment and not context["own"]:
        context |= {"errors": {"code": NO_CODE}, "error_summary": [{"field": "code", "message": NO_CODE}]}
    return render(request, "public/draw.html", {"here": "draws"} | context)


@public
def check(request: HttpRequest, number: str) -> HttpResponse:
    """The page on which the browser recomputes a draw; without JavaScript it says how the program does it."""
    found = queries.get_draw(number)
    if found.state != DrawState.DRAWN:
        raise NotFound(NOT_DRAWN)
    return render(request, "public/draw_check.html", {"here": "draws"} | row(found))


@public
def file(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """One published file, byte for byte; it never changes."""
    content = queries.files(number, name).content.get(name)
    if content is None:
        raise NotFound(NO_FILE)
    response = HttpResponse(content, content_type=KINDS.get(name, "application/json"))
    response["cache-control"] = "public, max-age=3600"
    return response


@public
def program(request: HttpRequest) -> HttpResponse:
    """The program that recomputes a draw without us: one file, to be kept."""
    response = HttpResponse(Path(verify_draw.__file__).read_bytes(), content_type="text/x-python; charset=utf-8")
    response["content-disposition"] = 'attachment; filename="verify_draw.py"'
    return response


@public
def format_page(request: HttpRequest) -> HttpResponse:
    """The published format: whoever writes a program of their own needs nothing else."""
    page = Path(settings.PROJECT) / "docs" / "draw-format.md"
    return HttpResponse(page.read_bytes(), content_type="text/markdown; charset=utf-8")


def row(one: DrawView) -> dict[str, Any]:
    """A draw as pages show it, with its state in words and its sources with what they published."""
    words, tone = STATES[one.state]
    values = {value.source: value for value in one.values}
    return {
        "draw": one,
        "state": words,
        "tone": tone,
        "waits": one.state == DrawState.OPEN and clock.now() >= one.closes_at,
        "sources": [
            {
                "title": sources.title(source),
                "due_at": source.due_at,
                "demo": source.demo,
                "value": values.get(source.name),
            }
            for source in one.sources
        ],
    }


def _files(number: str) -> list[dict[str, Any]]:
    """The files that are published, with their lengths in bytes."""
    known = queries.sizes(number)
    return [
        {"name": name, "href": reverse(route, args=[number]), "bytes": known[name]}
        for name, route in ROUTES.items()
        if name in known
    ]


def _own(number: str, code: str, allotted: dict[str, str], found: DrawView) -> dict[str, Any] | None:
    """An applicant's line on the list and what came of it; None for a code that is not there."""
    listed = queries.files(number, "applicants.txt").content["applicants.txt"]
    line = queries.line_of(listed, code)
    if line is None:
        return None
    _, weight, wishes = line
    items = queries.files(number, "pool.txt").content["pool.txt"].decode().split("\n")
    wished = [items[int(place) - 1] for place in wishes.split(",")] if wishes != "*" else []
    nothing = GOT_NOTHING if found.state == DrawState.DRAWN else NOT_DRAWN
    return {"code": code, "weight": int(weight), "wishes": wished, "got": allotted.get(code), "nothing": nothing}
