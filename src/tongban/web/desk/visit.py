"""One visit, one payment: a code for the person's phone, or cash at an open till."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from tongban.casework import actions, queries, visits
from tongban.core import clock, sealing
from tongban.core.actor import Actor
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, Conflict
from tongban.exchange.payment import actions as payment
from tongban.exchange.payment import queries as orders
from tongban.exchange.payment import till as cash
from tongban.exchange.payment.types import METHODS, PAYING, Order, TillDay
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.web import forms, shown
from tongban.web.desk import frame
from tongban.web.desk.persons import basket_box
from tongban.web.request import Request
from tongban.web.rights import staff

NOTHING_DUE = Text(zh="没有需要缴纳的费用。", en="There is nothing to pay.")
NO_TILL = Text(zh="请先开启钱箱。", en="Open your till first.")
FREE = Text(zh="窗口", en="at the window")


@staff("acceptance", "till")
def basket(request: Request, visit_id: UUID) -> HttpResponse:
    """The basket: payment code, cash, ask the bank, take a case out, end the visit."""
    found = queries.get_basket(visit_id, request.actor)
    seen = frame.look(found.person, request.actor, Purpose.SERVICE, "visit")
    if request.method == "POST":
        try:
            _ask_bank(request, found)
            return forms.redirect_once(request, lambda: _act(request, found))
        except BadInput as error:
            context = _page(request, found, frame.head(seen))
            return forms.show_errors(request, "desk/basket.html", context, error)
    return render(request, "desk/basket.html", _page(request, found, frame.head(seen)))


def _ask_bank(request: Request, found: queries.Basket) -> None:
    """Before cash is taken for an order whose payer was sent to the bank, and when somebody asks: what does the bank
    say? Partners are asked outside transactions."""
    order = orders.find_order(found.order_number) if found.order_number else None
    if order and order.state == PAYING and request.POST.get("action") in ("cash", "ask"):
        actions.ask_bank(case_id=order.case_ids[0], order_number=order.number)


def _act(request: Request, found: queries.Basket) -> str:
    actor, here = request.actor, reverse("desk:basket", args=[found.id])
    match request.POST.get("action"):
        case "code":
            _show_code(request, _check_out(found, actor))
        case "cash":
            _take_cash(request, _check_out(found, actor))
        case "remove":
            _remove(request, found)
        case "finish":
            visits.close(visit_id=found.id, actor=actor)
            return reverse("desk:search")
    return here


def _check_out(found: queries.Basket, actor: Actor) -> str:
    number = visits.check_out(visit_id=found.id, actor=actor)
    if not number:
        raise Conflict(NOTHING_DUE)
    return number


def _show_code(request: Request, number: str) -> None:
    """Keep the signed address of the cashier page in the session, so that a reload shows the same code."""
    back = settings.TONGBAN_PUBLIC_URL + reverse("public:progress")
    request.session[_code_name(number)] = payment.cashier_url(number=number, return_url=back)


def _take_cash(request: Request, number: str) -> None:
    """Book the cash at the clerk's till and go on with every case, in one transaction."""
    till = open_till(request.actor)
    if till is None:
        raise BadInput("given", NO_TILL)
    receipt = cash.take_cash(
        number=number, till_id=till.id, given=frame.amount(request.POST, "given"), actor=request.actor
    )
    actions.payment_received(order_number=number, case_ids=list(receipt.order.case_ids), actor=request.actor)
    request.session[_change_name(number)] = str(receipt.change)


def _remove(request: Request, found: queries.Basket) -> None:
    chosen = frame.identifier(request.POST.get("case", ""))
    if chosen in {line.case.id for line in found.lines}:
        actions.withdraw(case_id=chosen, actor=request.actor, reason="window")


def till_name(actor: Actor) -> str:
    """Every clerk has one till; its name is their staff number."""
    return actor.label


def open_till(actor: Actor) -> TillDay | None:
    """The clerk's till, if it is open today."""
    till = orders.find_till(till_name(actor), clock.day_of(clock.now()))
    return till if till and till.closed_at is None else None


def _page(request: Request, found: queries.Basket, person: dict[str, Any]) -> dict[str, Any]:
    order = orders.find_order(found.order_number) if found.order_number else None
    change = request.session.get(_change_name(found.order_number)) if order and order.paid else None
    return frame.page(
        request,
        "search",
        person=person,
        basket=basket_box(found),
        order=order and _order(request, order),
        change=Decimal(change) if change else None,
        receipt=_receipt(order, found.office, person["name"]) if order and order.paid else None,
        values={},
        due=any(line.due for line in found.lines),
        ended=found.closed_at is not None,
        words=WORDS,
    )


WORDS = {
    "ask": Text(zh="查询是否到账", en="Ask whether it is paid"),
    "finish": Text(zh="结束接待", en="End the visit"),
    "link": Text(zh="在本机打开缴费页", en="Open the payment page here"),
}


def _order(request: Request, order: Order) -> dict[str, Any]:
    url = request.session.get(_code_name(order.number)) if order.open else None
    state = "paid" if order.paid else "open" if order.open else "failed"
    return {
        "number": order.number,
        "state": state,
        "paid_at": order.paid_at,
        "qr_svg": drawn(url) if url else "",
        "cashier_url": url or "",
    }


def drawn(text: str) -> SafeString:
    """A QR code as SVG: our own drawing, nothing of the text stands in it."""
    return mark_safe(segno.make(text, error="m").svg_inline(scale=4, border=2, omitsize=True))


def _receipt(order: Order, office: str, payer: str) -> dict[str, Any]:
    outlet = outlets.find_outlet(office)
    return {
        "number": order.number,
        "code": order.bill_check_code or order.reference,
        "paid_at": order.paid_at,
        "amount": order.amount,
        "payer": payer,
        "lines": [{"label": line.label, "value": shown.money(line.amount)} for line in order.lines],
        "reversals": orders.reversals(order.number),
        "red_bill_number": order.red_bill_number,
        "method": METHODS.get(order.method, FREE),
        "office": outlet.name if outlet else forms.text(office),
        "root": sealing.latest_root(),
    }


def _code_name(number: str) -> str:
    return f"cashier-{number}"


def _change_name(number: str) -> str:
    return f"change-{number}"
