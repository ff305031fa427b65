"""A vehicle away from home (跨省通办): accepted and checked here, decided by the office that registered it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.casework.actions import checking as rights
from tongban.casework.catalogue import Service, services
from tongban.core import clock, plates, regions
from tongban.core.errors import BadInput, NotAllowed, TongbanError
from tongban.core.law_book import book
from tongban.exchange.offices import queries as offices
from tongban.law.rules import vehicle_check
from tongban.law.text import Text
from tongban.outlets import passes
from tongban.registers.vehicles import between, codes
from tongban.registers.vehicles.between import ItemView
from tongban.registers.vehicles.checking import Made
from tongban.services.vehicle.moving_in import TYPES
from tongban.web import forms
from tongban.web.desk import checks, frame
from tongban.web.request import Request
from tongban.web.rights import staff

WORDS = {
    "title": Text(zh="异地车辆受理", en="Vehicles of other cities"),
    "says": Text(
        zh="车在本地、登记在外地的，在这里受理和查验；由登记地按当地规定复核、发证，不用回去。",
        en="The vehicle is here, registered elsewhere: accept and check it here. Its own office decides.",
    ),
    "nobody": Text(zh="还没有登记过外地车管所。", en="No other office has been introduced yet."),
    "choose": Text(zh="请选择", en="Please choose"),
    "service": Text(zh="业务", en="Service"),
    "city": Text(zh="登记地", en="Registered in"),
    "identity": Text(zh="所有人身份证号码", en="Identity number of its owner"),
    "name": Text(zh="所有人姓名", en="Name of its owner"),
    "plate_type": Text(zh="号牌种类", en="Type of plate"),
    "plate": Text(zh="号牌号码", en="Plate number"),
    "vin": Text(zh="车辆识别代号", en="VIN"),
    "colour": Text(zh="现在的颜色", en="Colour now"),
    "address": Text(zh="新行驶证寄到哪里", en="Where the new vehicle licence is sent"),
    "checked": Text(zh="查验（变更颜色）", en="Check (for a colour)"),
    "send": Text(zh="送登记地复核", en="Send it to its own office"),
    "before": Text(zh="最近的事项", en="Newest items"),
}
STATES = {
    between.SENT: Text(zh="已送登记地", en="sent there"),
    between.ARRIVING: Text(zh="正在接收", en="arriving"),
    between.RECHECKING: Text(zh="登记地复核中", en="being re-checked"),
    between.ISSUED: Text(zh="已办结发证", en="issued"),
    between.RETURNED: Text(zh="已退回", en="returned"),
}
FIELDS = ("service", "city", "identity_number", "name", "plate_type", "plate", "vin")
MISSING = Text(zh="请填写这一项。", en="Please fill this in.")


@staff("check")
def elsewhere(request: Request) -> HttpResponse:
    """What was accepted for others; a POST accepts one more."""
    if request.method != "POST":
        return render(request, "desk/elsewhere.html", _page(request))
    try:
        return forms.redirect_once(request, lambda: _accept(request))
    except TongbanError as error:
        return forms.show_errors(request, "desk/elsewhere.html", _page(request), error)


def _accept(request: Request) -> str:
    given = {name: request.POST.get(name, "").strip() for name in (*FIELDS, "colour", "address")}
    for name in FIELDS:
        if not given[name]:
            raise BadInput(name, MISSING)
    if given["service"] not in _services() or given["city"] not in {one.region for one in offices.offices()}:
        raise BadInput("service", MISSING)
    if not passes.has_qualification(request.actor.label, rights.QUALIFICATION, clock.today()):
        raise NotAllowed(rights.NO_CERTIFICATE)
    service = services[given["service"]]
    wanted = between.Wanted(
        service=given["service"], office=given["city"], plate=plates.parse(given["plate_type"], given["plate"]),
        vin=given["vin"], identity_number=given["identity_number"], name=given["name"],
        answers=_answers(service, given),
    )  # fmt: skip
    between.accept(
        wanted=wanted, made=_made(request) if service.vehicle_check else None, items=_items(), actor=request.actor
    )
    return reverse("desk:elsewhere")


def _answers(service: Service, given: dict[str, str]) -> dict[str, str]:
    """What the person chose, by the questions of the service. Raises BadInput."""
    known = {"colour": given["colour"], "declaration": "yes"}
    answers = {one.key: known.get(one.key, "") for one in service.questions}
    if service.needs_papers:
        answers |= {"delivery": "post", "delivery_address": given["address"]}
    for name, value in answers.items():
        if not value:
            raise BadInput("address" if name == "delivery_address" else name, MISSING)
    return answers


def _made(request: Request) -> Made:
    photos = {item: checks.photograph(request.FILES.get(f"photo_{item}"), item) for item in ("vin", "shape")}
    return Made(
        found={item: request.POST.get(f"item_{item}", "") for item in _items()},
        stamped=request.POST.get("stamped", ""),
        photos={item: image for item, image in photos.items() if image},
        recording=request.POST.get("recording", ""),
        recording_sha256=request.POST.get("recording_sha256", ""),
        remarks=request.POST.get("remarks", ""),
    )


def _items() -> tuple[str, ...]:
    """A small car alone is checked away from home."""
    return vehicle_check.items("colour", "K33", clock.today(), book())


def _services() -> list[str]:
    return [service.code for service in services.values() if service.accepted_elsewhere]


def _page(request: Request) -> dict[str, Any]:
    chosen = request.POST.get
    options = {
        "service": [(code, services[code].name) for code in _services()],
        "city": [(one.region, one.name) for one in offices.offices()],
        "plate_type": list(TYPES.items()),
        "colour": list(codes.codes("colour").items()),
    }
    return frame.page(
        request,
        "elsewhere",
        words=WORDS,
        asked=[
            {"name": f"item_{item}", "label": codes.word("check_item", item), "options": checks.options()}
            for item in _items()
        ],
        options={
            name: [{"value": value, "label": label, "checked": chosen(name) == value} for value, label in found]
            for name, found in options.items()
        },
        check_words=checks.WORDS,
        rows=[_row(one) for one in between.newest(30)],
    )


def _row(one: ItemView) -> dict[str, Any]:
    return {
        "service": services[one.service].name if one.service in services else Text(zh=one.service, en=one.service),
        "plate": one.plate.printed,
        "city": regions.name(one.office),
        "here": one.side == "here",
        "state": STATES[one.state],
        "number": one.number,
        "reasons": [text for _, text in one.reasons],
        "accepted_at": one.accepted_at,
    }
