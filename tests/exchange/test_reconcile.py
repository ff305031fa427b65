"""The night's comparison: nothing left over, or a task for each difference."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from tests.exchange.bank import NOON, Bank, a_bank
from tests.exchange.facts import a_citizen, a_clerk, an_order
from tests.exchange.little_partner import Faults, LittlePartner

from tongban.core import clock, entries
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.ids import new_id
from tongban.exchange import tasks
from tongban.exchange.models import Payment, Refund, TillDay
from tongban.exchange.payment import actions, bills, differences, queries, reconcile, refunds, till
from tongban.exchange.payment.types import Order

DAY = date(2025, 3, 3)
AT = datetime(2025, 3, 3, 4, 0, tzinfo=UTC)  # noon in China


def a_paid_order(bank: Bank | None, reference: str = "B1", *, billed: bool = True, at: datetime = AT) -> Order:
    """An order paid here and, where a bank is given, also there."""
    order = an_order()
    actions.record_paid(order=order.number, amount=Decimal("10.00"), reference=reference, method="alipay", paid_at=at)
    if bank:
        bank.pay(order.number, "10.00", reference, at)
    if billed:
        bills.issue_bill(order_id=order.id)
    return queries.get_order(order.number)


def found() -> list[tuple[str, str]]:
    return [(each.kind, each.subject) for each in reconcile.reconcile(DAY)]


def test_a_day_on_which_all_books_agree_leaves_nothing_and_settles_its_orders(partner: LittlePartner) -> None:
    order = a_paid_order(a_bank(partner))
    assert found() == []
    assert queries.get_order(order.number).state == "settled"
    (entry,) = entries.history(differences.day_subject(DAY), "payments")
    assert (entry.kind, entry.effective_on) == ("day_reconciled", DAY)
    assert (entry.facts["lines"], entry.facts["settled"], entry.facts["differences"]) == (1, 1, 0)


def test_an_empty_day_agrees(partner: LittlePartner) -> None:
    a_bank(partner)
    assert found() == []


def test_a_payment_the_bank_does_not_know_is_a_difference(partner: LittlePartner) -> None:
    a_bank(partner)
    order = a_paid_order(None)
    assert found() == [("not_at_bank", "B1")]
    assert queries.get_order(order.number).state == "bill_issued"


def test_a_payment_we_were_never_told_of_is_booked_from_the_statement(partner: LittlePartner) -> None:
    bank, order = a_bank(partner), an_order()
    bank.pay(order.number, "10.00")
    assert found() == [("no_bill", order.number)]
    assert queries.get_order(order.number).paid
    bills.issue_bill(order_id=order.id)
    assert found() == []


def test_money_at_the_bank_for_no_order_of_ours_is_a_difference(partner: LittlePartner) -> None:
    bank = a_bank(partner)
    bank.pay("T-unknown", "10.00")
    assert found() == [("not_here", "B1")]


def test_another_amount_on_the_statement_is_a_difference(partner: LittlePartner) -> None:
    bank = a_bank(partner)
    a_paid_order(bank)
    bank.lines[0]["amount"] = "9.00"
    (difference,) = reconcile.reconcile(DAY)
    assert (difference.kind, difference.ours, difference.theirs) == (
        "statement_amount",
        Decimal("10.00"),
        Decimal("9.00"),
    )


def test_a_statement_that_does_not_add_up_is_a_difference(partner: LittlePartner) -> None:
    bank = a_bank(partner)
    a_paid_order(bank)
    bank.total = "11.00"
    assert found() == [("statement_total", "2025-03-03")]


def test_a_payment_just_before_midnight_in_china_belongs_to_its_day(partner: LittlePartner) -> None:
    bank = a_bank(partner)
    a_paid_order(bank, at=datetime(2025, 3, 3, 15, 59, 59, tzinfo=UTC))
    assert found() == []
    a_paid_order(None, "B2", at=datetime(2025, 3, 3, 16, 0, tzinfo=UTC))
    assert found() == []


def test_a_payment_booked_on_the_other_side_of_midnight_is_still_found(partner: LittlePartner) -> None:
    bank = a_bank(partner)
    order = a_paid_order(None, at=AT + timedelta(days=1))
    bank.pay(order.number, "10.00", "B1", AT)
    assert found() == []


def test_a_refund_is_on_the_statement_or_a_difference(partner: LittlePartner) -> None:
    bank = a_bank(partner)
    order = a_paid_order(bank)
    refund = refunds.refund(order_number=order.number, reason="withdrawn", actor=a_citizen())
    refunds.carry_out(refund_id=refund.id)
    Refund.objects.update(done_at=AT)
    assert found() == [("not_at_bank", str(refund.id))]
    bank.lines.append(
        {"order": order.number, "kind": "refund", "amount": "10.00", "reference": str(refund.id), "at": NOON}
    )
    assert found() == []


def test_a_difference_that_is_gone_at_the_next_run_is_settled_by_that(partner: LittlePartner) -> None:
    bank = a_bank(partner)
    order = a_paid_order(None)
    reconcile.reconcile(DAY)
    bank.pay(order.number, "10.00", "B1", AT)
    assert found() == []
    (difference,) = queries.differences(DAY)
    assert (difference.settled_by, difference.remark) == ("system:reconcile", "the books agree now")


def test_a_run_repeated_finds_the_same_and_notes_it_once(partner: LittlePartner) -> None:
    a_bank(partner)
    a_paid_order(None)
    assert found() == found() == [("not_at_bank", "B1")]
    assert len(queries.open_differences()) == 1


def test_a_till_left_open_is_a_difference_and_cash_needs_no_bank(partner: LittlePartner) -> None:
    a_bank(partner)
    order = an_order()
    opened = till.open_till(till="310101-3", actor=a_clerk())
    till.take_cash(number=order.number, till_id=opened.id, given=Decimal(10), actor=a_clerk())
    bills.issue_bill(order_id=order.id)
    TillDay.objects.update(day=DAY)
    Payment.objects.update(paid_at=AT)
    assert found() == [("till_open", str(opened.id))]
    till.close_till(till_id=opened.id, counted=Decimal(10), actor=a_clerk())
    assert found() == []
    assert queries.get_order(order.number).state == "settled"


def test_a_refund_past_its_day_is_a_difference(partner: LittlePartner) -> None:
    bank = a_bank(partner)
    order = a_paid_order(bank)
    refund = refunds.refund(order_number=order.number, reason="withdrawn", actor=a_citizen())
    Refund.objects.update(due_on=clock.day_of(clock.now()) - timedelta(days=1))
    assert found() == [("refund_late", str(refund.id))]


def test_somebody_settles_a_difference_with_a_remark_once(partner: LittlePartner) -> None:
    a_bank(partner)
    a_paid_order(None)
    (difference,) = reconcile.reconcile(DAY)
    with pytest.raises(BadInput):
        differences.settle(difference_id=difference.id, remark=" ", actor=a_clerk())
    settled = differences.settle(difference_id=difference.id, remark="bank's letter of 4 March", actor=a_clerk())
    assert settled.settled_by == "staff:310101-0001"
    assert queries.open_differences() == []
    with pytest.raises(Conflict):
        differences.settle(difference_id=difference.id, remark="again", actor=a_clerk())


@pytest.mark.django_db
def test_settling_what_is_no_difference_is_not_found() -> None:
    with pytest.raises(NotFound):
        differences.settle(difference_id=new_id(), remark="x", actor=a_clerk())


def test_nights_that_were_missed_are_caught_up_and_not_repeated(partner: LittlePartner) -> None:
    a_bank(partner)
    today = clock.day_of(clock.now())
    reconcile.reconcile(today - timedelta(days=4))
    partner.seen.clear()
    tasks.reconcile_nightly(0)
    asked = [seen.payload["day"] for seen in partner.seen]
    assert asked == [(today - timedelta(days=back)).isoformat() for back in (3, 2, 1)]
    partner.seen.clear()
    tasks.reconcile_nightly(0)
    assert partner.seen == []


def test_the_first_night_compares_yesterday_only(partner: LittlePartner) -> None:
    a_bank(partner)
    tasks.reconcile_nightly(0)
    yesterday = clock.day_of(clock.now()) - timedelta(days=1)
    assert [seen.payload["day"] for seen in partner.seen] == [yesterday.isoformat()]


def test_a_night_without_the_bank_is_left_for_the_next(partner: LittlePartner) -> None:
    a_bank(partner)
    partner.faults = Faults(status=503)
    tasks.reconcile_nightly(0)
    assert reconcile.last_reconciled(clock.day_of(clock.now())) is None
