"""Vehicle checks (查验): which vehicles wait for one, and the check itself, item by item, for a phone in the yard."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import actions, engine, posts, queries, states
from tongban.casework.actions import checking
from tongban.casework.types import CaseView
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, Conflict, TongbanError
from tongban.law.text import Text
from tongban.registers.vehicles import codes
from tongban.registers.vehicles import queries as vehicles
from tongban.registers.vehicles.checking import Made
from tongban.registers.vehicles.types import CheckView
from tongban.web import forms, jpeg
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

FOUND = (
    ("ok", Text(zh="合格", en="In order")),
    ("failed", Text(zh="不合格", en="Not in order")),
    ("doubtful", Text(zh="有疑点", en="Doubtful")),
)
WORDS = {
    "title": Text(zh="车辆查验", en="Vehicle check"),
    "none": Text(zh="现在没有等查验的车。", en="No vehicle waits for a check now."),
    "number": Text(zh="业务流水号", en="Number of the case"),
    "open": Text(zh="查验这辆车", en="Check this vehicle"),
    "stamped": Text(zh="打刻的车辆识别代号", en="VIN as it is stamped"),
    "stamped_hint": Text(zh="照打刻逐位输入，不要照单据抄。", en="Type what is stamped, not what papers say."),
    "photo_vin": Text(zh="打刻照片", en="Photograph of the stamping"),
    "photo_shape": Text(zh="左前45度全车照片", en="Photograph of the vehicle from the left front"),
    "recording": Text(zh="全程录像编号", en="Number of the recording"),
    "recording_hint": Text(zh="执法记录仪从头到尾的录像。", en="From beginning to end, by the body recorder."),
    "digest": Text(zh="录像文件摘要（SHA-256）", en="Digest of the recording (SHA-256)"),
    "digest_hint": Text(
        zh="选录像文件就自动算出，文件不上传；也可以照记录仪抄64位。",
        en="Choose the file and it is worked out here, the file stays with you; or copy its 64 characters.",
    ),
    "file": Text(zh="录像文件", en="Recording"),
    "remarks": Text(zh="不合格或者疑点的说明", en="What is wrong, in words"),
    "send": Text(zh="完成查验", en="Finish the check"),
    "before": Text(zh="以前的查验", en="Earlier checks"),
    "vin": Text(zh="登记的车辆识别代号", en="VIN to be checked"),
}
NO_JPEG = Text(zh="请拍JPEG照片。", en="Take a photograph as JPEG.")
NO_NUMBER = Text(zh="没有这个流水号的业务。", en="There is no case of this number.")


@staff("check")
def checks(request: Request) -> HttpResponse:
    """The vehicles that wait for a check at the officer's offices; a number leads to any other."""
    rows = queries.case_rows(posts.waiting_for_check(request.actor))
    context = frame.page(
        request,
        "checks",
        words=WORDS,
        values=request.GET,
        rows=[{"row": row, "href": reverse("desk:check", args=[row.number])} for row in rows.values()],
    )
    wanted = request.GET.get("number", "").strip()
    if not wanted:
        return render(request, "desk/checks.html", context)
    found = queries.find_by_number(wanted)
    if found is None or queries.find_case(found.id, request.actor) is None:
        return forms.show_errors(request, "desk/checks.html", context, BadInput("number", NO_NUMBER))
    return HttpResponseRedirect(reverse("desk:check", args=[wanted]))


@staff("check")
def check(request: Request, number: str) -> HttpResponse:
    """The check of one vehicle: every item, the stamped VIN, photographs, the recording."""
    case = queries.get_case_by_number(number, request.actor)
    frame.look(case.row.applicant, request.actor, Purpose.SERVICE, "case", case.row.id)
    found = engine.prepared(case.row.id)
    context = _page(request, case, found)
    if request.method != "POST" or not context["asked"]:
        return render(request, "desk/check.html", context)
    try:
        _check(request, case, found)
    except TongbanError as error:
        return forms.show_errors(request, "desk/check.html", context, error)
    return HttpResponseRedirect(request.path)


@staff("check", "review")
def photo(request: Request, photo_id: UUID) -> HttpResponse:
    """A photograph of a check."""
    return HttpResponse(vehicles.check_photo(photo_id, request.actor), content_type="image/jpeg")


def _check(request: Request, case: CaseView, found: engine.Assessment) -> None:
    made = Made(
        found={item: request.POST.get(f"item_{item}", "") for item in checking.items_of(found)},
        stamped=request.POST.get("stamped", ""),
        photos={
            item: image for item in ("vin", "shape") if (image := photograph(request.FILES.get(f"photo_{item}"), item))
        },
        recording=request.POST.get("recording", ""),
        recording_sha256=request.POST.get("recording_sha256", ""),
        remarks=request.POST.get("remarks", ""),
    )
    actions.check_vehicle(case_id=case.row.id, actor=request.actor, made=made)


def photograph(given: UploadedFile | None, item: str) -> bytes:
    """An uploaded photograph, b"" where none was taken. Raises BadInput for anything but a JPEG."""
    if given is None or not given.size:
        return b""
    image = given.read() if given.size <= settings.TONGBAN_UPLOAD_MAX_BYTES else b""
    if not jpeg.is_whole(image):
        raise BadInput(f"photo_{item}", NO_JPEG)
    return image


def _page(request: Request, case: CaseView, found: engine.Assessment) -> dict[str, Any]:
    blocked: Text | None = None
    asked: tuple[str, ...] = ()
    try:
        asked = checking.items_of(found)
    except Conflict as error:
        blocked = error.message
    known = vehicles.checks_of(cause=f"case:{case.row.id}")
    vehicle = found.subject.vehicle
    done = case.row.status not in (states.DRAFT, *states.OPEN)
    return frame.page(
        request,
        "checks",
        case={"number": case.row.number, "service": case.service},
        vin=vehicle.vin if vehicle else str(found.facts.answers.get("vin") or ""),
        plate=vehicle.plate if vehicle else "",
        words=WORDS,
        blocked=checking.OVER if done else blocked,
        asked=[] if done else [
            {"name": f"item_{item}", "label": codes.word("check_item", item), "options": options()} for item in asked
        ],
        before=[{"check": one, "result": codes.word("check_result", one.result), **_said(one)} for one in known],
        back_href=reverse("desk:checks"),
    )  # fmt: skip


def options() -> list[dict[str, Any]]:
    """What may be found for an item."""
    return [{"value": value, "label": label} for value, label in FOUND]


def _said(check: CheckView) -> dict[str, Any]:
    words = dict(FOUND)
    return {
        "failed": [(codes.word("check_item", item), words[how]) for item, how in check.items.items() if how != "ok"],
        "photos": [reverse("desk:check_photo", args=[photo]) for _, photo in check.photos],
    }
