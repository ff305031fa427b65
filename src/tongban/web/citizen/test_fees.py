"""What my tests cost: to be paid, paid with its bill, given back."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from tongban.assessment.exams import fees
from tongban.core.errors import Conflict
from tongban.exchange.payment import actions as payment
from tongban.exchange.payment.types import PAYING
from tongban.exchange.types import ExchangeError
from tongban.law.text import Text
from tongban.web import test_fees
from tongban.web.desk.frame import identifier
from tongban.web.request import Request
from tongban.web.rights import citizen

NOTHING_DUE = Text(zh="这笔考试费现在不用缴。", en="This test fee is not due now.")
SILENT = Text(
    zh="银行还没有回复是否到账，请不要重复缴费，几分钟后再看。",
    en="The bank has not told us yet whether you paid. Do not pay again: look here in some minutes.",
)


@citizen
def test_fees_page(request: Request) -> HttpResponse:
    """Every fee of mine, the newest first; `pay` leads to the bank, and coming back asks it."""
    person = request.actor.own_person
    if request.method == "POST":
        return HttpResponseRedirect(_pay(request))
    boxes, message = test_fees.boxes(person), None
    if request.GET.get("back") and _asked(boxes):
        boxes = test_fees.boxes(person)
    elif request.GET.get("back") and any(_waits(one) for one in boxes):
        message = SILENT
    context = {"here": "services", "boxes": boxes, "message": message, "back_href": reverse("citizen:tests")}
    return render(request, "citizen/test_fees.html", context)


def _pay(request: Request) -> str:
    booking = identifier(request.POST.get("booking", ""))
    fees.get_own(request.actor.own_person, booking)
    number = fees.order_for(booking_id=booking, actor=request.actor)
    if not number:
        raise Conflict(NOTHING_DUE, code="nothing_due")
    back = settings.TONGBAN_PUBLIC_URL + reverse("citizen:test_fees") + "?back=1"
    return payment.cashier_url(number=number, return_url=back, language=get_language() or "")


def _waits(box: dict[str, Any]) -> bool:
    return bool(box["payable"] and box["order"] and box["order"].state == PAYING)


def _asked(boxes: list[dict[str, Any]]) -> bool:
    """Has the bank answered about everything that somebody was sent to pay?"""
    try:
        for box in boxes:
            if _waits(box):
                fees.ask_bank(box["number"])
    except ExchangeError:
        return False
    return True
