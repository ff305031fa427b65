"""Messages from partners: verified, stored once, acted on in the same transaction where a person waits."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from tongban.casework import actions
from tongban.core.actor import Actor
from tongban.core.errors import TongbanError
from tongban.exchange import actions as exchange
from tongban.exchange import keys
from tongban.exchange.messages import actions as messages
from tongban.exchange.offices import actions as offices
from tongban.exchange.offices import contract
from tongban.exchange.payment import actions as payment
from tongban.exchange.types import Received
from tongban.web.problems import problem
from tongban.web.rights import public

BANK = Actor(kind="partner", label="payment", channel="partner")


@public
@csrf_exempt
@require_POST
def receive(request: HttpRequest, partner: str, event: str) -> HttpResponse:
    """One message. Nothing of it counts unless its signature covers it; a repeat is answered like the first."""
    try:
        with transaction.atomic():
            received = exchange.receive(
                partner=partner,
                event=event,
                headers=request.headers,
                method=request.method or "",
                path=request.path,
                body=request.body,
            )
            act = ACTS.get((partner, event))
            if act and not received.repeated:
                act(received)
    except TongbanError as error:
        with override("en"):
            return problem(error)
    if partner.startswith(contract.PREFIX):
        answer, fields = offices.acknowledge(received, request.body, request.headers["request-id"])
        return HttpResponse(answer, headers=fields)
    return JsonResponse({"message_id": str(received.message_id), "repeated": received.repeated})


def _paid(received: Received) -> None:
    """Book the money and go on with the cases of the order, all or nothing."""
    order = payment.record_told(message_id=received.message_id, told=received.value)
    if order and order.paid:
        actions.payment_received(order_number=order.number, case_ids=list(order.case_ids), actor=BANK)


def _delivered(received: Received) -> None:
    """Note what became of a message."""
    messages.report(delivery=received.value)


# what is acted on in the transaction that stores it; other messages wake listeners
ACTS: dict[tuple[str, str], Callable[[Received], None]] = {
    ("payment", "paid"): _paid,
    ("messages", "delivery"): _delivered,
}


@public
@require_GET
def our_keys(request: HttpRequest) -> HttpResponse:
    """The public keys we sign questions with, as a JWK set."""
    return JsonResponse(keys.own_jwks())
