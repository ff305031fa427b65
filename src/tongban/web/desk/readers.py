"""RFID readers at the desk of supervision: how their lines stand, tags at two places at once, where a plate was read.

A read is never a violation by itself; the page says so. Asking where a plate was is a look at its owner and rider.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.core import audit
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, NotAllowed, NotFound
from tongban.law.text import Text
from tongban.registers.bikes import passages, queries, reading
from tongban.registers.bikes.passages import DoubtView, PassageView
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

FINDINGS = {
    "copied": Text(zh="号牌被套用", en="the plate was copied"),
    "moved": Text(zh="号牌被换到别的车上", en="the plate was put on another bike"),
    "mistaken": Text(zh="读错了，没有问题", en="a wrong read, nothing is amiss"),
}
NO_REASON = Text(zh="请写明为什么查，例如案件编号。", en="Say why you ask, such as the number of a matter.")
NO_PLATE = Text(zh="请填写号牌号码。", en="Enter the number of the plate.")
NEVER_READ = Text(zh="保存期内没有读到过这个号码。", en="This number has not been read as long as reads are kept.")
LONGEST = 80


@staff("supervision")
def readers(request: Request) -> HttpResponse:
    """Readers, doubts, unknown tags; ask where a plate was; settle a doubt; keep a read for a matter."""
    act = ACTS.get(request.POST.get("action", ""))
    try:
        if act:
            return forms.redirect_once(request, lambda: act(request))
        asked = _asked(request) if request.method == "POST" else None
    except (BadInput, NotAllowed, NotFound) as error:
        return forms.show_errors(request, "desk/readers.html", _page(request, None), error)
    return render(request, "desk/readers.html", _page(request, asked))


def _page(request: Request, asked: list[PassageView] | None) -> dict[str, Any]:
    return frame.page(
        request, "readers",
        readers=passages.readers(),
        doubts=[_doubt(one) for one in passages.doubts(request.actor)],
        settled=[_doubt(one) for one in passages.doubts(request.actor, settled=True, limit=10)],
        unknown=passages.unknown_tags(request.actor),
        findings=[{"value": key, "label": words} for key, words in FINDINGS.items()],
        passages=asked, nothing=NEVER_READ if asked == [] else None, values=request.POST,
    )  # fmt: skip


def _asked(request: Request) -> list[PassageView]:
    """Where a plate was: the look at whoever owned and rode the bike comes first. Raises BadInput without a reason."""
    plate = "".join(request.POST.get("plate", "").split()).upper()[:12]
    if not plate:
        raise BadInput("plate", NO_PLATE)
    why = " ".join(request.POST.get("why", "").split())[:LONGEST]
    if not why:
        raise BadInput("why", NO_REASON)
    found = passages.passages(request.actor, plate=plate)
    bikes = [queries.get_bike(one) for one in {one.bike for one in found if one.bike}]
    people = {person for bike in bikes for person in (bike.owner, bike.rider) if person}
    if people:
        audit.looks(
            actor=request.actor, person_ids=sorted(people), purpose=Purpose.INVESTIGATION, what=f"tag reads: {why}"
        )
    return found


def _settle(request: Request) -> str:
    post = request.POST
    doubt = frame.identifier(post.get("doubt", ""))
    reading.settle(
        doubt=doubt, finding=post.get("finding", ""), words=post.get("words", ""), actor=request.actor
    )  # fmt: skip
    return reverse("desk:readers")


def _hold(request: Request) -> str:
    read = frame.identifier(request.POST.get("read", ""))
    reading.hold(read=read, matter=request.POST.get("matter", ""), actor=request.actor)
    return reverse("desk:readers")


def _doubt(one: DoubtView) -> dict[str, Any]:
    plate = one.second.plate or one.first.plate
    return {"doubt": one, "plate": plate or one.tag, "finding": FINDINGS.get(one.finding)}


ACTS: Mapping[str, Callable[[Request], str]] = {"settle": _settle, "hold": _hold}
