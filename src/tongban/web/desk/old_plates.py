"""Old plates: handed in later, gathered, and destroyed before two witnesses (回收、销毁)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.core import plates as numbers
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed
from tongban.documents.plates import destroying, handing, queries
from tongban.law.text import Text
from tongban.web import forms, plates
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

NOTHING_DUE = Text(zh="这个号码没有要收回的旧号牌。", en="No old plate of this number has to be handed in.")


@staff("production", "acceptance")
def old_plates(request: Request) -> HttpResponse:
    """What lies here to be destroyed, what was destroyed, and taking an old plate back."""
    if request.method != "POST":
        return render(request, "desk/old_plates.html", _page(request))
    try:
        return forms.redirect_once(request, lambda: _act(request))
    except (BadInput, Conflict, NotAllowed) as error:
        return forms.show_errors(request, "desk/old_plates.html", _page(request), error)


def _act(request: Request) -> str:
    post, actor = request.POST, request.actor
    here = reverse("desk:old_plates")
    match post.get("action"):
        case "take_back":
            handing.take_back(piece_id=frame.identifier(post.get("piece", "")), actor=actor)
        case "propose":
            destroying.propose(actor=actor)
        case "confirm":
            weight = frame.whole(post, "weight", destroying.NO_WEIGHT)
            batch = frame.identifier(post.get("batch", ""))
            destroying.confirm(batch_id=batch, weight_grams=weight, video=post.get("video", ""), actor=actor)
    return here


def _page(request: Request) -> dict[str, Any]:
    actor, typed = request.actor, request.GET.get("number", "")
    number = numbers.as_typed(typed) if typed else ""
    due = queries.outstanding(number) if number else []
    return frame.page(
        request,
        "old_plates",
        number=number,
        due=[{"id": one.id, "place": plates.PLACES[one.place], "word": plates.PIECES[one.state]} for one in due],
        none_due=NOTHING_DUE if number and not due else None,
        lying=[
            {"number": number, "place": plates.PLACES[place], "word": plates.PIECES[state], "at": at}
            for number, place, state, at in destroying.lying_here(actor.office)
        ],
        batches=[_batch(one, actor) for one in destroying.batches(actor.office)],
        values={},
    )


def _batch(one: destroying.Batch, actor: Actor) -> dict[str, Any]:
    return {
        "id": one.id,
        "pieces": one.pieces,
        "at": one.begun_at,
        "weight": one.weight_grams,
        "destroyed_at": one.destroyed_at,
        "mine": one.first_witness == actor.account_id,
    }
