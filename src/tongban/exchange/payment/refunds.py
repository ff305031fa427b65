"""Refunds, of a whole order or of one case's part: money goes back the way it came (原路退回), cash from a till or by
transfer after a look at the ID."""

from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from tongban.core import clock, entries
from tongban.core.actor import Actor, system
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.outbox import announce
from tongban.exchange.models import Difference, Order, OrderCase, Payment, Refund, TillDay
from tongban.exchange.payment import differences, partner, queries, types
from tongban.exchange.payment.types import AUTOMATIC_REASONS, PAID_STATES, REASONS, REFUND_REQUESTED, REFUNDED
from tongban.law.text import Text

REFUND_JOB = system("refund")


def refund(
    *, order_number: str, reason: str, actor: Actor, remark: str = "", cause: str = "", case_id: UUID | None = None
) -> types.Refund:
    """Ask for the money of a paid order back, all that is left or one case's part; the same again returns the refund
    there is.

    Reasons the rule itself settles are approved at once and carried out by a job, or for cash at a till; the others
    wait for `approve` by somebody else. Raises BadInput for an unknown reason, NotFound, Conflict where the order is
    not paid or nothing is left of it.
    """
    if reason not in REASONS:
        raise BadInput("reason", Text(zh="请选择退费原因。", en="Please choose a reason for the refund."))
    with transaction.atomic(savepoint=False):
        row = Order.for_system("a refund is asked for").filter(number=order_number).select_for_update().first()
        if row is None:
            raise NotFound(Text(zh="没有这个缴费订单。", en="There is no such order."))
        payment = Payment.objects.filter(order=row, counts=True).first()
        rows = Refund.objects.filter(payment=payment).select_related("payment__order")
        known = rows.filter(case_id=case_id).first()
        if known:
            return queries.refund_view(known)
        if payment is None or row.state not in PAID_STATES:
            raise Conflict(
                Text(zh="订单没有缴费，无需退费。", en="The order is not paid: there is nothing to give back.")
            )
        left = payment.amount - sum((given.amount for given in rows), Decimal(0))
        part = left if case_id is None else _part(row, case_id)
        if not 0 < part <= left:
            raise Conflict(Text(zh="这笔缴费已经退过。", en="This payment has been given back already."))
        if part == left:
            row.state = REFUND_REQUESTED
            row.save(update_fields=["state"])
        links = OrderCase.objects.filter(order=row)
        (links.filter(case_id=case_id) if case_id else links).update(live=False)
        asked = request(
            row, payment, amount=part, case_id=case_id, reason=reason, actor=actor, remark=remark, cause=cause
        )
        return queries.refund_view(asked)


def _part(order: Order, case_id: UUID) -> Decimal:
    """What one case cost in an order: its line, or everything where the order is for it alone."""
    lines = [line for line in order.lines if line.get("case") == str(case_id)]
    if not lines and list(OrderCase.objects.filter(order=order).values_list("case_id", flat=True)) == [case_id]:
        return order.amount
    return sum((Decimal(line["amount"]) for line in lines), Decimal(0))


def request(
    order: Order,
    payment: Payment,
    *,
    reason: str,
    actor: Actor,
    amount: Decimal | None = None,
    case_id: UUID | None = None,
    remark: str = "",
    cause: str = "",
) -> Refund:
    """Note that a payment goes back, or a part; joins the caller's transaction, which holds the order's lock."""
    approved = reason in AUTOMATIC_REASONS
    row = Refund.objects.create(
        payment=payment,
        case_id=case_id,
        amount=payment.amount if amount is None else amount,
        reason=reason,
        remark=remark[:200],
        state="approved" if approved else "requested",
        requested_at=clock.now(),
        requested_by=entries.code_of(actor),
        approved_by="rule" if approved else "",
        due_on=differences.due_on(),
    )
    _entry(row, order, "refund_requested", actor, cause)
    announce("refund_approved" if approved else "refund_requested", refund=row.pk)
    return row


def approve(*, refund_id: UUID, actor: Actor) -> types.Refund:
    """Approve a refund that somebody else asked for.

    Raises NotAllowed for the same person, Conflict, NotFound.
    """
    with transaction.atomic(savepoint=False):
        row = locked(refund_id)
        if row.state != "requested":
            raise Conflict(Text(zh="这笔退费已经审批。", en="This refund was approved already."))
        if row.requested_by == entries.code_of(actor):
            raise NotAllowed(Text(zh="申请人不能审批自己的退费。", en="Nobody approves a refund they asked for."))
        row.state, row.approved_by = "approved", entries.code_of(actor)
        row.save(update_fields=["state", "approved_by"])
        _entry(row, row.payment.order, "refund_approved", actor, "")
        announce("refund_approved", refund=row.pk)
    return queries.refund_view(row)


def carry_out(*, refund_id: UUID) -> types.Refund:
    """Tell the bank to give the money back (job). Raises ExchangeError. Cash waits for the till."""
    row = Refund.objects.select_related("payment__order").get(pk=refund_id)
    if row.state != "approved" or row.payment.method == "cash":
        return queries.refund_view(row)
    answer = partner.ask_refund(
        row.payment.order.number,
        amount=row.amount,
        reason=row.reason,
        refund_reference=str(row.pk),
        purpose="refund",
    )
    return done(row.pk, answer.value.refund_reference, REFUND_JOB, f"question:{answer.message_id}")


def record_transfer(*, refund_id: UUID, reference: str, actor: Actor) -> types.Refund:
    """Note that cash was given back by bank transfer under `reference`, the payer's ID looked at."""
    if not reference.strip():
        raise BadInput("reference", Text(zh="请填写转账流水号。", en="Please give the reference of the transfer."))
    if "till" not in actor.posts:
        raise NotAllowed(Text(zh="需要收费岗位。", en="This needs the till post."))
    return done(refund_id, reference.strip()[:64], actor, "transfer", cash=True)


def done(
    refund_id: UUID, reference: str, actor: Actor, cause: str, *, cash: bool = False, till_day: TillDay | None = None
) -> types.Refund:
    """Note that the money is back under `reference`, from a till where one is given; done already: nothing."""
    with transaction.atomic(savepoint=False):
        row = locked(refund_id)
        order = row.payment.order
        if row.state == "done":
            return queries.refund_view(row)
        if row.state != "approved" or (row.payment.method == "cash") != cash:
            raise Conflict(Text(zh="这笔退费现在不能办理。", en="This refund cannot be carried out now."))
        row.state, row.done_at, row.reference, row.till_day = "done", clock.now(), reference, till_day
        row.save(update_fields=["state", "done_at", "reference", "till_day"])
        _entry(row, order, "refunded", actor, cause)
        if not row.payment.counts:
            _settle_difference(row)
        elif row.amount < row.payment.amount:
            announce("part_refunded", refund=row.pk)
        if row.payment.counts and _given_back(row.payment) == row.payment.amount:
            order.state = REFUNDED
            order.save(update_fields=["state"])
            announce("order_refunded", order=order.pk)
    return queries.refund_view(row)


def _given_back(payment: Payment) -> Decimal:
    done = Refund.objects.filter(payment=payment, state="done").aggregate(sum=Sum("amount"))["sum"]
    return Decimal(done or 0)


def _settle_difference(row: Refund) -> None:
    """The money that did not count is back: its difference is settled by that."""
    Difference.objects.filter(kind=row.reason, subject=row.payment.reference, settled_at=None).update(
        settled_at=row.done_at, settled_by=entries.code_of(REFUND_JOB), remark=f"refund {row.pk}"
    )


def locked(refund_id: UUID) -> Refund:
    """Return a refund, its order locked first: every action takes the order's lock before anything else."""
    order_id = Refund.objects.filter(pk=refund_id).values_list("payment__order", flat=True).first()
    if order_id is None:
        raise NotFound(Text(zh="没有这笔退费。", en="There is no such refund."))
    Order.for_system("one lock for everything about an order").select_for_update().get(pk=order_id)
    return Refund.objects.select_related("payment__order").get(pk=refund_id)


def _entry(row: Refund, order: Order, kind: str, actor: Actor, cause: str) -> None:
    entries.write(
        register="payments", subject=order.pk, kind=kind, effective_on=clock.today(), actor=actor,
        cause=cause or f"order:{order.number}",
        facts={"order": order.number, "refund": row.pk, "amount": row.amount, "reason": row.reason,
               "payment": row.payment.reference},
    )  # fmt: skip
