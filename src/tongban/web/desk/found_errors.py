"""An error of a registration that the office found: a member of staff says which item, what is right and what shows it;
the owner is told, somebody else decides."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.plates import Plate
from tongban.law.text import Text
from tongban.registers.vehicles import queries
from tongban.services.vehicle import v46_correction as correction
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.desk.vehicles import NO_SUCH
from tongban.web.request import Request
from tongban.web.rights import staff

WORDS = {
    "title": Text(zh="更正登记错误", en="Put an error of the registration right"),
    "why": Text(
        zh="本所发现登记错误时用。立案后车主马上收到通知，可以提出意见；由另一人核对决定。",
        en="For an error that this office found. The owner is told at once and may object; somebody else decides.",
    ),
    "which": Text(zh="哪一项登记错了？", en="What is wrong?"),
    "go": Text(zh="下一步", en="Next"),
    "recorded": Text(zh="现在登记的", en="On record now"),
    "open": Text(zh="立案并通知车主", en="Open the case and tell the owner"),
    "choose": Text(zh="请选择", en="Choose"),
    "back": Text(zh="换一项", en="Another item"),
}


@staff("review")
def found_error(request: Request, vehicle_id: UUID) -> HttpResponse:
    """Choose the item, then say what is right. It is a look at each owner who is a person."""
    found = queries.find_vehicle(vehicle_id)
    if found is None:
        raise NotFound(NO_SUCH)
    for owner in found.owners:
        if owner.kind == "person":
            frame.look(owner.id, request.actor, Purpose.REVIEW, "vehicle")
    item = request.POST.get("item") or request.GET.get("item", "")
    context = _page(request, vehicle_id, item if item in correction.ITEMS else "")
    if request.method != "POST":
        return render(request, "desk/found_error.html", context)
    try:
        return forms.redirect_once(request, lambda: _open(request, vehicle_id, item))
    except (BadInput, Conflict) as error:
        field = getattr(error, "field", "reference")
        return forms.show_errors(request, "desk/found_error.html", context, error, field=field)


def _open(request: Request, vehicle_id: UUID, item: str) -> str:
    if item not in correction.ITEMS:
        raise BadInput("item", WORDS["which"])
    kind = "date" if item == "made_on" else "text"
    given = {"item": item, item: forms.typed(request.POST, item, kind), "reference": request.POST.get("reference", "")}
    number = correction.open_found(vehicle_id=vehicle_id, given=given, actor=request.actor)
    return reverse("desk:case", args=[number])


def _page(request: Request, vehicle_id: UUID, item: str) -> dict[str, Any]:
    vehicle = queries.get_vehicle(vehicle_id)
    context = frame.page(
        request,
        "search",
        words=WORDS,
        values=request.POST,
        plate=Plate(vehicle.plate_type, vehicle.plate).printed if vehicle.plate else "",
        vehicle_href=reverse("desk:vehicle", args=[vehicle_id]),
        item=item,
        items=[{"value": key, "label": name} for key, name in correction.ITEMS.items()],
    )
    if not item:
        return context
    question, options = correction.asked_of_staff(vehicle, item)
    now = correction.recorded(vehicle, item)
    names = {value: label for value, label in options}
    return context | {
        "name": correction.ITEMS[item],
        "now": names.get(now, forms.text(now)),
        "kind": question.kind,
        "label": question.label,
        "reference": correction.V46.question("reference").label,
        "options": [{"value": value, "label": label} for value, label in options],
        "typed": request.POST.get(item, ""),
    }
