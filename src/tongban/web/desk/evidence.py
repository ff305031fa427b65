"""What a person brings to the window instead of what could not be fetched: a portrait, checked by its content."""

import base64
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import actions, queries
from tongban.casework.types import CaseView
from tongban.core import clock
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, NotFound
from tongban.exchange.photos import PORTRAIT_MAX_CHARACTERS
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.web import forms, jpeg
from tongban.web.desk import frame, shown_papers
from tongban.web.request import Request
from tongban.web.rights import staff

BRINGABLE = frozenset({"portrait", *shown_papers.PAPERS})
PORTRAIT_MAX_BYTES = PORTRAIT_MAX_CHARACTERS // 4 * 3  # what the licence can carry
NO_FILE = Text(zh="请选择照片文件。", en="Choose the photograph.")
TOO_LARGE = Text(
    zh="文件最大 {limit} MB，请重新拍摄或压缩。", en="A file may have up to {limit} MB: take a smaller one."
)
TOO_LARGE_PORTRAIT = Text(
    zh="证件照片最大 {limit} MB，请压缩后再传。", en="A licence photograph may have up to {limit} MB."
)
NO_JPEG = Text(
    zh="这不是完整的 JPEG 照片（以内容为准，与文件名无关）。",
    en="This is not a whole JPEG photograph; its content counts, not its name.",
)
NOT_NEEDED = Text(zh="这份材料不能在窗口补交。", en="This cannot be brought to a window.")
WORDS = {
    "title": Text(zh="补交材料", en="Add what the person brought"),
    "file": Text(zh="JPEG 照片", en="JPEG photograph"),
    "hint": Text(zh="白底免冠证件照。", en="A licence photograph on white."),
    "add": Text(zh="收下", en="Take it"),
}


@staff("acceptance")
def evidence(request: Request, number: str, material: str) -> HttpResponse:
    """Take a portrait for a case; it keeps a promise or closes a gap, and the case goes on."""
    found = queries.get_case_by_number(number, request.actor)
    if material not in BRINGABLE or material not in {one.key for one in found.evidence}:
        raise NotFound(NOT_NEEDED)
    if material in shown_papers.PAPERS:
        return _paper(request, found, material)
    seen = frame.look(found.row.applicant, request.actor, Purpose.SERVICE, "case", found.row.id)
    context = frame.page(
        request,
        "work",
        case={"number": number, "service": found.service},
        person=frame.head(seen),
        back_href=reverse("desk:case", args=[number]),
        words=WORDS,
    )
    if request.method != "POST":
        return render(request, "desk/evidence.html", context)
    try:
        content = _portrait(request.FILES.get("file"), found)
    except BadInput as error:
        return forms.show_errors(request, "desk/evidence.html", context, error)
    actions.show(case_id=found.row.id, actor=request.actor, material=material, content=content)
    return HttpResponseRedirect(reverse("desk:case", args=[number]))


def _paper(request: Request, found: CaseView, material: str) -> HttpResponse:
    """Take down what a paper about the vehicle says, while its holder is silent."""
    number = found.row.number
    seen = frame.look(found.row.applicant, request.actor, Purpose.SERVICE, "case", found.row.id)
    context = frame.page(
        request,
        "work",
        case={"number": number, "service": found.service},
        person=frame.head(seen),
        material=next(one.name for one in found.evidence if one.key == material),
        fields=shown_papers.fields(material),
        back_href=reverse("desk:case", args=[number]),
        words=shown_papers.WORDS,
    )
    if request.method != "POST":
        return render(request, "desk/shown_paper.html", context)
    try:
        content = shown_papers.content(material, found, request.POST)
    except BadInput as error:
        return forms.show_errors(request, "desk/shown_paper.html", context, error)
    actions.show(case_id=found.row.id, actor=request.actor, material=material, content=content)
    return HttpResponseRedirect(reverse("desk:case", args=[number]))


def _portrait(given: UploadedFile | None, found: CaseView) -> dict[str, Any]:
    """The uploaded portrait in the form the photo library would have sent it; BadInput in words."""
    if given is None or not given.size:
        raise BadInput("file", NO_FILE)
    if given.size > settings.TONGBAN_UPLOAD_MAX_BYTES:
        raise BadInput("file", TOO_LARGE.fill(limit=settings.TONGBAN_UPLOAD_MAX_BYTES // 1024**2))
    image = given.read()
    if not jpeg.is_whole(image):
        raise BadInput("file", NO_JPEG)
    if len(image) > PORTRAIT_MAX_BYTES:
        raise BadInput("file", TOO_LARGE_PORTRAIT.fill(limit=f"{PORTRAIT_MAX_BYTES / 1_000_000:.1f}"))
    return {
        "found": True,
        "identity_number": people.identity_number(found.row.applicant),
        "taken_on": clock.today().isoformat(),
        "jpeg": base64.b64encode(image).decode(),
    }
