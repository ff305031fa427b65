"""Attachments for courts and others (协助查封): a notice on paper is taken down by one member of staff and confirmed by
another; what came by message stands beside it."""

import re
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.core import regions
from tongban.core.errors import BadInput, TongbanError
from tongban.law.text import Text
from tongban.registers.vehicles import attachments as kept
from tongban.registers.vehicles.attachments import Kept, Notice
from tongban.web import forms, jpeg
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

AUTHORITIES = {
    "court": Text(zh="人民法院", en="Court"),
    "procuratorate": Text(zh="人民检察院", en="Procuratorate"),
    "supervision": Text(zh="监察机关", en="Supervision commission"),
    "enforcement": Text(zh="行政执法部门", en="Enforcement body"),
}
ACTS = {
    "attach": Text(zh="查封", en="Attach"),
    "extend": Text(zh="续封", en="Extend"),
    "release": Text(zh="解封", en="Release"),
}
RESULTS = {
    "attached": Text(zh="已查封", en="Attached"),
    "waiting": Text(zh="轮候查封", en="Waits behind another"),
    "extended": Text(zh="已续封", en="Extended"),
    "released": Text(zh="已解封", en="Released"),
    "kept": Text(zh="原查封尚未收到，收到后自动执行", en="Its attachment has not come yet; carried out behind it"),
    "not_here": Text(zh="本地没有这辆车", en="No such vehicle here"),
    "moved_away": Text(zh="车辆已迁出", en="The vehicle has moved away"),
    "ended": Text(zh="车辆已注销", en="No longer registered"),
    "taken_down": Text(zh="等待复核", en="Waits to be confirmed"),
}
WORDS = {
    "title": Text(zh="协助查封、解封", en="Attachment and release"),
    "to_confirm": Text(zh="等待复核的通知书", en="Notices to be confirmed"),
    "none": Text(zh="没有等待复核的通知书。", en="No notice waits to be confirmed."),
    "own": Text(zh="您登记的，请由另一位工作人员复核。", en="You took it down: somebody else confirms it."),
    "image": Text(zh="看通知书", en="See the notice"),
    "confirm": Text(zh="核对无误，执行", en="It is right: carry it out"),
    "take_back": Text(zh="登记有误，退回", en="It was taken down wrongly: take it back"),
    "recent": Text(zh="最近执行的通知", en="Carried out lately"),
    "nothing": Text(zh="还没有执行过通知。", en="No notice was carried out yet."),
    "new": Text(zh="登记一份纸质通知书", en="Take down a notice on paper"),
    "authority": Text(zh="机关类别", en="Kind of authority"),
    "authority_name": Text(zh="机关名称", en="Name of the authority"),
    "act": Text(zh="要求", en="What it asks for"),
    "number": Text(zh="通知书文号", en="Number of the notice"),
    "case_number": Text(zh="案号", en="Number of its case"),
    "vin": Text(zh="车辆识别代号", en="VIN"),
    "about": Text(zh="原查封通知书文号（解封、续封填写）", en="Notice that attached it (of a release or extension)"),
    "on": Text(zh="通知书日期", en="Day of the notice"),
    "until": Text(zh="查封到哪天（没写可以不填）", en="To which day (empty where none is stated)"),
    "officer_1": Text(zh="送达人员一的证件编号", en="Badge number of the first officer"),
    "officer_2": Text(zh="送达人员二的证件编号", en="Badge number of the second officer"),
    "picture": Text(zh="通知书扫描件（JPEG）", en="Picture of the notice (JPEG)"),
    "send": Text(zh="登记，交复核", en="Take it down"),
    "rank": Text(zh="第{rank}位", en="place {rank}"),
    "to": Text(zh="至{day}", en="to {day}"),
    "by_message": Text(zh="电子通知", en="by message"),
    "on_paper": Text(zh="纸质通知", en="on paper"),
}
EMPTY = Text(zh="请填写这一项。", en="Please fill this in.")
NO_VIN = Text(
    zh="请照通知书填写车辆识别代号，5至17位数字或字母。", en="Copy the VIN from the notice: 5 to 17 digits or letters."
)
NO_JPEG = Text(zh="请附上JPEG扫描件。", en="Add the picture as JPEG.")
REQUIRED = ("authority_name", "number", "case_number")


@staff("acceptance", "review")
def attachments(request: Request) -> HttpResponse:
    """What waits to be confirmed, the form for a new notice, and what was carried out lately."""
    kept.must_serve(request.actor)
    if request.method != "POST":
        return render(request, "desk/attachments.html", _page(request))
    try:
        return forms.redirect_once(request, lambda: _act(request))
    except TongbanError as error:
        return forms.show_errors(request, "desk/attachments.html", _page(request), error)


@staff("acceptance", "review")
def image(request: Request, notice_id: UUID) -> HttpResponse:
    """The picture of a notice on paper."""
    kept.must_serve(request.actor)
    return HttpResponse(kept.image_of(notice_id), content_type="image/jpeg")


def _act(request: Request) -> str:
    match request.POST.get("action"):
        case "confirm":
            kept.confirm(notice=frame.identifier(request.POST.get("notice", "")), actor=request.actor)
        case "take_back":
            kept.take_back(notice=frame.identifier(request.POST.get("notice", "")), actor=request.actor)
        case _:
            officers = (request.POST.get("officer_1", ""), request.POST.get("officer_2", ""))
            kept.take_down(_typed(request), officers=officers, image=_picture(request), actor=request.actor)
    return reverse("desk:attachments")


def _typed(request: Request) -> Notice:
    said = {name: str(request.POST.get(name, "")).strip() for name in (*REQUIRED, "vin", "about", "until", "on")}
    for name in REQUIRED:
        if not said[name]:
            raise BadInput(name, EMPTY)
    vin = said["vin"].upper().replace(" ", "")
    if not re.fullmatch(r"[0-9A-Z]{5,17}", vin):
        raise BadInput("vin", NO_VIN)
    authority, act = request.POST.get("authority", ""), request.POST.get("act", "")
    if authority not in AUTHORITIES or act not in ACTS:
        raise BadInput("act", EMPTY)
    return Notice(
        number=said["number"], authority=authority, authority_name=said["authority_name"],
        case_number=said["case_number"], act=act, vin=vin, about=said["about"],
        on=frame.day(said["on"], "on"), until=frame.day(said["until"], "until") if said["until"] else None,
    )  # fmt: skip


def _picture(request: Request) -> bytes:
    sent = request.FILES.get("picture")
    content = sent.read() if isinstance(sent, UploadedFile) else b""
    if not jpeg.is_whole(content):
        raise BadInput("picture", NO_JPEG)
    return content


def _page(request: Request) -> dict[str, Any]:
    return frame.page(
        request,
        "attachments",
        words=WORDS,
        values=request.POST,
        waiting=[_row(one, request) for one in kept.to_confirm()],
        recent=[_row(one, request) for one in kept.recent()],
        authorities=[{"value": value, "label": label} for value, label in AUTHORITIES.items()],
        acts=[{"value": value, "label": label} for value, label in ACTS.items()],
    )


def _row(one: Kept, request: Request) -> dict[str, Any]:
    outcome = one.outcome
    return {
        "id": outcome.id,
        "notice": one.notice,
        "act": ACTS[one.notice.act],
        "result": RESULTS[outcome.result],
        "rank": WORDS["rank"].fill(rank=outcome.rank) if outcome.rank else None,
        "until": WORDS["to"].fill(day=outcome.until) if outcome.until else None,
        "where": regions.full_name(outcome.where) if outcome.where else None,
        "at": one.came_at,
        "way": WORDS["on_paper" if one.on_paper else "by_message"],
        "image": reverse("desk:attachment_image", args=[outcome.id]) if one.on_paper else "",
        "own": one.taken_by == request.actor.account_id,
    }
