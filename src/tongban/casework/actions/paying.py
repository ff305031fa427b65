"""Paying: the order a person can pay now, what the bank says of it, the payment that moves its cases."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from tongban.casework import deadlines, engine, evidence, record, rights, states, visits, waiting
from tongban.casework.assessment import assess
from tongban.casework.catalogue import services
from tongban.casework.models import Case
from tongban.core import clock
from tongban.core.actor import Actor, system
from tongban.core.errors import Conflict
from tongban.exchange.payment import actions as payment
from tongban.exchange.payment import queries as orders
from tongban.exchange.payment import refunds, till
from tongban.exchange.payment.types import PAYING
from tongban.law.text import Text

BANK_PATIENCE = 3.0  # seconds a person waits for the bank's answer on a page


def order_for(*, case_id: UUID, actor: Actor) -> str:
    """The number of an order that can be paid now, made anew where the last one is over. Not inside a transaction.

    "" where nothing is due (any more). Raises ExchangeError where the bank has to be asked about the old order and
    does not answer: nobody is asked to pay twice.
    """
    number = _due_order(case_id, actor)
    order = orders.find_order(number) if number else None
    if order and order.open and order.expires_at > clock.now():
        return order.number
    if order and order.open:
        if order.state == PAYING:
            ask_bank(case_id=case_id, order_number=order.number)
        if orders.get_order(order.number).open:
            payment.expire_order(number=order.number, actor=system("expiry"))
    with transaction.atomic():
        case = rights.own_or_worked_on(case_id, actor)
        if case.waiting_for != states.PAYMENT:
            return ""
        if case.visit:
            return visits.check_out(visit_id=case.visit, actor=actor)
        waiting.charge(case, assess(case))
        case.save(update_fields=["order_number"])
        return case.order_number


def ask_bank(*, case_id: UUID, order_number: str) -> None:
    """Ask the bank what became of an order, where its message may have been lost; go on if it is paid."""
    order = payment.query_bank(number=order_number, timeout=BANK_PATIENCE)
    if order.paid:
        with transaction.atomic():
            payment_received(order_number=order.number, case_ids=order.case_ids, actor=system("bank"))


def payment_received(*, order_number: str, case_ids: Iterable[UUID], actor: Actor) -> list[Case]:
    """Go on with every case of a paid order, in the caller's transaction: decided where it can be at once.

    An order may be for what is no case (the fee of a test): whose that is listens to "order_paid".
    """
    cases = []
    for case_id in sorted(case_ids):
        case = record.find_locked(case_id)
        if case is None:
            continue
        cases.append(case)
        if case.paid or case.waiting_for != states.PAYMENT:
            continue
        case.paid, case.order_number = True, order_number
        record.note(case, "paid", actor, {"order": order_number})
        rows = evidence.held(case.id)
        needed = (one for one in services[case.service].needed if one.asked_if is None or one.key in rows)
        if evidence.to_fetch(needed, rows):
            deadlines.go_on(case, clock.today())
            states.move(case, states.IN_HAND)
            case.wake_at = clock.now()
            record.keep(case)
        else:
            engine.settle(case, rows=rows)
    return cases


def gave_back(*, case_id: UUID, actor: Actor, reference: str = "", till_id: UUID | None = None) -> Case:
    """The till gives back what was paid in cash for a case: from an open till, or by a transfer under `reference`.

    Raises BadInput without either, NotAllowed, Conflict where it is not the till's turn or the till holds too little.
    """
    with transaction.atomic():
        case = rights.at_post(case_id, actor, "till", "work")
        refund = orders.refund_of_order(case.order_number, case.id)
        if refund is None:
            raise Conflict(Text(zh="此案没有待退的现金。", en="No cash is to be given back for this case."))
        if till_id:
            refund = till.give_back(refund_id=refund.id, till_id=till_id, actor=actor)
        else:
            refund = refunds.record_transfer(refund_id=refund.id, reference=reference, actor=actor)
        case.needs_post, case.taken_by = "", None
        case.save(update_fields=["needs_post", "taken_by"])
        facts = {"order": case.order_number, "reference": refund.reference, "amount": f"{refund.amount:.2f}"}
        record.note(case, "gave_back", actor, facts)
        return case


def _due_order(case_id: UUID, actor: Actor) -> str:
    with transaction.atomic():
        return str(rights.own_or_worked_on(case_id, actor).order_number)
