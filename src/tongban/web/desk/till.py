"""The till: opened in the morning, counted and closed in the evening."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, NotFound
from tongban.exchange.payment import queries as orders
from tongban.exchange.payment import till as cash
from tongban.exchange.payment.types import TillDay
from tongban.law.text import Text
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.desk.visit import till_name
from tongban.web.request import Request
from tongban.web.rights import staff

NOT_OPEN = Text(zh="今天还没有开钱箱。", en="The till has not been opened today.")


@staff("till")
def till(request: Request) -> HttpResponse:
    """The clerk's own till of today."""
    if request.method != "POST":
        return render(request, "desk/till.html", _page(request))
    try:
        return forms.redirect_once(request, lambda: _act(request))
    except BadInput as error:
        field = {"float_amount": "opening"}.get(error.field, error.field)
        return forms.show_errors(request, "desk/till.html", _page(request), BadInput(field, error.message))


def _act(request: Request) -> str:
    actor: Actor = request.actor
    match request.POST.get("action"):
        case "open":
            opening = frame.amount(request.POST, "opening")
            cash.open_till(till=till_name(actor), actor=actor, float_amount=opening)
        case "close":
            mine = _mine(actor)
            if mine is None:
                raise NotFound(NOT_OPEN)
            cash.close_till(till_id=mine.id, counted=frame.amount(request.POST, "counted"), actor=actor)
    return reverse("desk:till")


def _mine(actor: Actor) -> TillDay | None:
    return orders.find_till(till_name(actor), clock.day_of(clock.now()))


def _page(request: Request) -> dict[str, Any]:
    mine = _mine(request.actor)
    book = orders.till_book(mine.id) if mine else None
    movements = [
        {"at": one.at, "label": one.label, "number": one.order, "amount": one.amount}
        for one in (book.movements if book else ())
    ]
    drawn = (
        mine
        and book
        and {
            "state": "closed" if mine.closed_at else "open",
            "opened_at": book.opened_at,
            "opening": mine.float_amount,
            "cash": book.cash,
            "orders": len(movements),
            "closed_at": mine.closed_at,
            "counted": mine.counted,
            "difference": mine.difference,
        }
    )
    still_open = len(orders.open_differences())
    return frame.page(request, "till", till=drawn, movements=movements, values={}, differences=still_open)
