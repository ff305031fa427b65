"""Mobile sites at the desk of supervision: keys registered, a package made in the morning, the file taken in at night,
and what did not fit settled by a person."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.allocation.slots import queries as slots
from tongban.allocation.slots.types import SiteKind
from tongban.assessment.exams import queries as exams
from tongban.assessment.exams.away import packing, queries, settling, taking_back
from tongban.assessment.exams.driving import queries as driving
from tongban.assessment.exams.driving import site_conflicts
from tongban.assessment.exams.types import END_WORDS, End
from tongban.core import audit, clock
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, Conflict, NotFound, Refused
from tongban.exchange import keys
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.services import driving_tests
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

TEMPLATE = "desk/away.html"
SHOWN = 20
NO_FILE = Text(zh="请选择考点交回的文件。", en="Choose the file that the site handed in.")


@staff("supervision")
def away(request: Request) -> HttpResponse:
    """Packages that left, files that came back, findings that wait; and the four acts."""
    if request.method != "POST":
        return render(request, TEMPLATE, _page(request))
    acts = {"register": _register, "take": _take, "settle": _settle}
    try:
        if request.POST.get("action") == "pack":
            return _pack(request)
        act = acts.get(request.POST.get("action", ""))
        if act is None:
            return render(request, TEMPLATE, _page(request), status=BadInput.status)
        return forms.redirect_once(request, lambda: act(request))
    except (BadInput, Conflict, NotFound, Refused) as error:
        return forms.show_errors(request, TEMPLATE, _page(request), error)


def _page(request: Request) -> dict[str, Any]:
    found = [one for one in slots.sites(SiteKind.TEST_CENTRE) if one.mobile and one.closed_on is None]
    known = queries.registered()
    waiting = queries.findings(request.actor)
    return frame.page(
        request,
        "sessions",
        sites=[{"site": one, "registered": one.code in known} for one in found],
        site_options=[{"value": one.code, "label": one.name} for one in found],
        office_key=keys.own_key().public_key().public_bytes_raw().hex(),
        packages=[{"package": one, "site": slots.get_site(one.site).name} for one in queries.packages()],
        findings=[_finding(request, one) for one in waiting[:SHOWN]],
        more=max(0, len(waiting) - SHOWN),
        values={"day": (clock.today() + timedelta(days=1)).isoformat()},
        back_href=reverse("desk:sites"),
    )


def _finding(request: Request, one: driving.ConflictRow) -> dict[str, Any]:
    """A finding in words: whose test, what the site says, what is known here."""
    told: dict[str, Any] = {
        "id": one.id, "kind": one.kind, "sentence": site_conflicts.CONFLICTS[one.kind], "day": one.file.day,
        "site": slots.get_site(one.file.site_id).name, "there": one.there, "here": one.here.get("score"),
        "detail": _detail(one.here),
    }  # fmt: skip
    try:
        sitting = exams.get_sitting(one.sitting)
    except NotFound:
        return told
    person_id = exams.get_file(sitting.file_id).person_id
    audit.look(actor=request.actor, person_id=person_id, purpose=Purpose.SUPERVISION, what="site_result")
    name = people.get_person(person_id).name
    subject = driving_tests.name_of(sitting.subject)
    return told | {"name": name, "subject": subject, "licence_class": sitting.target}


def _detail(here: dict[str, Any]) -> Text | None:
    if "zh" in here:
        return Text(zh=here["zh"], en=here["en"])
    return END_WORDS[End(here["end"])] if here.get("end") else None


def _register(request: Request) -> str:
    post = request.POST
    packing.register(site=post.get("site", ""), public=post.get("public", ""), actor=request.actor)
    return reverse("desk:away")


def _pack(request: Request) -> HttpResponse:
    """The package as a file to be carried over; each one made stands in the list."""
    post = request.POST
    site, day = post.get("pack_site", ""), frame.day(post.get("day", ""), "day")
    content = packing.pack(site=site, day=day, examiners=post.get("examiners", "").split(), actor=request.actor)
    response = HttpResponse(content, content_type="text/plain; charset=us-ascii")
    response["content-disposition"] = f'attachment; filename="package-{site}-{day}.txt"'
    return response


def _take(request: Request) -> str:
    given = request.FILES.get("file")
    if given is None or not given.size:
        raise BadInput("file", NO_FILE)
    taking_back.take_in(content=given.read(), actor=request.actor)
    return reverse("desk:away")


def _settle(request: Request) -> str:
    post = request.POST
    found = frame.identifier(post.get("conflict", ""))
    if found not in {one.id for one in queries.findings(request.actor)}:
        raise NotFound(frame.NOBODY)
    settling.settle(
        conflict_id=found, stands=post.get("stands", ""), reason=post.get("reason", ""), actor=request.actor
    )  # fmt: skip
    return reverse("desk:away")
