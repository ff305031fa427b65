"""My plate number: chosen for a car that is bought, from a phone; each step a form that works without JavaScript."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.allocation.plates import bans, choosing, queries
from tongban.core.errors import BadInput, Conflict, NotAllowed, TongbanError
from tongban.exchange.types import ExchangeError
from tongban.people import queries as people
from tongban.services import numbers as services
from tongban.web import choosing as shown
from tongban.web import forms
from tongban.web.citizen import rounds
from tongban.web.problems import problem
from tongban.web.request import Request
from tongban.web.rights import citizen


@citizen
def numbers(request: Request) -> HttpResponse:
    """What is reserved or kept for me, what I am choosing; and the beginning: which car."""
    person = request.actor.own_person
    context: dict[str, Any] = {
        "here": "vehicles",
        "choices": [
            shown.shown(one) | {"href": reverse("citizen:number", args=[one.id])} for one in queries.choices_of(person)
        ],
        "kept": [
            {"number": shown.printed(one.plate_type, one.number), "tone": shown.tone(one.plate_type), "to": one.to}
            for one in queries.kept_for(person)
        ],
        "ban": bans.find(person),
        "back_href": reverse("citizen:vehicles"),
        "values": {},
    }
    if request.method != "POST":
        return render(request, "citizen/numbers.html", context)
    try:
        return HttpResponseRedirect(reverse("citizen:number", args=[_begin(request, person)]))
    except (BadInput, Conflict, NotAllowed, ExchangeError) as error:
        return forms.show_errors(request, "citizen/numbers.html", context, error, "vin")


@citizen
def number(request: Request, choice_id: UUID) -> HttpResponse:
    """One choice: a random set, names in an order, an original number; or what I have, and until when."""
    person, here = request.actor.own_person, reverse("citizen:number", args=[choice_id])
    if request.method == "POST" and request.headers.get("accept") == "application/json":
        return _told(request, choice_id, person, here)
    wrong: TongbanError | None = None
    if request.method == "POST":
        try:
            led_to = shown.go_on(request, choice_id, person, here)
            if isinstance(led_to, str):
                return HttpResponseRedirect(led_to)
            wrong = led_to
        except (BadInput, Conflict) as error:
            wrong = error
    context: dict[str, Any] = {"here": "vehicles", "back_href": reverse("citizen:numbers"), "values": {}}
    found = queries.get_choice(choice_id, person)
    context |= shown.shown(found) | {"rounds": rounds.open_for(found)}
    if wrong is not None:
        return forms.show_errors(request, "citizen/number.html", context, wrong, _field(wrong))
    return render(request, "citizen/number.html", context)


def _told(request: Request, choice_id: UUID, person: UUID, here: str) -> HttpResponse:
    """The same step for the page's own script, which keeps what was typed: where to go on, or what was lost and why."""
    try:
        led_to = shown.go_on(request, choice_id, person, here)
    except TongbanError as error:
        return problem(error)
    if isinstance(led_to, str):
        return JsonResponse({"href": led_to})
    return JsonResponse({"detail": led_to.message.in_language(request.LANGUAGE_CODE)})


def _begin(request: Request, person: UUID) -> UUID:
    bans.refuse(person)
    region = people.get_person(person).region
    car = services.look_up(vin=request.POST.get("vin", ""), person=person, region=region)
    begun = choosing.begin(
        person=person, vin=car.vin, pool=car.pool.id, channel="online", actor=request.actor, name=car.name
    )  # fmt: skip
    return begun.id


def _field(wrong: TongbanError) -> str:
    """A Conflict is about the choice as a whole, not about a field."""
    return "" if isinstance(wrong, BadInput) else "choice"
