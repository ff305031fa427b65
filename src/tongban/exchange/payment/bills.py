"""Fiscal bills: one for each paid order, a red one when the money or a part of it goes back. Called by jobs."""

from decimal import Decimal
from uuid import UUID

from django.db import transaction

from tongban.core import clock, entries, rows
from tongban.core.actor import system
from tongban.core.errors import NotFound
from tongban.core.outbox import announce
from tongban.exchange import fiscal
from tongban.exchange.models import Order, Refund
from tongban.exchange.payment import queries, types
from tongban.exchange.payment.types import BILL_ISSUED, PAID, REFUNDED
from tongban.law.text import Text
from tongban.people import queries as people

BILLS = system("bills")
_LOCKED = rows.Rows(Order, "id = %s FOR UPDATE", why="its bill is written down")
NO_NAME = "个人"  # the payer has no record here (a partner pays for a basket)


def issue_bill(*, order_id: UUID) -> types.Order:
    """Have the fiscal bill of a paid order issued; issued already: nothing. Raises ExchangeError."""
    order = queries.get_order_by_id(order_id)
    if order.state != PAID or order.bill_number:
        return order
    payer = people.get_person(order.payer_person_id).name if order.payer_person_id else NO_NAME
    items = [(line.label.zh, line.amount) for line in order.lines]
    answer = fiscal.ask_receipt(order.number, payer=payer, items=items, purpose="payment")
    bill = answer.value
    with transaction.atomic(savepoint=False):
        row = _locked(order_id)
        if row.bill_number:
            return queries.order_view(row)
        row.bill_code, row.bill_number, row.bill_check_code = (
            bill.bill_code,
            bill.bill_number,
            bill.check_code,
        )
        if row.state == PAID:  # a refund may have begun while the bill was being written
            row.state = BILL_ISSUED
        rows.update(row, "bill_code", "bill_number", "bill_check_code", "state")
        _entry(row, "bill_issued", f"question:{answer.message_id}", bill.bill_number, row.amount)
        announce("bill_issued", order=row.pk)
    return queries.order_view(row)


def cancel_bill(*, order_id: UUID) -> types.Order:
    """Have the bill of a refunded order taken back by a red one; none or done already: nothing."""
    order = queries.get_order_by_id(order_id)
    if order.state != REFUNDED or not order.bill_number or order.red_bill_number:
        return order
    if queries.reversible_parts().filter(payment__order=order_id).exists():
        return order  # each part has a red bill of its own
    answer = fiscal.ask_cancel(
        bill_code=order.bill_code, bill_number=order.bill_number, reason="refund", purpose="refund"
    )
    with transaction.atomic(savepoint=False):
        row = _locked(order_id)
        row.red_bill_number = answer.value.red_bill_number
        row.save(update_fields=["red_bill_number"])
        _entry(row, "bill_taken_back", f"question:{answer.message_id}", row.red_bill_number, -row.amount)
    return queries.order_view(row)


def reverse_part(*, refund_id: UUID) -> None:
    """Have a red bill made for a part that went back; none to take it off, or done already: nothing."""
    parts = queries.reversible_parts().filter(pk=refund_id, red_bill_number="")
    refund = parts.select_related("payment__order").first()
    if refund is None or not refund.payment.order.bill_number:
        return
    order = refund.payment.order
    answer = fiscal.ask_reverse(
        bill_code=order.bill_code,
        bill_number=order.bill_number,
        amount=refund.amount,
        reason="refund",
        refund_reference=str(refund.pk),
        purpose="refund",
    )
    with transaction.atomic(savepoint=False):
        row = _locked(order.pk)
        number = answer.value.red_bill_number
        if Refund.objects.filter(pk=refund_id, red_bill_number="").update(red_bill_number=number):
            _entry(row, "bill_part_taken_back", f"question:{answer.message_id}", number, -refund.amount)


def _locked(order_id: UUID) -> Order:
    row = _LOCKED.first(order_id)
    if row is None:
        raise NotFound(Text(zh="没有这个缴费订单。", en="There is no such order."))
    return row


def _entry(row: Order, kind: str, cause: str, bill: str, amount: Decimal) -> None:
    entries.write(
        register="payments", subject=row.pk, kind=kind, effective_on=clock.today(), actor=BILLS, cause=cause,
        facts={"order": row.number, "bill": bill, "amount": amount},
    )  # fmt: skip
