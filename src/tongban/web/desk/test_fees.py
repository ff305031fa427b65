"""The tests of the person at the desk: slots cancelled in time, fees taken in cash."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.allocation.slots import booking
from tongban.allocation.slots import queries as slots
from tongban.allocation.slots.types import Standing
from tongban.assessment.exams import fees
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, Conflict, NotAllowed
from tongban.exchange.payment import queries as orders
from tongban.exchange.payment import till as cash
from tongban.exchange.payment.types import PAYING
from tongban.law.text import Text
from tongban.services import driving_tests
from tongban.web import forms, sessions, test_fees
from tongban.web.citizen.test_fees import NOTHING_DUE
from tongban.web.desk import frame
from tongban.web.desk.visit import NO_TILL, open_till
from tongban.web.request import Request
from tongban.web.rights import staff

TEMPLATE = "desk/test_fees.html"
NOT_THE_TILL = Text(zh="收现金需要收费岗位。", en="Taking cash needs the till post.")
NOT_THE_WINDOW = Text(zh="取消预约需要受理岗位。", en="Cancelling a slot needs the acceptance post.")
NOT_THEIRS = Text(zh="请选择要取消的场次。", en="Choose the slot to be cancelled.")


@staff("acceptance", "till")
def tests(request: Request, person_id: UUID) -> HttpResponse:
    """Slots and fees of one person; the look is written down."""
    seen = frame.look(person_id, request.actor, Purpose.SERVICE, "learner")
    if request.method != "POST":
        return render(request, TEMPLATE, _page(request, person_id, frame.head(seen)))
    try:
        number = _order(request, person_id) if request.POST.get("action") == "cash" else ""
        return forms.redirect_once(request, lambda: _act(request, person_id, number))
    except (BadInput, Conflict) as error:
        field = "given" if request.POST.get("action") == "cash" else "session"
        return forms.show_errors(request, TEMPLATE, _page(request, person_id, frame.head(seen)), error, field)


def _order(request: Request, person_id: UUID) -> str:
    """What is due, and what the bank says where its payer was sent there: partners are asked outside transactions."""
    if "till" not in request.actor.posts:
        raise NotAllowed(NOT_THE_TILL)
    chosen = frame.identifier(request.POST.get("booking", ""))
    fees.get_own(person_id, chosen)
    number = fees.order_for(booking_id=chosen, actor=request.actor)
    if number and orders.get_order(number).state == PAYING:
        fees.ask_bank(number)
    if not number or not orders.get_order(number).open:
        raise Conflict(NOTHING_DUE, code="nothing_due")
    return number


def _act(request: Request, person_id: UUID, number: str) -> str:
    actor, here = request.actor, reverse("desk:person_tests", args=[person_id])
    if request.POST.get("action") == "cash":
        till = open_till(actor)
        if till is None:
            raise BadInput("given", NO_TILL)
        taken = cash.take_cash(number=number, till_id=till.id, given=frame.amount(request.POST, "given"), actor=actor)
        request.session[f"change-{number}"] = str(taken.change)
    elif request.POST.get("action") == "cancel":
        if "acceptance" not in actor.posts:
            raise NotAllowed(NOT_THE_WINDOW)
        chosen = frame.identifier(request.POST.get("session", ""))
        if chosen not in {one.session.id for one in _booked(person_id)}:
            raise BadInput("session", NOT_THEIRS)
        booking.cancel(session=chosen, person=person_id, actor=actor)
    return here


def _booked(person_id: UUID) -> list[Any]:
    return [one for one in slots.slots_of(person_id) if one.standing is Standing.BOOKED]


def _page(request: Request, person_id: UUID, person: dict[str, Any]) -> dict[str, Any]:
    boxes = test_fees.boxes(person_id)
    by_session: dict[UUID, dict[str, Any]] = {}
    for one in _booked(person_id):
        row = by_session.setdefault(one.session.id, {"value": one.session.id, "subjects": []})
        row["label"] = sessions.named(one.session)
        row["subjects"].append(driving_tests.name_of(one.subject))
    for box in boxes:
        change = request.session.get(f"change-{box['number']}") if box["number"] else None
        box["change"] = Decimal(change) if change else None
    return frame.page(
        request, "search", person=person, boxes=boxes, slots=list(by_session.values()), values={},
        may_cancel="acceptance" in request.actor.posts, may_take="till" in request.actor.posts,
        back_href=reverse("desk:person", args=[person_id]) if request.actor.posts & set(frame.OPENS_PERSONS) else "",
    )  # fmt: skip
