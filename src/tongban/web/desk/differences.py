"""Where two books do not agree: tills, bank, bills, late refunds. Each is a task with a due day and is settled once."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import BadInput
from tongban.exchange.payment import differences as books
from tongban.exchange.payment import queries as orders
from tongban.exchange.payment.types import DIFFERENCES, REASONS, Difference
from tongban.law.text import Text
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

STATES = {
    "requested": Text(zh="待审批", en="waits for approval"),
    "approved": Text(zh="办理中", en="under way"),
}


@staff("till", "supervision")
def differences(request: Request) -> HttpResponse:
    """What is open, the most urgent first; settling one needs a sentence, and another person than the till's own."""
    if request.method != "POST":
        return render(request, "desk/differences.html", _page(request))
    try:
        return forms.redirect_once(request, lambda: _settle(request))
    except BadInput as error:
        field = f"remark-{request.POST.get('difference', '')}"
        return forms.show_errors(request, "desk/differences.html", _page(request), error, field)


def _settle(request: Request) -> str:
    chosen = frame.identifier(request.POST.get("difference", ""))
    books.settle(difference_id=chosen, remark=request.POST.get("remark", ""), actor=request.actor)
    return reverse("desk:differences")


def _page(request: Request) -> dict[str, Any]:
    today = clock.day_of(clock.now())
    refunds = [
        {
            "order": one.order_number,
            "amount": one.amount,
            "why": REASONS[one.reason],
            "state": STATES[one.state],
            "due_on": one.due_on,
            "late": one.due_on < today,
        }
        for one in orders.open_refunds()
    ]
    rows = [_row(one, request.actor) | {"late": one.due_on < today} for one in orders.open_differences()]
    return frame.page(request, "till", rows=rows, refunds=refunds, values={})


def _row(one: Difference, actor: Actor) -> dict[str, Any]:
    return {
        "id": one.id,
        "what": DIFFERENCES[one.kind],
        "subject": one.till or one.subject,
        "day": one.day,
        "ours": one.ours,
        "theirs": one.theirs,
        "due_on": one.due_on,
        "field": f"remark-{one.id}",
        "blocked": books.OWN_TILL if one.kind == "till" and one.till == actor.label else None,
    }
