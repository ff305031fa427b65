"""Cash at the desk: a till is opened in the morning, counted and closed in the evening (现金日结)."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum

from tongban.core import clock, entries
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.money import money
from tongban.exchange.models import Payment, Refund
from tongban.exchange.models import TillDay as TillRow
from tongban.exchange.payment import actions, differences, queries, refunds, types
from tongban.exchange.payment.types import OPEN_STATES, PAYING, Order, TillDay
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class CashReceipt:
    """What the desk prints for cash: the receipt's number stands on it, the fiscal bill follows."""

    number: str
    order: Order
    given: Decimal
    change: Decimal


def open_till(*, till: str, actor: Actor, float_amount: Decimal = Decimal(0)) -> TillDay:
    """Open a till for today with the float in it.

    Raises Conflict where it was opened or closed today already.
    """
    _may(actor)
    row = TillRow(
        till=till,
        office=actor.office,
        day=clock.day_of(clock.now()),
        float_amount=_cash("float_amount", float_amount),
        opened_at=clock.now(),
        opened_by=entries.code_of(actor),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _entry(row, "till_opened", actor, float_amount=row.float_amount)
    except IntegrityError as error:
        raise Conflict(Text(zh="这个钱箱今天已经开过。", en="This till was opened today already.")) from error
    return queries.till_view(row)


def take_cash(*, number: str, till_id: UUID, given: Decimal, actor: Actor) -> CashReceipt:
    """Take cash for an order at an open till, exactly its amount; `given` is what the payer handed over.

    Raises NotAllowed, NotFound, BadInput where it is too little, Conflict where the till is closed, the order
    is paid or over, or the payer was sent to the cashier page and the bank has not said since that nothing
    was paid.
    """
    _may(actor)
    with transaction.atomic(savepoint=False):
        till = _open_till(till_id, actor)
        order = actions.locked(number)
        handed = _cash("given", given)
        if order.state not in OPEN_STATES or order.expires_at <= clock.now():
            raise Conflict(Text(zh="订单已缴费或已结束。", en="The order is paid or over already."))
        if order.state == PAYING and not (
            order.asked_bank_at and order.sent_to_cashier_at and order.asked_bank_at > order.sent_to_cashier_at
        ):
            raise Conflict(
                Text(
                    zh="此订单正在网上缴费，请先向支付平台查询结果。",
                    en="This order is being paid online: ask the bank for the result first.",
                )
            )
        if handed < order.amount:
            raise BadInput("given", Text(zh="收到的现金少于应缴金额。", en="The cash is less than what is to be paid."))
        receipt = f"cash-{order.number}"
        paid = actions.record_paid(
            order=number, amount=order.amount, reference=receipt, method="cash",
            paid_at=clock.now(), actor=actor, cause=f"till:{till.pk}", till_day_id=till.pk,
        )  # fmt: skip
    if paid is None:
        raise NotFound(Text(zh="没有这个缴费订单。", en="There is no such order."))
    return CashReceipt(receipt, paid, handed, handed - paid.amount)


def give_back(*, refund_id: UUID, till_id: UUID, actor: Actor) -> types.Refund:
    """Give cash back from an open till, the payer's ID looked at.

    Raises NotAllowed, NotFound, Conflict where the till is closed or has not that much in it.
    """
    _may(actor)
    with transaction.atomic(savepoint=False):
        day = _open_till(till_id, actor)
        row = refunds.locked(refund_id)
        if _cash_in(day) < row.amount:
            raise Conflict(Text(zh="钱箱里的现金不够，请改用转账。", en="The till holds less: use a transfer."))
        return refunds.done(row.pk, f"back-{row.pk.hex[-24:]}", actor, f"till:{day.pk}", cash=True, till_day=day)


def close_till(*, till_id: UUID, counted: Decimal, actor: Actor) -> TillDay:
    """Close a till with the amount counted in it, float included.

    What does not agree becomes a difference.
    """
    _may(actor)
    with transaction.atomic(savepoint=False):
        row = _open_till(till_id, actor)
        row.expected, row.counted = _cash_in(row), _cash("counted", counted)
        row.closed_at, row.closed_by = clock.now(), entries.code_of(actor)
        row.save(update_fields=["expected", "counted", "closed_at", "closed_by"])
        if row.expected != row.counted:
            differences.note(
                "till",
                str(row.pk),
                ours=row.expected,
                theirs=row.counted,
                detail={"till": row.till},
                day=row.day,
            )
        _entry(row, "till_closed", actor, expected=row.expected, counted=row.counted)
    return queries.till_view(row)


def _cash_in(row: TillRow) -> Decimal:
    """Return what should be in a till: the float, what was taken, less what was given back."""
    taken = Payment.objects.filter(till_day=row).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    given = Refund.objects.filter(till_day=row).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    return row.float_amount + taken - given


def _open_till(till_id: UUID, actor: Actor) -> TillRow:
    """Return an open till of the actor's office, locked. Raises NotFound, Conflict where it is closed."""
    row = TillRow.objects.select_for_update().filter(pk=till_id, office=actor.office).first()
    if row is None:
        raise NotFound(Text(zh="本办公点没有这个钱箱。", en="There is no such till at this office."))
    if row.closed_at:
        raise Conflict(Text(zh="钱箱已日结，不能再收款。", en="The till is closed for today."))
    return row


def _may(actor: Actor) -> None:
    if "till" not in actor.posts:
        raise NotAllowed(Text(zh="需要收费岗位。", en="This needs the till post."))


def _cash(field: str, amount: Decimal) -> Decimal:
    exact = money(amount)
    if exact < 0:
        raise BadInput(field, Text(zh="金额不能为负。", en="The amount cannot be negative."))
    return exact


def _entry(row: TillRow, kind: str, actor: Actor, **facts: object) -> None:
    entries.write(
        register="payments", subject=row.pk, kind=kind, effective_on=clock.today(), actor=actor,
        cause=f"till:{row.till}", facts={"till": row.till, **facts},
    )  # fmt: skip
