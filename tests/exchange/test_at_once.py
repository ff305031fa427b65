"""Two at the same time, with transactions that really commit."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from threading import Barrier
from typing import Any

from django.db import connection
from tests.exchange.facts import a_clerk, an_order

from tongban.config.embedded import Urls
from tongban.core import entries
from tongban.core.errors import Conflict
from tongban.core.ids import new_id
from tongban.exchange.models import Payment
from tongban.exchange.payment import actions, queries, till

AT = datetime(2025, 3, 3, 4, 0, tzinfo=UTC)
MANY = 6


def all_at_once(act: Callable[[int], Any]) -> list[Any]:
    """Run `act(0)` to `act(MANY - 1)` in threads that start together; an error is a result too."""
    start = Barrier(MANY)

    def one(number: int) -> Any:
        start.wait()
        try:
            return act(number)
        except Conflict as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as threads:
        return list(threads.map(one, range(MANY)))


def pay(number: str, reference: str) -> Any:
    return actions.record_paid(order=number, amount=Decimal("10.00"), reference=reference, method="alipay", paid_at=AT)


def test_one_payment_told_by_many_at_once_is_booked_once(committed: Urls) -> None:
    order = an_order()
    told = all_at_once(lambda _: pay(order.number, "B1"))
    assert all(each.paid for each in told)
    assert Payment.objects.count() == 1
    assert [entry.kind for entry in entries.history(order.id)] == ["ordered", "paid"]


def test_many_payments_of_one_order_at_once_count_once_and_the_rest_goes_back(committed: Urls) -> None:
    order = an_order()
    all_at_once(lambda number: pay(order.number, f"B{number}"))
    assert Payment.objects.filter(counts=True).count() == 1
    assert len(queries.open_refunds()) == MANY - 1


def test_one_reference_for_many_orders_at_once_counts_for_one(committed: Urls) -> None:
    orders = [an_order() for _ in range(MANY)]
    told = all_at_once(lambda number: pay(orders[number].number, "B1"))
    assert sum(each.paid for each in told) == 1
    assert [each.kind for each in queries.open_differences()] == ["reused_reference"]


def test_many_orders_for_one_case_at_once_are_one_order(committed: Urls) -> None:
    case_id = new_id()
    made = all_at_once(lambda _: an_order("10.00", case_id))
    assert sum(isinstance(each, Conflict) for each in made) == MANY - 1


def test_cash_taken_while_the_till_is_closed_is_in_the_count_or_refused(committed: Urls) -> None:
    clerk = a_clerk()
    opened = till.open_till(till="310101-3", actor=clerk)
    orders = [an_order() for _ in range(MANY)]

    def act(number: int) -> Any:
        if number == 0:
            return till.close_till(till_id=opened.id, counted=Decimal(0), actor=clerk)
        return till.take_cash(number=orders[number].number, till_id=opened.id, given=Decimal(10), actor=clerk)

    all_at_once(act)
    closed = queries.till_days(opened.day)[0]
    assert closed.expected == Payment.objects.filter(till_day=opened.id).count() * Decimal("10.00")
