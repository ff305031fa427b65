"""Bans from choosing numbers online, for supervision: whose, why, until when; lifted by two, with a reason."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.allocation.plates import bans as kept
from tongban.allocation.plates.types import BanView
from tongban.core import audit
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.people.types import PersonView
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

GROUNDS = {
    "not_registered": Text(zh="选好的号码没有按时登记", en="a reserved number was not registered in time"),
    "misuse": Text(zh="违规选号", en="numbers were chosen against the rules"),
}


@staff("supervision")
def bans(request: Request) -> HttpResponse:
    """The bans that run; say why one should be lifted, agree to what somebody else proposed."""
    act = ACTS.get(request.POST.get("action", ""))
    if request.method != "POST" or act is None:
        return render(request, "desk/bans.html", _page(request), status=200 if request.method != "POST" else 400)
    try:
        return forms.redirect_once(request, lambda: act(request))
    except (BadInput, Conflict, NotAllowed, NotFound) as error:
        return forms.show_errors(request, "desk/bans.html", _page(request), error)


def _page(request: Request) -> dict[str, Any]:
    found = kept.running()
    known = people.get_persons({one.person for one in found})
    if known:  # their names are shown
        audit.looks(actor=request.actor, person_ids=sorted(known), purpose=Purpose.SUPERVISION, what="bans")
    rows = [_row(request, one, known[one.person]) for one in found if one.person in known]
    return frame.page(request, "bans", rows=rows, values={})


def _row(request: Request, one: BanView, person: PersonView) -> dict[str, Any]:
    return {
        "ban": one,
        "name": person.name,
        "identity_masked": person.identity_masked,
        "ground": GROUNDS.get(one.ground, Text(zh=one.ground, en=one.ground)),
        "mine": one.proposed_by == request.actor.account_id,
    }


def _propose(request: Request) -> str:
    ban = frame.identifier(request.POST.get("ban", ""))
    kept.propose_lifting(ban=ban, reason=request.POST.get("reason", ""), actor=request.actor)
    return reverse("desk:bans")


def _lift(request: Request) -> str:
    kept.lift(ban=frame.identifier(request.POST.get("ban", "")), actor=request.actor)
    return reverse("desk:bans")


ACTS: Mapping[str, Callable[[Request], str]] = {"propose": _propose, "lift": _lift}
