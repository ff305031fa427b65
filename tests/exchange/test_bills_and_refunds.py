"""What follows a payment: the fiscal bill, what goes back, the red bill of each part."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import transaction
from tests.exchange.bank import a_bank
from tests.exchange.facts import LICENCE_FEE, NOW, TEN, a_citizen, a_clerk, an_order, kinds, pay
from tests.exchange.little_partner import Faults, LittlePartner

from tongban.core import clock
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.ids import new_id
from tongban.exchange import tasks
from tongban.exchange.models import Order as OrderRow
from tongban.exchange.models import Refund
from tongban.exchange.payment import actions, bills, queries, refunds
from tongban.exchange.payment.types import Order
from tongban.exchange.payment.types import Refund as RefundView


def open_kinds() -> list[str]:
    return sorted(each.kind for each in queries.open_differences())


def test_a_paid_order_gets_one_fiscal_bill(partner: LittlePartner) -> None:
    a_bank(partner)
    order = an_order()
    pay(order)
    bills.issue_bill(order_id=order.id)
    billed = bills.issue_bill(order_id=order.id)
    assert (billed.state, billed.bill_code, billed.bill_number) == (
        "bill_issued",
        "31012525",
        order.number[-10:],
    )
    (seen,) = partner.seen
    assert seen.payload["items"] == [{"label": "驾驶证工本费", "amount": "10.00"}]
    assert (seen.payload["amount"], seen.headers["idempotency-key"]) == ("10.00", f"receipt-{order.number}")
    assert kinds(order) == ["ordered", "paid", "bill_issued"]


def test_a_bill_that_could_not_be_had_is_asked_for_again(partner: LittlePartner) -> None:
    a_bank(partner)
    order = an_order()
    pay(order)
    OrderRow.for_system("test").update(paid_at=clock.now() - timedelta(minutes=10))
    partner.faults = Faults(status=503)
    tasks.issue_bill(str(order.id))
    assert queries.get_order(order.number).state == "paid"
    partner.faults = Faults()
    tasks.send_what_waits(60)
    assert queries.get_order(order.number).state == "bill_issued"


def test_a_refund_goes_to_the_bank_and_takes_the_bill_back(partner: LittlePartner) -> None:
    bank, order = a_bank(partner), an_order()
    pay(order)
    bills.issue_bill(order_id=order.id)
    refund = refunds.refund(order_number=order.number, reason="withdrawn", actor=a_citizen())
    assert refund.state == "approved"
    tasks.carry_out_refund(str(refund.id))
    tasks.carry_out_refund(str(refund.id))
    tasks.cancel_bill(str(order.id))
    done = queries.get_order(order.number)
    assert (done.state, done.red_bill_number) == ("refunded", "9000000001")
    assert list(bank.refunds) == [str(refund.id)]
    assert kinds(order) == [
        "ordered",
        "paid",
        "bill_issued",
        "refund_requested",
        "refunded",
        "bill_taken_back",
    ]


def a_basket() -> tuple[Order, list[UUID]]:
    """A paid and billed basket of two cases, 10 and 5 yuan."""
    cases = [new_id(), new_id()]
    lines = [(LICENCE_FEE, TEN), (LICENCE_FEE, Decimal("5"))]
    order = actions.create_order(case_ids=cases, lines=lines, payer_person_id=None, actor=a_citizen())
    pay(order, amount=Decimal("15.00"))
    bills.issue_bill(order_id=order.id)
    return order, cases


def gives_back(order: Order, case_id: UUID) -> RefundView:
    refund = refunds.refund(order_number=order.number, reason="withdrawn", actor=a_citizen(), case_id=case_id)
    tasks.carry_out_refund(str(refund.id))
    tasks.reverse_part(str(refund.id))
    tasks.reverse_part(str(refund.id))
    tasks.cancel_bill(str(order.id))
    return refund


def test_the_bill_of_a_basket_shows_each_part_that_went_back_and_is_never_taken_back_twice(
    partner: LittlePartner,
) -> None:
    a_bank(partner)
    order, (first, second) = a_basket()
    gives_back(order, second)
    (part,) = queries.reversals(order.number)
    assert (part.amount, part.red_bill_number) == (Decimal("5.00"), "8000000500")
    assert queries.get_order(order.number).state == "bill_issued"
    gives_back(order, first)
    assert [one.amount for one in queries.reversals(order.number)] == [Decimal("5.00"), Decimal("10.00")]
    done = queries.get_order(order.number)
    assert (done.state, done.red_bill_number) == ("refunded", "")
    asked = [one.question for one in partner.seen if one.partner == "fiscal"]
    assert asked == ["receipt", "reverse", "reverse"]
    assert kinds(order).count("bill_part_taken_back") == 2


def test_a_part_that_went_back_while_the_finance_department_was_down_is_taken_off_the_bill_later(
    partner: LittlePartner,
) -> None:
    a_bank(partner)
    order, (_, second) = a_basket()
    refund = refunds.refund(order_number=order.number, reason="withdrawn", actor=a_citizen(), case_id=second)
    tasks.carry_out_refund(str(refund.id))
    partner.faults = Faults(status=503)
    tasks.reverse_part(str(refund.id))
    assert queries.reversals(order.number) == []
    partner.faults = Faults()
    tasks.send_what_waits(60)
    assert len(queries.reversals(order.number)) == 1


@pytest.mark.django_db
def test_a_refund_asked_for_twice_is_one_refund() -> None:
    order = an_order()
    pay(order)
    first = refunds.refund(order_number=order.number, reason="rejected", actor=a_clerk())
    assert refunds.refund(order_number=order.number, reason="rejected", actor=a_clerk()) == first


@pytest.mark.django_db
def test_what_was_not_paid_cannot_be_given_back() -> None:
    order = an_order()
    with pytest.raises(Conflict), transaction.atomic():
        refunds.refund(order_number=order.number, reason="withdrawn", actor=a_citizen())
    with pytest.raises(BadInput):
        refunds.refund(order_number=order.number, reason="mood", actor=a_citizen())
    with pytest.raises(NotFound):
        refunds.refund(order_number="1", reason="withdrawn", actor=a_citizen())


def test_a_refund_for_an_error_waits_for_a_second_person(partner: LittlePartner) -> None:
    bank, order = a_bank(partner), an_order()
    pay(order)
    refund = refunds.refund(order_number=order.number, reason="office_error", actor=a_clerk("0001"))
    assert refund.state == "requested"
    refunds.carry_out(refund_id=refund.id)
    assert not bank.refunds
    with pytest.raises(NotAllowed), transaction.atomic():
        refunds.approve(refund_id=refund.id, actor=a_clerk("0001"))
    refunds.approve(refund_id=refund.id, actor=a_clerk("0002"))
    assert refunds.carry_out(refund_id=refund.id).state == "done"


def test_a_bank_that_is_down_delays_a_refund_and_loses_nothing(partner: LittlePartner) -> None:
    bank, order = a_bank(partner), an_order()
    pay(order)
    refund = refunds.refund(order_number=order.number, reason="withdrawn", actor=a_citizen())
    partner.faults = Faults(status=500)
    tasks.carry_out_refund(str(refund.id))
    assert queries.open_refunds()
    partner.faults = Faults()
    Refund.objects.update(requested_at=clock.now() - timedelta(minutes=2))
    tasks.send_what_waits(60)
    assert not queries.open_refunds()
    assert bank.refunds[str(refund.id)]["amount"] == "10.00"


def test_a_duplicate_given_back_settles_its_difference_and_leaves_the_order_paid(
    partner: LittlePartner,
) -> None:
    a_bank(partner)
    order = an_order()
    pay(order)
    pay(order, reference="B2")
    tasks.carry_out_refund(str(queries.open_refunds()[0].id))
    assert (open_kinds(), queries.open_refunds()) == ([], [])
    assert queries.get_order(order.number).paid


@pytest.mark.django_db
def test_a_refund_is_due_within_seven_working_days() -> None:
    with clock.frozen(NOW):  # a Monday
        order = an_order()
        pay(order)
        refund = refunds.refund(order_number=order.number, reason="withdrawn", actor=a_citizen())
    assert refund.due_on.isoformat() == "2025-03-12"
