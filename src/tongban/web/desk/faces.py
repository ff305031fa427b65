"""Comparing faces: a clerk looks at the person, the card and the photograph on record, and answers for it."""

import base64
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.core import audit
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput
from tongban.documents import queries as papers
from tongban.exchange import photos
from tongban.exchange.types import ExchangeError
from tongban.law.text import Text
from tongban.people import actions as people_actions
from tongban.people import queries as people
from tongban.registers.drivers import queries as drivers
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

ON_RECORD = Text(zh="驾驶证照片", en="On the licence")
LIBRARY = Text(zh="相片库照片", en="In the photo library")
NONE = Text(zh="没有照片可比对，请只看身份证", en="No photograph: compare with the identity card alone")
WHY = Text(zh="请说明看到了什么不同。", en="Say what you saw that differs.")
WORDS = {
    "title": Text(zh="待核对的人脸", en="Faces to compare"),
    "none": Text(zh="没有待核对的人脸。", en="No face waits to be compared."),
}


@staff("acceptance")
def faces(request: Request) -> HttpResponse:
    """The comparisons that wait for a clerk, oldest first; names are shown, so the looks are written."""
    waiting = people.open_live_checks()
    names = people.get_persons({check.person_id for check in waiting})
    if names:
        audit.looks(actor=request.actor, person_ids=sorted(names), purpose=Purpose.IDENTITY_CHECK, what="name")
    rows = [
        {
            "name": names[check.person_id].name,
            "at": check.asked_at,
            "href": reverse("desk:livecheck", args=[check.person_id]),
        }
        for check in waiting
    ]
    return render(request, "desk/faces.html", frame.page(request, "search", rows=rows, words=WORDS))


@staff("acceptance")
def livecheck(request: Request, person_id: UUID) -> HttpResponse:
    """Compare one person: the same, different, or unsure (it then waits for a colleague)."""
    seen = frame.look(person_id, request.actor, Purpose.IDENTITY_CHECK, "portrait")
    context = frame.page(request, "search", person=frame.head(seen), photos=[], values={})
    if request.method == "POST":
        try:
            return _answer(request, person_id)
        except BadInput as error:
            wrong = BadInput("words", error.message)
            return forms.show_errors(request, "desk/livecheck.html", context | {"photos": _photos(person_id)}, wrong)
    return render(request, "desk/livecheck.html", context | {"photos": _photos(person_id)})


def _answer(request: Request, person_id: UUID) -> HttpResponse:
    """A comparison is begun outside our transaction (an engine may call out); the answer is given once."""
    doing, words, actor = request.POST.get("action"), request.POST.get("words", ""), request.actor
    if doing == "different" and not words.strip():
        raise BadInput("words", WHY)
    if doing in ("different", "unsure"):
        check = people_actions.start_live_check(person_id=person_id, actor=actor, cause="window")
    if doing == "unsure":
        return HttpResponseRedirect(reverse("desk:faces"))

    def act() -> str:
        if doing == "same":
            people_actions.verify_at_window(person_id=person_id, actor=actor)
        elif doing == "different":
            people_actions.decide_live_check(check_id=check, passed=False, actor=actor, reason=words)
        return reverse("desk:person", args=[person_id])

    return forms.redirect_once(request, act)


def _photos(person_id: UUID) -> list[dict[str, Any]]:
    """The portrait of the licence, else the library's; a library that does not answer leaves an empty frame."""
    driver = drivers.find_driver(person_id)
    portrait = papers.find_portrait(driver.id) if driver else None
    if portrait:
        return [{"label": ON_RECORD, "src": _data(base64.b64encode(portrait).decode()), "taken_on": None}]
    try:
        answer = photos.ask_portrait(
            people.identity_number(person_id), purpose="identity_check", case_id=None, person_id=person_id
        )
    except ExchangeError as error:
        return [{"label": error.message, "src": "", "taken_on": None}]
    if isinstance(answer.value, photos.Portrait):
        return [{"label": LIBRARY, "src": _data(answer.value.jpeg), "taken_on": answer.value.taken_on}]
    return [{"label": NONE, "src": "", "taken_on": None}]


def _data(jpeg_base64: str) -> str:
    return f"data:image/jpeg;base64,{jpeg_base64}"
