"""The nightly comparison of four books: our payments, the bank's statement, the tills, the fiscal bills."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet

from tongban.core import clock, entries
from tongban.core.actor import system
from tongban.exchange.models import Difference, Order, Payment, Refund, TillDay
from tongban.exchange.payment import actions, differences, partner, queries, types
from tongban.exchange.payment.partner import Statement, StatementLine
from tongban.exchange.payment.types import BILL_ISSUED, PAID, SETTLED

NIGHT = system("reconcile")
COMPARED = (
    "not_at_bank",
    "not_here",
    "statement_amount",
    "statement_total",
    "no_bill",
    "till_open",
    "refund_late",
)
Amounts = tuple[Decimal | None, Decimal | None]
Found = dict[tuple[str, str], Amounts]  # (kind, subject) -> (ours, theirs)


def reconcile(day: date) -> list[types.Difference]:
    """Compare the books of a day and return its open differences: empty, or each a task with a due day.

    Money the bank has and we have not is booked where its order is known. What an earlier run found and this
    one does not is settled by that. Safe to repeat. Raises ExchangeError where the bank gives no statement.
    """
    answer = partner.ask_statement(day, purpose="reconcile")
    statement: Statement = answer.value
    with transaction.atomic(savepoint=False):
        _book_what_was_not_told(statement)
        found = _at_bank(day, statement) | _bills(day) | _tills(day) | _late_refunds()
        for (kind, subject), (ours, theirs) in found.items():
            differences.note(kind, subject, ours=ours, theirs=theirs, day=day)
        _settle_what_is_gone(day, found)
        settled = _settle_orders(day, statement, found)
        entries.write(
            register="payments", subject=differences.day_subject(day), kind="day_reconciled",
            effective_on=day, actor=NIGHT, cause=f"question:{answer.message_id}",
            facts={"lines": len(statement.lines), "total": statement.total, "settled": settled,
                   "differences": len(found)},
        )  # fmt: skip
    return [each for each in queries.differences(day) if each.settled_at is None]


def last_reconciled(before: date, days: int = 30) -> date | None:
    """Return the latest day before `before` whose books were compared, looking back `days`.

    None where none was.
    """
    for back in range(1, days + 1):
        day = before - timedelta(days=back)
        if entries.history(differences.day_subject(day), "payments"):
            return day
    return None


def _bounds(day: date) -> tuple[datetime, datetime]:
    start = datetime.combine(day, time(), tzinfo=clock.CHINA)
    return start, start + timedelta(days=1)


def _payments(day: date) -> QuerySet[Payment]:
    start, end = _bounds(day)
    return Payment.objects.filter(paid_at__gte=start, paid_at__lt=end)


def _book_what_was_not_told(statement: Statement) -> None:
    """Book payments on the statement of which no message came, where their order is known."""
    lines = {line.reference: line for line in statement.lines if line.kind == "payment"}
    known = set(Payment.objects.filter(reference__in=lines).values_list("reference", flat=True))
    missing = [line for reference, line in lines.items() if reference not in known]
    ours = set(
        Order.for_system("which orders of the statement are ours")
        .filter(number__in=[line.order for line in missing])
        .values_list("number", flat=True)
    )
    for line in missing:
        if line.order in ours:
            actions.book_found(
                order=line.order, amount=line.amount, reference=line.reference, paid_at=line.at, actor=NIGHT,
                cause="statement",
            )  # fmt: skip


def _at_bank(day: date, statement: Statement) -> Found:
    """Compare payments and refunds with the statement, by reference."""
    start, end = _bounds(day)
    payments = dict(_payments(day).exclude(method="cash").values_list("reference", "amount"))
    refunds = dict(
        Refund.objects.filter(done_at__gte=start, done_at__lt=end)
        .exclude(payment__method="cash")
        .values_list("reference", "amount")
    )
    found = _compare(payments, [line for line in statement.lines if line.kind == "payment"], Payment)
    found |= _compare(refunds, [line for line in statement.lines if line.kind == "refund"], Refund)
    total = sum((line.amount if line.kind == "payment" else -line.amount for line in statement.lines), Decimal(0))
    if total != statement.total:
        found["statement_total", day.isoformat()] = (total, statement.total)
    return found


def _compare(ours: dict[str, Decimal], lines: list[StatementLine], model: type[Payment] | type[Refund]) -> Found:
    theirs = {line.reference: line.amount for line in lines}
    elsewhere = dict(
        model._base_manager.filter(reference__in=theirs.keys() - ours.keys()).values_list("reference", "amount")
    )  # ours, but booked on the day before or after
    found: Found = {}
    for reference, amount in (ours | elsewhere).items():
        if reference not in theirs:
            found["not_at_bank", reference] = (amount, None)
        elif theirs[reference] != amount:
            found["statement_amount", reference] = (amount, theirs[reference])
    for reference in theirs.keys() - ours.keys() - elsewhere.keys():
        found["not_here", reference] = (None, theirs[reference])
    return found


def _bills(day: date) -> Found:
    """Every payment of the day that counts has a fiscal bill."""
    without = _payments(day).filter(counts=True, order__bill_number="", order__state=PAID)
    return {("no_bill", number): (amount, None) for number, amount in without.values_list("order__number", "amount")}


def _tills(day: date) -> Found:
    return {
        ("till_open", str(pk)): (None, None)
        for pk in TillDay.objects.filter(day=day, closed_at=None).values_list("pk", flat=True)
    }


def _late_refunds() -> Found:
    late = Refund.objects.filter(due_on__lt=clock.day_of(clock.now())).exclude(state="done")
    return {("refund_late", str(pk)): (amount, None) for pk, amount in late.values_list("pk", "amount")}


def _settle_what_is_gone(day: date, found: Found) -> None:
    still = Q()
    for kind, subject in found:
        still |= Q(kind=kind, subject=subject)
    gone = Difference.objects.filter(day=day, kind__in=COMPARED, settled_at=None)
    (gone.exclude(still) if found else gone).update(
        settled_at=clock.now(), settled_by=entries.code_of(NIGHT), remark="the books agree now"
    )


def _settle_orders(day: date, statement: Statement, found: Found) -> int:
    """Mark the billed orders of the day as settled, except those a difference speaks of; return how many."""
    disputed = {subject for _, subject in found}
    agreed = [line.reference for line in statement.lines if line.kind == "payment" and line.reference not in disputed]
    counted = _payments(day).filter(Q(reference__in=agreed) | Q(method="cash"), counts=True)
    return (
        Order.for_system("the bank's statement agrees")
        .filter(state=BILL_ISSUED, pk__in=counted.values("order"))
        .update(state=SETTLED)
    )
