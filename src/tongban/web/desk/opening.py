"""The office acts by itself: a member of staff opens a case on a ground they found, with the document it rests on."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import opening
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, Conflict
from tongban.law.text import Text
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

WORDS = {
    "title": Text(zh="主动立案", en="Open a case of the office"),
    "why": Text(
        zh="用于本机关依职权办理的业务。立案后当事人马上收到通知，由另一人决定。",
        en="For what the office does by itself. The person is told at once; somebody else decides.",
    ),
    "ground": Text(zh="依据什么情形立案？", en="On which ground?"),
    "found_on": Text(zh="哪一天查明的？", en="On which day was it found?"),
    "reference": Text(zh="依据的文书和文号", en="The document it rests on, with its number"),
    "open": Text(zh="立案并通知当事人", en="Open the case and tell the person"),
    "none": Text(zh="今天没有您可以主动立案的业务。", en="There is nothing you may open by hand today."),
}
AT_ONCE = Text(
    zh="{name}。依法不设申请期限，立案后直接送审核。",
    en="{name}. It leaves no time to answer: it goes straight to review.",
)
WITH_TIME = Text(zh="{name}。通知送达后，当事人有时间答复。", en="{name}. The person has time to answer the notice.")


@staff("review")
def open_case(request: Request, person_id: UUID) -> HttpResponse:
    """Choose the ground, name the day and the document, open the case."""
    seen = frame.look(person_id, request.actor, Purpose.REVIEW, "person")
    context = frame.page(request, "search", person=frame.head(seen), values={}, words=WORDS, options=_options(request))
    if request.method != "POST":
        return render(request, "desk/open.html", context)
    try:
        return forms.redirect_once(request, lambda: _open(request, person_id))
    except (BadInput, Conflict) as error:
        return forms.show_errors(request, "desk/open.html", context, error, field=getattr(error, "field", "ground"))


def _open(request: Request, person_id: UUID) -> str:
    service, _, ground = request.POST.get("ground", "").partition(":")
    if not ground:
        raise BadInput("ground", opening.NOT_THIS_GROUND)
    case = opening.open_by_hand(
        service=service,
        person_id=person_id,
        ground=ground,
        found_on=frame.day(forms.typed(request.POST, "found_on", "date"), "found_on"),
        reference=request.POST.get("reference", ""),
        actor=request.actor,
    )
    return reverse("desk:case", args=[case.number])


def _options(request: Request) -> list[dict[str, Any]]:
    """Each ground that this member of staff may act on today, and what follows from it."""
    return [
        {
            "value": f"{one.service.code}:{one.code}",
            "label": one.words,
            "hint": (AT_ONCE if one.at_once else WITH_TIME).fill(name=one.service.name),
        }
        for one in opening.grounds(request.actor)
    ]
