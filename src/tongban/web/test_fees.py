"""Test fees as pages show them: one box for each booking, with what is due, the bill, what went back."""

from typing import Any
from uuid import UUID

from tongban.allocation.slots import queries as slots
from tongban.assessment.exams import fees
from tongban.assessment.exams.types import Fee, FeeState
from tongban.exchange.payment import queries as orders
from tongban.law.names import SUBJECT_NAMES
from tongban.law.text import Text
from tongban.web import sessions

STATES = {
    FeeState.DUE: (Text(zh="待缴费", en="to be paid"), "due"),
    FeeState.OWED: (Text(zh="欠缴", en="owed"), "refused"),
    FeeState.PAID: (Text(zh="已缴费", en="paid"), "done"),
    FeeState.LAPSED: (
        Text(zh="逾期未缴，名额已让出", en="not paid in time: the slot went to somebody else"),
        "refused",
    ),
    FeeState.OVER: (Text(zh="不用缴了", en="not due any more"), ""),
    FeeState.BACK: (Text(zh="退费", en="given back"), "active"),
}


def boxes(person: UUID) -> list[dict[str, Any]]:
    """The fees of a person by booking, the newest first: one statement, and up to five for each booking."""
    found: dict[tuple[UUID, Any], list[Fee]] = {}
    for fee in fees.fees_of(person):
        found.setdefault((fee.booking_id, fee.order or fee.state), []).append(fee)
    return [_box(of) for of in found.values()]


def _box(of: list[Fee]) -> dict[str, Any]:
    first = of[0]
    order = orders.find_order(first.order) if first.order else None
    paid_now = order is not None and order.paid and first.state in fees.PAYABLE
    return {
        "booking": first.booking_id,
        "name": sessions.named(slots.get_session(first.session_id)),
        "lines": [_line(fee, paid_now) for fee in of],
        "total": sum(fee.amount for fee in of),
        "payable": first.state in fees.PAYABLE and not paid_now,
        "due_at": first.due_at if first.state is FeeState.DUE and not paid_now else None,
        "order": order,
        "number": first.order,
    }


def _line(fee: Fee, paid_now: bool) -> dict[str, Any]:
    word, tone = STATES[FeeState.PAID if paid_now else fee.state]
    refund = orders.refund_of_order(fee.order, fee.id) if fee.order else None
    return {
        "subject": SUBJECT_NAMES[fee.subject],
        "amount": fee.amount,
        "word": word,
        "tone": tone,
        "back_on": refund.done_at if refund else None,
        "back_by": refund.due_on if refund and refund.done_at is None else None,
        "red_bill": refund.red_bill_number if refund else "",
    }
