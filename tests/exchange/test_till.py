"""Cash at the desk: opened, taken, counted, closed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from tests.exchange.bank import a_bank
from tests.exchange.facts import a_clerk, an_order
from tests.exchange.little_partner import LittlePartner

from tongban.core import clock, entries
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.exchange.models import Order as OrderRow
from tongban.exchange.payment import actions, queries, refunds, till
from tongban.exchange.payment.types import TillDay

pytestmark = pytest.mark.django_db
CLERK = a_clerk()


def a_till(name: str = "310101-3", float_amount: str = "200") -> TillDay:
    return till.open_till(till=name, actor=CLERK, float_amount=Decimal(float_amount))


def take(opened: TillDay, number: str, given: str = "10") -> till.CashReceipt:
    return till.take_cash(number=number, till_id=opened.id, given=Decimal(given), actor=CLERK)


def test_cash_pays_the_order_and_change_is_given() -> None:
    receipt = take(a_till(), an_order().number, "50")
    assert (receipt.order.paid, receipt.order.method, receipt.change) == (True, "cash", Decimal("40.00"))
    assert receipt.number == f"cash-{receipt.order.number}"


def test_too_little_cash_is_refused_and_nothing_is_booked() -> None:
    opened, order = a_till(), an_order()
    with pytest.raises(BadInput), transaction.atomic():
        take(opened, order.number, "9.99")
    assert queries.get_order(order.number).state == "waiting"


def test_a_till_that_agrees_closes_without_a_difference() -> None:
    opened = a_till()
    take(opened, an_order().number)
    take(opened, an_order("25.50").number, "30")
    closed = till.close_till(till_id=opened.id, counted=Decimal("235.50"), actor=CLERK)
    assert (closed.expected, closed.difference) == (Decimal("235.50"), Decimal("0.00"))
    assert queries.open_differences() == []
    assert [entry.kind for entry in entries.history(opened.id)] == ["till_opened", "till_closed"]


@pytest.mark.parametrize(("counted", "difference"), [("209.00", "-1.00"), ("211.00", "1.00")])
def test_a_till_that_does_not_agree_leaves_a_difference(counted: str, difference: str) -> None:
    opened = a_till()
    take(opened, an_order().number)
    closed = till.close_till(till_id=opened.id, counted=Decimal(counted), actor=CLERK)
    assert closed.difference == Decimal(difference)
    (open_difference,) = queries.open_differences()
    assert (open_difference.kind, open_difference.ours) == ("till", Decimal("210.00"))


def test_a_closed_till_takes_no_cash_and_is_not_opened_again_that_day() -> None:
    opened, order = a_till(), an_order()
    till.close_till(till_id=opened.id, counted=Decimal(200), actor=CLERK)
    with pytest.raises(Conflict), transaction.atomic():
        take(opened, order.number)
    with pytest.raises(Conflict):
        a_till()
    with pytest.raises(Conflict), transaction.atomic():
        till.close_till(till_id=opened.id, counted=Decimal(200), actor=CLERK)


def test_a_till_opens_again_the_next_day() -> None:
    a_till()
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert a_till().closed_at is None


def test_cash_needs_the_till_post_and_a_till_of_the_own_office() -> None:
    opened, order = a_till(), an_order()
    with pytest.raises(NotAllowed):
        till.open_till(till="x", actor=a_clerk(posts=("acceptance",)))
    with pytest.raises(NotFound), transaction.atomic():
        till.take_cash(number=order.number, till_id=opened.id, given=Decimal(10), actor=a_clerk(office="310104"))


def test_an_order_is_not_paid_twice_in_cash() -> None:
    opened, order = a_till(), an_order()
    take(opened, order.number)
    with pytest.raises(Conflict), transaction.atomic():
        take(opened, order.number)


def test_cash_is_taken_for_an_order_at_the_cashier_only_after_the_bank_was_asked(
    partner: LittlePartner,
) -> None:
    a_bank(partner)
    opened, order = a_till(), an_order()
    actions.cashier_url(number=order.number, return_url="http://here")
    with pytest.raises(Conflict), transaction.atomic():
        take(opened, order.number)
    actions.query_bank(number=order.number)
    assert take(opened, order.number).order.paid


def test_cash_is_not_taken_for_an_order_that_is_over() -> None:
    opened, order = a_till(), an_order()
    OrderRow.for_system("test").update(expires_at=clock.now())
    with pytest.raises(Conflict), transaction.atomic():
        take(opened, order.number)


def test_cash_goes_back_by_transfer_and_not_through_the_bank() -> None:
    opened, order = a_till(), an_order()
    take(opened, order.number)
    refund = refunds.refund(order_number=order.number, reason="withdrawn", actor=CLERK)
    assert refunds.carry_out(refund_id=refund.id).state == "approved"
    with pytest.raises(NotAllowed):
        refunds.record_transfer(refund_id=refund.id, reference="T1", actor=a_clerk(posts=()))
    with pytest.raises(BadInput):
        refunds.record_transfer(refund_id=refund.id, reference=" ", actor=CLERK)
    done = refunds.record_transfer(refund_id=refund.id, reference="T1", actor=CLERK)
    assert (done.state, done.reference) == ("done", "T1")
    assert queries.get_order(order.number).state == "refunded"


def test_a_negative_count_or_float_is_refused() -> None:
    with pytest.raises(BadInput):
        a_till(float_amount="-1")
    opened = a_till()
    with pytest.raises(BadInput), transaction.atomic():
        till.close_till(till_id=opened.id, counted=Decimal(-1), actor=CLERK)


def test_the_tills_of_a_day_are_listed_by_office() -> None:
    opened = a_till()
    till.open_till(till="other", actor=a_clerk(office="310104"))
    assert queries.till_days(opened.day, office="310101") == [opened]
    assert len(queries.till_days(opened.day)) == 2
    assert queries.find_till(opened.till, opened.day) == opened
