"""Any plate number answers: who made it, when, on which blank, and where it is now. Asking is a look at its owner."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from tongban.core import audit
from tongban.core import plates as numbers
from tongban.core.audit import Purpose
from tongban.documents.plates import queries
from tongban.documents.plates.types import SetView
from tongban.law.text import Text
from tongban.web import plates
from tongban.web.desk import frame
from tongban.web.desk.plate_making import timeline
from tongban.web.request import Request
from tongban.web.rights import staff

NOTHING = Text(
    zh="这个号码没有在本系统制作过号牌。", en="No plates of this number were made since production is kept here."
)


@staff("production", "review", "supervision")
def trace(request: Request) -> HttpResponse:
    """Every set of a number, newest first, with each of its plates and what happened to it."""
    number = numbers.as_typed(request.POST.get("number", ""))
    found = queries.sets_of(number) if number else []
    owners = sorted({one.person for one in found if one.person})
    if owners:
        audit.looks(actor=request.actor, person_ids=owners, purpose=Purpose.PRODUCTION, what="plate trace")
    context = frame.page(
        request,
        "plate_trace",
        values={"number": number},
        sets=[_set(one) for one in found],
        nothing=NOTHING if number and not found else None,
    )
    return render(request, "desk/plate_trace.html", context)


def _set(of: SetView) -> dict[str, Any]:
    return {
        **plates.line(of, ""),
        "void": of.voided_on,
        "maker": plates.outlet_word(of.maker) if of.maker else None,
        "ordered_at": of.ordered_at,
        "pieces": [plates.piece(one) for one in of.pieces],
        "timeline": timeline(of),
    }
