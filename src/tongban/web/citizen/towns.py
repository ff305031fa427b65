"""Motorcycle tests in my town: I ask for them, and take it back; I am told when a day is planned."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.allocation.slots import towns
from tongban.core import regions
from tongban.core.errors import BadInput, NotFound
from tongban.law.text import Text
from tongban.web import forms
from tongban.web.request import Request
from tongban.web.rights import citizen

TEMPLATE = "citizen/towns.html"
CLASS_NAMES = {
    "D": Text(zh="D 普通三轮摩托车", en="D, tricycles"),
    "E": Text(zh="E 普通二轮摩托车", en="E, motorcycles"),
    "F": Text(zh="F 轻便摩托车", en="F, mopeds"),
}
IN_REGION = Text(zh="{region} {town}", en="{town}, {region}")


@citizen
def town_tests(request: Request) -> HttpResponse:
    """What I ask for, in which town, and how many others do."""
    if request.method != "POST":
        return render(request, TEMPLATE, _page(request))
    try:
        return forms.redirect_once(request, lambda: _act(request))
    except (BadInput, NotFound) as error:
        return forms.show_errors(request, TEMPLATE, _page(request), error, "town")


def _page(request: Request) -> dict[str, Any]:
    known = towns.towns()
    mine, by_code = towns.asked_by(request.actor.own_person), {one.code: one for one in known}
    return {
        "here": "services",
        "mine": [
            {"licence_class": each, "name": CLASS_NAMES[each], "town": by_code[code]}
            for each, code in sorted(mine.items())
            if code in by_code
        ],
        "options": [
            {"value": one.code, "label": IN_REGION.fill(town=one.name, region=regions.name(one.region))}
            for one in sorted(known, key=lambda one: (one.region, one.code))
        ],
        "classes": [{"value": code, "label": name} for code, name in CLASS_NAMES.items()],
        "values": {"licence_class": "E"},
    }


def _act(request: Request) -> str:
    post, person = request.POST, request.actor.own_person
    licence_class = post.get("licence_class", "")
    if post.get("action") == "no_more":
        towns.ask_no_more(person=person, licence_class=licence_class, actor=request.actor)
    else:
        towns.ask(person=person, town=post.get("town", ""), licence_class=licence_class, actor=request.actor)
    return reverse("citizen:town_tests")
