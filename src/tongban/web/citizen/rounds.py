"""Wishes for a collected round: which numbers, best first. A pilot, and every page says so."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.allocation import queries as draws
from tongban.allocation.plates import queries, rounds
from tongban.allocation.plates.types import ChoiceView
from tongban.allocation.types import DrawState, DrawView
from tongban.core import clock
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.law.text import Text
from tongban.web import choosing, forms
from tongban.web.public.draws import row
from tongban.web.request import Request
from tongban.web.rights import citizen

NO_ROUND = Text(zh="没有这一轮。", en="There is no such round.")


def open_for(choice: ChoiceView) -> list[dict[str, Any]]:
    """The rounds in which a choice can take part now."""
    numbers = set() if choice.got else set(queries.rounds(choice.pool.id))
    if not numbers:
        return []
    return [
        {"title": one.title, "href": reverse("citizen:round", args=[choice.id, one.number])}
        for one in draws.draws()
        if one.number in numbers and _takes(one)
    ]


@citizen
def round_(request: Request, choice_id: UUID, number: str) -> HttpResponse:
    """Say what I wish in a round, or say it anew; afterwards my code, under which the list shows me."""
    person = request.actor.own_person
    choice = queries.get_choice(choice_id, person)
    if number not in queries.rounds(choice.pool.id):
        raise NotFound(NO_ROUND)
    found = draws.get_draw(number)
    here = reverse("citizen:round", args=[choice_id, number])
    applied = draws.find_application(number, person)
    options = [
        {"value": one, "label": choosing.printed(choice.pool.plate_type, one)} for one in rounds.numbers_of(number)
    ]
    context = row(found) | {
        "here": "vehicles",
        "choice": choice,
        "takes": _takes(found) and not choice.got,
        "applied": applied,
        "wished": [choosing.printed(choice.pool.plate_type, one) for one in applied.wishes] if applied else [],
        "fields": choosing.FIELDS[: len(options)],
        "options": options,
        "values": {},
        "back_href": reverse("citizen:number", args=[choice_id]),
    }
    if request.method != "POST":
        return render(request, "citizen/round.html", context)
    try:
        wishes = [one for one in (request.POST.get(field, "") for field in choosing.FIELDS) if one]
        forms.once(request, lambda: _wish(request, number, choice, wishes, here))
    except (BadInput, Conflict) as error:
        return forms.show_errors(request, "citizen/round.html", context, error, choosing.FIELDS[0])
    return HttpResponseRedirect(here)


def _wish(request: Request, number: str, choice: ChoiceView, wishes: list[str], here: str) -> str:
    rounds.wish(number=number, choice=choice.id, person=choice.person, numbers=wishes, actor=request.actor)
    return here


def _takes(one: DrawView) -> bool:
    return one.state == DrawState.OPEN and one.opens_at <= clock.now() < one.closes_at
