"""Orders and payments. Every verb is one transaction (or joins the caller's) and writes one entry."""

import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tongban.core import clock, entries, rows
from tongban.core.actor import Actor, system
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.core.money import money, plain
from tongban.core.outbox import announce
from tongban.exchange.models import Order as OrderRow
from tongban.exchange.models import OrderCase, Payment
from tongban.exchange.payment import differences, partner, queries, refunds
from tongban.exchange.payment.types import CANCELLED, EXPIRED, OPEN_STATES, PAID, PAYING, WAITING, Order
from tongban.law.text import Text, listed

REGISTER = "payments"
BANK = system("bank")
_LOCKED = rows.Rows(OrderRow, "number = %s FOR UPDATE", why="an action changes this order")
_CASES = rows.Rows(OrderCase, "order_id = %s ORDER BY id")

NOT_PAYABLE = Text(
    zh="这个订单不能再缴费，请查看办理进度。", en="This order cannot be paid now. See the progress page."
)
_SEND_TO_CASHIER = (
    "UPDATE exchange_order SET state = %s, sent_to_cashier_at = %s"
    " WHERE number = %s AND state = ANY(%s) AND expires_at > %s RETURNING lines, amount, expires_at"
)
_INSERT_CASES = (
    "INSERT INTO exchange_order_case (id, order_id, case_id, live)"
    " SELECT link, %s, case_id, true FROM unnest(%s::uuid[], %s::uuid[]) AS given (link, case_id)"
    " ON CONFLICT DO NOTHING"
)
_INSERT_PAYMENT = (
    "INSERT INTO exchange_payment (id, order_id, reference, amount, method, paid_at, recorded_at,"
    " till_day_id, counts) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
    " ON CONFLICT (reference) DO NOTHING RETURNING id"
)


def create_order(
    *,
    case_ids: Sequence[UUID],
    lines: Iterable[tuple[Text, Decimal]],
    payer_person_id: UUID | None,
    actor: Actor,
    cause: str = "",
    pay_by: datetime | None = None,
) -> Order:
    """Make one order for a basket of cases. As many lines as cases: each line is its case's part. It can be paid for
    as long as any slip, or until `pay_by` where that is earlier.

    Raises BadInput where it costs nothing, Conflict where a case has one.
    """
    cases = tuple(dict.fromkeys(case_ids))
    priced = [{"zh": label.zh, "en": label.en, "amount": plain(amount)} for label, amount in lines]
    if len(priced) == len(cases):
        priced = [line | {"case": str(case)} for line, case in zip(priced, cases, strict=True)]
    total = money(sum((Decimal(line["amount"]) for line in priced), Decimal(0)))
    if not cases or total <= 0 or any(Decimal(line["amount"]) < 0 for line in priced):
        raise BadInput(
            "lines", Text(zh="订单没有需要缴纳的费用。", en="There is nothing to pay: make no order for it.")
        )
    now = clock.now()
    slip_ends = now + timedelta(hours=book().value("payment.slip_valid", clock.today()))
    row = OrderRow(
        number=f"{clock.day_of(now):%Y%m%d}{secrets.randbelow(10**16):016d}",
        lines=priced,
        amount=total,
        state=WAITING,
        payer_person_id=payer_person_id,
        channel=actor.channel,
        office=actor.office,
        created_at=now,
        expires_at=min(slip_ends, pay_by) if pay_by else slip_ends,
    )
    with transaction.atomic(savepoint=False):
        rows.insert(row)
        _link(row, cases)
        _entry(row, "ordered", actor, cause, cases=cases, amount=total)
    return queries.view_with(row, cases, None)


def cashier_url(*, number: str, return_url: str, language: str = "zh-hans") -> str:
    """Return the signed address of the bank's cashier page and note that the payer was sent there. One statement.
    What is paid for, and the page, are in the payer's `language`.

    Raises NotFound for an unknown order, Conflict where it is paid, over or cancelled: then nobody is asked to pay.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_SEND_TO_CASHIER, [PAYING, now, number, list(OPEN_STATES), now])
        sent = cursor.fetchone()
    if sent is None:
        queries.get_order(number)
        raise Conflict(NOT_PAYABLE)
    lines, amount, expires = sent
    labels = listed(Text(zh=line["zh"], en=line["en"]) for line in json.loads(lines))
    subject = labels.in_language(language).replace("|", " ")
    return partner.cashier_address(
        order=number, amount=amount, subject=subject, return_url=return_url, expires=expires, language=language
    )


def record_paid(
    *, order: str, amount: Decimal, reference: str, method: str, paid_at: datetime, actor: Actor = BANK,
    cause: str = "", till_day_id: UUID | None = None,
) -> Order | None:  # fmt: skip
    """Book money that came in for an order and return the order; the same payment told again changes nothing.

    Look at `order.paid` afterwards. What cannot be booked as it is becomes a difference: an unknown order
    (returns None), another amount, a reference used before. A second payment, and one for an order that is
    over, is given back by itself. Joins the caller's transaction.
    """
    with transaction.atomic(savepoint=False):
        row = _LOCKED.first(order)
        if row is None:
            differences.note("unknown_order", reference, theirs=amount, detail={"order": order[:64], "method": method})
            return None
        cases = tuple(link.case_id for link in _CASES.all(row.pk))
        fate = _fate(row, cases, amount)
        payment = Payment(
            order=row, reference=reference, amount=amount, method=method, paid_at=paid_at,
            recorded_at=clock.now(), till_day_id=till_day_id, counts=fate == "counts",
        )  # fmt: skip
        if not _insert(payment):
            return _told_again(row, payment)
        if fate == "counts":
            _book(row, payment, cases, actor, cause)
            return queries.view_with(row, cases, payment)
        _set_aside(row, payment, fate, actor, cause)
    return queries.order_view(row)


def record_told(*, message_id: UUID, told: partner.Paid) -> Order | None:
    """Book what the stored message `payment/paid` tells; as `record_paid`. Joins the transaction of `receive`."""
    return record_paid(
        order=told.order, amount=told.amount, reference=told.payment_reference, method=told.method,
        paid_at=told.paid_at, cause=f"message:{message_id}",
    )  # fmt: skip


def cancel_order(*, number: str, actor: Actor, cause: str = "") -> Order:
    """Take back an order that nobody has paid; money that comes all the same is given back by itself.

    Raises Conflict where it is paid already (then `refunds.refund`).
    """
    return _end(number, CANCELLED, "order_cancelled", actor, cause)


def expire_order(*, number: str, actor: Actor) -> Order:
    """End an order whose time is over and of which the bank knows no payment.

    Raises Conflict where it is paid.
    """
    return _end(number, EXPIRED, "order_expired", actor, "time")


def book_found(*, order: str, amount: Decimal, reference: str, paid_at: datetime, actor: Actor, cause: str) -> None:
    """Book money of which no message told us: what waits for it hears of it (`payment_found`). Joins the caller's
    transaction."""
    found = record_paid(
        order=order, amount=amount, reference=reference, method="bank", paid_at=paid_at, actor=actor, cause=cause
    )
    if found and found.paid:
        announce("payment_found", number=order)


def query_bank(*, number: str, timeout: float | None = None) -> Order:
    """Ask the bank whether an order was paid, book it if so, and return the order. Not inside a transaction.

    Raises ExchangeError where the bank does not answer: the order then waits, and nobody is asked to pay
    again.
    """
    answer = partner.ask_order(number, purpose="payment", timeout=timeout)
    told = answer.value
    with transaction.atomic(savepoint=False):
        OrderRow.for_system("the bank was asked about this order").filter(number=number).update(
            asked_bank_at=clock.now()
        )
        if told.state in ("paid", "refunded") and told.amount and told.payment_reference and told.paid_at:
            book_found(
                order=number, amount=told.amount, reference=told.payment_reference, paid_at=told.paid_at, actor=BANK,
                cause=f"question:{answer.message_id}",
            )  # fmt: skip
    return queries.get_order(number)


def locked(number: str) -> OrderRow:
    """Return the row of an order, locked until the transaction ends; raises NotFound."""
    row = _LOCKED.first(number)
    if row is None:
        raise NotFound(Text(zh="没有这个缴费订单。", en="There is no such order."))
    return row


def _link(row: OrderRow, cases: Sequence[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_CASES, [row.pk, [new_id() for _ in cases], list(cases)])
        if cursor.rowcount == len(cases):
            return
    raise Conflict(
        Text(
            zh="其中一项业务已有缴费订单，请使用原订单。",
            en="One of these cases has an order already. Please use that one.",
        )
    )


def _insert(payment: Payment) -> bool:
    """Insert the payment; return False where its reference was booked before."""
    values: list[Any] = [
        payment.pk, payment.order_id, payment.reference, payment.amount, payment.method, payment.paid_at,
        payment.recorded_at, payment.till_day_id, payment.counts,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_PAYMENT, values)
        return cursor.fetchone() is not None


def _fate(row: OrderRow, cases: Sequence[UUID], amount: Decimal) -> str:
    """Return "counts", or the kind of difference this payment makes."""
    if row.state in (*OPEN_STATES, EXPIRED):
        if amount != row.amount:
            return "other_amount"
        taken = row.state == EXPIRED and OrderCase.objects.filter(case_id__in=cases, live=True).exists()
        return "late" if taken else "counts"
    return "late" if row.state == CANCELLED else "duplicate"


def _book(row: OrderRow, payment: Payment, cases: Sequence[UUID], actor: Actor, cause: str) -> None:
    if row.state == EXPIRED:  # paid in the last minute, told afterwards: the order lives again
        OrderCase.objects.filter(order=row).update(live=True)
    row.state, row.paid_at = PAID, payment.paid_at
    rows.update(row, "state", "paid_at")
    _entry(
        row, "paid", actor, cause, cases=cases, amount=payment.amount, reference=payment.reference,
        method=payment.method, paid_at=payment.paid_at,
    )  # fmt: skip
    announce("order_paid", order=row.pk)


def _set_aside(row: OrderRow, payment: Payment, fate: str, actor: Actor, cause: str) -> None:
    """Keep money that does not count as a difference; what is plainly too much goes back by itself (P8)."""
    differences.note(fate, payment.reference, ours=row.amount, theirs=payment.amount, detail={"order": row.number})
    _entry(row, "payment_set_aside", actor, cause, amount=payment.amount, reference=payment.reference, why=fate)
    if fate in ("duplicate", "late"):
        refunds.request(row, payment, reason=fate, actor=BANK)


def _told_again(row: OrderRow, payment: Payment) -> Order:
    known = Payment.objects.get(reference=payment.reference)
    if (known.order_id, known.amount) != (row.pk, payment.amount):
        differences.note(
            "reused_reference", payment.reference, ours=known.amount, theirs=payment.amount,
            detail={"order": row.number},
        )  # fmt: skip
    return queries.order_view(row)


def _end(number: str, state: str, kind: str, actor: Actor, cause: str) -> Order:
    with transaction.atomic(savepoint=False):
        row = locked(number)
        if row.state == state:
            return queries.order_view(row)
        if row.state not in OPEN_STATES:
            raise Conflict(Text(zh="订单已缴费或已结束。", en="The order is paid or over already."))
        row.state = state
        row.save(update_fields=["state"])
        OrderCase.objects.filter(order=row).update(live=False)
        _entry(row, kind, actor, cause, amount=row.amount)
        announce(kind, order=row.pk)
    return queries.order_view(row)


def _entry(row: OrderRow, kind: str, actor: Actor, cause: str, **facts: Any) -> None:
    entries.write(
        register=REGISTER, subject=row.pk, kind=kind, effective_on=clock.today(), actor=actor,
        cause=cause or f"order:{row.number}", facts={"order": row.number, **facts},
    )  # fmt: skip
