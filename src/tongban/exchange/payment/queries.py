"""Reading orders, refunds, tills and differences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F, QuerySet

from tongban.core.actor import Actor
from tongban.core.errors import NotFound
from tongban.core.rows import Rows
from tongban.exchange.models import Difference as DifferenceRow
from tongban.exchange.models import Order as OrderRow
from tongban.exchange.models import OrderCase, Payment
from tongban.exchange.models import Refund as RefundRow
from tongban.exchange.models import TillDay as TillRow
from tongban.exchange.payment.types import Difference, Line, Order, Refund, TillDay
from tongban.law.text import Text

_BY_NUMBER = Rows(OrderRow, "number = %s", why="an order is looked up by the number its payer holds")
_BY_ID = Rows(OrderRow, "id = %s", why="a job was given the id")
_CASES = Rows(OrderCase, "order_id = ANY(%s) ORDER BY id")
_COUNTED = Rows(Payment, "counts AND order_id = ANY(%s)")


def find_order(number: str) -> Order | None:
    """Return an order by its number, None where there is none. Two queries, three for a paid one."""
    row = _BY_NUMBER.first(number)
    return order_view(row) if row else None


def get_order(number: str) -> Order:
    """Return an order by its number; raises NotFound."""
    order = find_order(number)
    if order is None:
        raise NotFound(Text(zh="没有这个缴费订单。", en="There is no such order."))
    return order


def get_order_by_id(order_id: UUID) -> Order:
    """Return an order by its id (jobs); raises NotFound."""
    row = _BY_ID.first(order_id)
    if row is None:
        raise NotFound(Text(zh="没有这个缴费订单。", en="There is no such order."))
    return order_view(row)


def order_of_case(case_id: UUID) -> Order | None:
    """Return the live order of a case, else its last one, None where it never had one."""
    link = OrderCase.objects.filter(case_id=case_id).order_by("-live", "-id").select_related("order").first()
    return order_view(link.order) if link else None


def orders(actor: Actor, limit: int = 50) -> list[Order]:
    """Return the orders this actor may see, newest first. Three queries."""
    rows = list(OrderRow.visible_to(actor).order_by("-id")[:limit])
    return _views(rows)


def refund_of_order(number: str, case_id: UUID | None = None) -> Refund | None:
    """Return the refund of an order's payment, of one case's part where a case is given; None where nothing goes
    back. One query."""
    rows = RefundRow.objects.filter(payment__order__number=number, payment__counts=True)
    row = (rows.filter(case_id=case_id) if case_id else rows).select_related("payment__order").order_by("id").first()
    return refund_view(row) if row else None


def reversible_parts() -> QuerySet[RefundRow]:
    """Parts of payments that went back: each is taken off the fiscal bill by itself. What counts for an order only."""
    return RefundRow.objects.filter(state="done", payment__counts=True, amount__lt=F("payment__amount"))


def reversals(number: str) -> list[Refund]:
    """The parts of an order that a red bill has taken back, oldest first. One query."""
    rows = reversible_parts().filter(payment__order__number=number).exclude(red_bill_number="")
    return [refund_view(row) for row in rows.select_related("payment__order").order_by("done_at")]


def open_refunds() -> list[Refund]:
    """Return refunds that are not done, the most urgent first. One query."""
    rows = RefundRow.objects.exclude(state="done").select_related("payment__order").order_by("due_on", "id")
    return [refund_view(row) for row in rows]


def find_till(till: str, day: date) -> TillDay | None:
    """Return a till on a day, None where it was not opened."""
    row = TillRow.objects.filter(till=till, day=day).first()
    return till_view(row) if row else None


def till_days(day: date, office: str = "") -> list[TillDay]:
    """Return the tills of a day, of one office or of all. One query."""
    rows = TillRow.objects.filter(day=day).order_by("till")
    return [till_view(row) for row in (rows.filter(office=office) if office else rows)]


@dataclass(frozen=True, slots=True)
class CashMovement:
    """Cash taken at a till, or given back (a negative amount): when, for which order, how much."""

    at: datetime
    order: str
    label: Text
    amount: Decimal


@dataclass(frozen=True, slots=True)
class TillBook:
    """What a till's page shows besides the till itself; `cash` is what should be in it, float included."""

    opened_at: datetime
    movements: tuple[CashMovement, ...]
    cash: Decimal


def till_book(till_id: UUID) -> TillBook:
    """Return what was taken and given back at a till, newest first; raises NotFound. Three queries."""
    row = TillRow.objects.filter(pk=till_id).first()
    if row is None:
        raise NotFound(Text(zh="没有这个钱箱。", en="There is no such till."))
    paid = Payment.objects.filter(till_day=row).select_related("order")
    given = RefundRow.objects.filter(till_day=row).select_related("payment__order")
    movements = [CashMovement(one.recorded_at, one.order.number, _lines(one.order), one.amount) for one in paid]
    movements += [
        CashMovement(one.done_at or row.opened_at, one.payment.order.number, GIVEN_BACK, -one.amount) for one in given
    ]
    movements.sort(key=lambda one: one.at, reverse=True)
    cash = row.float_amount + sum((one.amount for one in movements), Decimal(0))
    return TillBook(row.opened_at, tuple(movements), cash)


GIVEN_BACK = Text(zh="退费", en="given back")


def _lines(order: OrderRow) -> Text:
    return Text(zh="、".join(line["zh"] for line in order.lines), en=", ".join(line["en"] for line in order.lines))


def open_differences() -> list[Difference]:
    """Return every difference nobody has settled, the most urgent first. One query."""
    rows = DifferenceRow.objects.filter(settled_at=None).order_by("due_on", "id")
    return [difference_view(row) for row in rows]


def differences(day: date) -> list[Difference]:
    """Return the differences of a day, settled or not. One query."""
    return [difference_view(row) for row in DifferenceRow.objects.filter(day=day).order_by("id")]


def order_view(row: OrderRow) -> Order:
    """Return an order row as callers see it. One query, two for a paid one."""
    return _views([row])[0]


def _views(rows: Sequence[OrderRow]) -> list[Order]:
    ids = [row.pk for row in rows]
    cases: dict[UUID, list[UUID]] = {}
    for link in _CASES.all(ids):
        cases.setdefault(link.order_id, []).append(link.case_id)
    paid = [row.pk for row in rows if row.paid_at]
    counted = {each.order_id: each for each in _COUNTED.all(paid)} if paid else {}
    return [view_with(row, tuple(cases.get(row.pk, ())), counted.get(row.pk)) for row in rows]


def view_with(row: OrderRow, case_ids: tuple[UUID, ...], payment: Payment | None) -> Order:
    """Return an order row with parts the caller already has. No query."""
    lines = tuple(Line(Text(zh=line["zh"], en=line["en"]), Decimal(line["amount"])) for line in row.lines)
    return Order(
        id=row.pk,
        number=row.number,
        lines=lines,
        amount=row.amount,
        state=row.state,
        case_ids=case_ids,
        payer_person_id=row.payer_person_id,
        channel=row.channel,
        created_at=row.created_at,
        expires_at=row.expires_at,
        paid_at=row.paid_at,
        method=payment.method if payment else "",
        reference=payment.reference if payment else "",
        bill_code=row.bill_code,
        bill_number=row.bill_number,
        bill_check_code=row.bill_check_code,
        red_bill_number=row.red_bill_number,
    )


def refund_view(row: RefundRow) -> Refund:
    """Return a refund row as callers see it; its payment and order must be loaded."""
    return Refund(
        id=row.pk,
        order_number=row.payment.order.number,
        amount=row.amount,
        reason=row.reason,
        state=row.state,
        method=row.payment.method,
        due_on=row.due_on,
        done_at=row.done_at,
        reference=row.reference,
        red_bill_number=row.red_bill_number,
    )


def till_view(row: TillRow) -> TillDay:
    """Return a till row as callers see it."""
    return TillDay(
        row.pk, row.till, row.office, row.day, row.float_amount, row.opened_by, row.closed_at, row.closed_by,
        row.expected, row.counted,
    )  # fmt: skip


def difference_view(row: DifferenceRow) -> Difference:
    """Return a difference row as callers see it."""
    return Difference(
        row.pk, row.day, row.kind, row.subject, row.ours, row.theirs, row.due_on, row.settled_at,
        row.settled_by, row.remark, row.detail.get("till", ""),
    )  # fmt: skip
