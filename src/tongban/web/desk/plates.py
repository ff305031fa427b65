"""Plate numbers at the desk: a set of fifty drawn for who stands there (V06); supervision of the pools.

A clerk neither sees nor picks a number outside a running choice: the person chooses from the set that a computer drew.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.allocation.plates import choosing, queries, releasing, withholding
from tongban.allocation.plates.types import Energy
from tongban.core import clock, plates
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound, TongbanError
from tongban.exchange.types import ExchangeError
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.services import numbers as services
from tongban.web import choosing as shown
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

NO_TIME = Text(zh="请选择日期和时间。", en="Choose a day and a time.")
ENERGIES = [
    {"value": "", "label": Text(zh="普通号牌", en="ordinary plate")},
    {"value": "electric", "label": Text(zh="纯电动", en="electric")},
    {"value": "hybrid", "label": Text(zh="非纯电动新能源", en="hybrid or fuel cell")},
]
KINDS = {
    withholding.WITHHOLD: Text(zh="封存", en="withhold"),
    withholding.FREE: Text(zh="解除封存", en="give free"),
}


@staff("acceptance")
def begin(request: Request, person_id: UUID) -> HttpResponse:
    """For which car of the person who stands here; leads to their choice."""
    person = frame.look(person_id, request.actor, Purpose.SERVICE)
    running = [
        shown.shown(one) | {"href": reverse("desk:plate_choice", args=[person_id, one.id])}
        for one in queries.choices_of(person_id)
    ]
    page = frame.page(request, "search", person=frame.head(person), choices=running, values={})
    if request.method != "POST":
        return render(request, "desk/plates.html", page)
    try:
        car = services.look_up(vin=request.POST.get("vin", ""), person=person_id, region=person.region)
        begun = choosing.begin(
            person=person_id, vin=car.vin, pool=car.pool.id, channel="window", actor=request.actor, name=car.name
        )
    except (BadInput, Conflict, ExchangeError) as error:
        return forms.show_errors(request, "desk/plates.html", page, error, "vin")
    return HttpResponseRedirect(reverse("desk:plate_choice", args=[person_id, begun.id]))


@staff("acceptance")
def choice(request: Request, person_id: UUID, choice_id: UUID) -> HttpResponse:
    """The choice of the person who stands here: they say which of the set."""
    person, here = (
        frame.look(person_id, request.actor, Purpose.SERVICE),
        reverse("desk:plate_choice", args=[person_id, choice_id]),
    )
    queries.get_choice(choice_id, person_id)
    problem: TongbanError | None = None
    if request.method == "POST":
        try:
            led_to = shown.go_on(request, choice_id, person_id, here)
            if isinstance(led_to, str):
                return HttpResponseRedirect(led_to)
            problem = led_to
        except (BadInput, Conflict) as error:
            problem = error
    page = frame.page(request, "search", person=frame.head(person), values={})
    page |= shown.shown(queries.get_choice(choice_id, person_id))
    if problem is not None:
        return forms.show_errors(request, "desk/plate_choice.html", page, problem)
    return render(request, "desk/plate_choice.html", page)


@staff("supervision")
def pools(request: Request) -> HttpResponse:
    """Segments filed and released, numbers withheld by two, what waits for the second."""
    motions = [
        {"motion": one, "kind": KINDS[one.kind], "mine": one.proposed_by == request.actor.account_id}
        for one in queries.motions()
    ]
    page = frame.page(
        request, "pools", motions=motions, segments=queries.segments(), energies=ENERGIES, values={},
        types=[{"value": code, "label": name} for code, name in plates.TYPES.items()],
        waiting=[{"value": one.mask, "label": one.mask} for one in queries.segments() if one.released_at is None],
    )  # fmt: skip
    if request.method != "POST":
        return render(request, "desk/pools.html", page)
    act = ACTS.get(request.POST.get("action", ""))
    if act is None:
        return render(request, "desk/pools.html", page, status=BadInput.status)
    try:
        return forms.redirect_once(request, lambda: act(request))
    except (BadInput, Conflict, NotAllowed, NotFound) as error:
        return forms.show_errors(request, "desk/pools.html", page, error)


def _file(request: Request) -> str:
    post = request.POST
    mask = plates.as_typed(post.get("mask", ""))
    region = _region(request)
    try:
        energy = Energy(post.get("energy", ""))
    except ValueError as wrong:
        raise BadInput("energy", Text(zh="请选择能源种类。", en="Choose the kind of drive.")) from wrong
    releasing.file_segment(
        authority=mask[:2], region=region, plate_type=post.get("plate_type", ""), mask=mask, energy=energy,
        actor=request.actor,
    )  # fmt: skip
    return reverse("desk:pools")


def _release(request: Request) -> str:
    typed = request.POST.get("at", "")
    try:
        at = datetime.fromisoformat(typed).replace(tzinfo=clock.CHINA)
    except ValueError as wrong:
        raise BadInput("at", NO_TIME) from wrong
    releasing.announce_release(mask=request.POST.get("segment", ""), at=at, actor=request.actor)
    return reverse("desk:pools")


def _propose(request: Request) -> str:
    post = request.POST
    number = plates.as_typed(post.get("number", ""))
    why = Text(zh=post.get("why_zh", "").strip() or " ", en=post.get("why_en", "").strip() or " ")
    plate_type = post.get("of_type", "")
    withholding.propose(
        plate_type=plate_type, number=number, kind=post.get("kind", ""), why=why, actor=request.actor
    )  # fmt: skip
    return reverse("desk:pools")


def _confirm(request: Request) -> str:
    try:
        motion = UUID(request.POST.get("motion", ""))
    except ValueError as wrong:
        raise BadInput("motion", Text(zh="没有这项提议。", en="There is no such proposal.")) from wrong
    withholding.confirm(motion=motion, actor=request.actor)
    return reverse("desk:pools")


def _region(request: Request) -> str:
    """The city of the office worked from: its pools are that city's."""
    office = outlets.find_outlet(request.actor.office)
    return f"{office.region[:4]}00" if office else ""


ACTS: Mapping[str, Callable[[Request], str]] = {
    "file": _file,
    "release": _release,
    "propose": _propose,
    "confirm": _confirm,
}
