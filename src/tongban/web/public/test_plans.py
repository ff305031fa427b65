"""Test plans for everybody: sessions and capacity, results with every file, how to find the same oneself; the sites
with their waiting times."""

import json
import unicodedata
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.allocation.program import verify_assignment
from tongban.allocation.slots import queries, supervising, towns
from tongban.allocation.slots.types import PlanState, SiteKind
from tongban.core import clock
from tongban.core.errors import NotFound
from tongban.core.law_book import book
from tongban.law.text import Text
from tongban.services import driving_tests
from tongban.web import sessions
from tongban.web.rights import public

A_PAGE = 50
FILES = {
    "announcement.json": "public:test_announcement",
    "sessions.txt": "public:test_sessions",
    "applicants.txt": "public:test_applicants",
    "slots.txt": "public:test_slots",
    "proof.json": "public:test_proof",
}
NO_FILE = Text(zh="这个文件还没有公布。", en="This file is not published yet.")
NO_CODE = Text(zh="名单上没有这个编码，请核对。", en="This code is not on the list. Please check it.")
NOT_RUN = Text(zh="还没有分配", en="no slots given yet")


@public
def plans(request: HttpRequest) -> HttpResponse:
    """Every plan, the newest first, and the sites with what they can do and how long people wait."""
    rows = [
        sessions.plan(one) | {"href": reverse("public:test_plan", args=[one.number])}
        for one in queries.plans(SiteKind.TEST_CENTRE)
    ]
    found, known = queries.sites(), towns.towns()
    context = {
        "here": "tests",
        "rows": rows,
        "sites": [{"site": one} for one in found],
        "waits": sessions.waits({one.region for one in found if one.kind is SiteKind.TEST_CENTRE}),
        "limit": book().value("slots.others_offered_after", clock.today()),
        "coverage": towns.coverage(known),
        "towns": known,
        "capability": supervising.capability(settings.TONGBAN_REGION or found[0].region) if found else None,
    }
    return render(request, "public/test_plans.html", context)


@public
def plan(request: HttpRequest, number: str) -> HttpResponse:
    """One plan with its sessions, its rule, its files; `?code=` finds somebody's own lines."""
    found = queries.get_plan(number)
    page = Paginator(queries.sessions_of(number, most=20_000), A_PAGE).get_page(request.GET.get("page"))
    typed = "".join(unicodedata.normalize("NFKC", request.GET.get("code", "")).split()).upper()
    own = _own(number, typed, found.state) if typed and found.commitment else []
    context = sessions.plan(found) | {
        "here": "tests",
        "page": page,
        "rows": [sessions.session(one) for one in page],
        "files": _files(number),
        "own": own,
        "values": {"code": typed},
        "run": found.state is PlanState.RUN,
    }
    if typed and found.commitment and not own:
        context |= {"errors": {"code": NO_CODE}, "error_summary": [{"field": "code", "message": NO_CODE}]}
    return render(request, "public/test_plan.html", context)


@public
def check(request: HttpRequest, number: str) -> HttpResponse:
    """The page on which the browser finds the result again; without JavaScript it says how the program does it."""
    found = queries.get_plan(number)
    if found.state is not PlanState.RUN:
        raise NotFound(NOT_RUN)
    proof = json.loads(queries.files(number, "proof.json")["proof.json"])
    links = [{"name": name, "href": reverse(route, args=[number])} for name, route in FILES.items()]
    context = {"here": "tests", "values_told": proof["draw"]["values"], "files": links, "addresses": _addresses(number)}
    return render(request, "public/test_check.html", sessions.plan(found) | context)


@public
def file(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """One published file, byte for byte; it never changes."""
    content = queries.files(number, name).get(name)
    if content is None:
        raise NotFound(NO_FILE)
    kind = "application/json" if name.endswith(".json") else "text/plain; charset=utf-8"
    response = HttpResponse(content, content_type=kind)
    response["cache-control"] = "public, max-age=3600"
    return response


@public
def freed(request: HttpRequest, number: str) -> HttpResponse:
    """Slots that were freed after the run, and who got them by which key: read anew each time, since it grows."""
    if queries.get_plan(number).state is not PlanState.RUN:
        raise NotFound(NOT_RUN)
    return HttpResponse(queries.freed_file(number), content_type="text/plain; charset=utf-8")


@public
def program(request: HttpRequest) -> HttpResponse:
    """The program that finds the result again without us: one file, to be kept."""
    response = HttpResponse(
        Path(verify_assignment.__file__).read_bytes(), content_type="text/x-python; charset=utf-8"
    )  # fmt: skip
    response["content-disposition"] = 'attachment; filename="verify_assignment.py"'
    return response


@public
def format_page(request: HttpRequest) -> HttpResponse:
    """The published format: whoever writes a program of their own needs nothing else."""
    page = Path(settings.PROJECT) / "docs" / "assignment-format.md"
    return HttpResponse(page.read_bytes(), content_type="text/markdown; charset=utf-8")


def _addresses(number: str) -> dict[str, str]:
    names = {"proof": "proof.json", "sessions": "sessions.txt", "applicants": "applicants.txt", "slots": "slots.txt"}
    return {key: reverse(FILES[name], args=[number]) for key, name in names.items()}


def _files(number: str) -> list[dict[str, Any]]:
    known = queries.sizes(number)
    return [
        {"name": name, "href": reverse(route, args=[number]), "bytes": known[name]}
        for name, route in FILES.items()
        if name in known
    ]


def _own(number: str, code: str, state: PlanState) -> list[dict[str, Any]]:
    """Somebody's lines and what came of them; empty for a code that is not there."""
    files = queries.files(number, "applicants.txt", "slots.txt")
    got = {subjects: int(place) for _, subjects, place in queries.line_of(files.get("slots.txt", b""), code)}
    there = {one.place: one for one in queries.sessions_of(number, most=20_000)}
    return [
        {
            "code": code,
            "subjects": driving_tests.name_of(subjects),
            "places": [sessions.named(there[int(place)]) for place in places.split(",")],
            "got": sessions.named(there[got[subjects]]) if subjects in got else None,
            "run": state is PlanState.RUN,
        }
        for _, subjects, _, _, _, _, places in queries.line_of(files["applicants.txt"], code)
    ]
