"""Orders and payments: charged once, never in silence, every movement with an entry."""

import base64
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.exchange.bank import a_bank
from tests.exchange.facts import LICENCE_FEE, NOW, TEN, a_citizen, a_clerk, an_order, kinds, pay
from tests.exchange.little_partner import Faults, LittlePartner, request_headers

from tongban.core import clock, entries
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.ids import new_id
from tongban.exchange import actions as exchange
from tongban.exchange import keys, tasks, wire
from tongban.exchange.models import Order as OrderRow
from tongban.exchange.models import Payment
from tongban.exchange.payment import actions, queries
from tongban.exchange.payment.types import Order
from tongban.exchange.types import PartnerUnavailable


def jobs(task: str) -> int:
    return ProcrastinateJob.objects.filter(task_name=f"exchange.{task}").count()


def open_kinds() -> list[str]:
    return sorted(each.kind for each in queries.open_differences())


@pytest.mark.django_db
def test_an_order_adds_up_the_lines_of_a_basket_of_cases() -> None:
    cases = [new_id(), new_id()]
    order = actions.create_order(
        case_ids=cases, lines=[(LICENCE_FEE, TEN), (LICENCE_FEE, Decimal("5.5"))], payer_person_id=None,
        actor=a_clerk(),
    )  # fmt: skip
    assert (order.amount, order.state, order.channel) == (Decimal("15.50"), "waiting", "window")
    assert set(order.case_ids) == set(cases)
    assert queries.order_of_case(cases[1]) == order == queries.get_order(order.number)
    assert kinds(order) == ["ordered"]


@pytest.mark.django_db
@pytest.mark.parametrize("amounts", [[], ["0"], ["-1"], ["5", "-5"], ["20", "-5"], ["0.001"]])
def test_an_order_that_costs_nothing_or_less_is_not_made(amounts: list[str]) -> None:
    lines = [(LICENCE_FEE, Decimal(amount)) for amount in amounts]
    with pytest.raises(BadInput):
        actions.create_order(case_ids=[new_id()], lines=lines, payer_person_id=None, actor=a_citizen())


@pytest.mark.django_db
def test_a_case_has_one_live_order() -> None:
    case_id = new_id()
    first = an_order("10", case_id)
    with pytest.raises(Conflict), transaction.atomic():
        an_order("10", case_id)
    actions.cancel_order(number=first.number, actor=a_citizen())
    second = an_order("10", case_id)
    assert queries.order_of_case(case_id) == second


@pytest.mark.django_db
def test_order_numbers_cannot_be_guessed_from_one_another() -> None:
    numbers = {an_order().number for _ in range(20)}
    assert len(numbers) == 20
    assert all(len(number) == 24 and number.isdigit() for number in numbers)
    tails = sorted(int(number[8:]) for number in numbers)
    assert min(b - a for a, b in pairwise(tails)) > 1000


def test_the_cashier_address_is_signed_over_what_is_paid(partner: LittlePartner) -> None:
    order = an_order()
    address = actions.cashier_url(number=order.number, return_url="http://here/case?x=1&y=2")
    fields = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert address.startswith(f"{partner.url}/payment/cashier?")
    signed = "|".join(fields[name] for name in ("order", "amount", "subject", "return_url", "expires"))
    signature = base64.urlsafe_b64decode(fields["signature"] + "==")
    keys.own_key().public_key().verify(signature, signed.encode())
    assert (fields["amount"], fields["subject"]) == ("10.00", "驾驶证工本费")
    assert fields["return_url"] == "http://here/case?x=1&y=2"
    assert queries.get_order(order.number).state == "paying"


def test_who_reads_english_pays_on_an_english_page(partner: LittlePartner) -> None:
    chinese, english = (
        parse_qs(urlsplit(actions.cashier_url(number=an_order().number, return_url="http://here", language=one)).query)
        for one in ("zh-hans", "en")
    )
    assert (chinese["subject"], chinese.get("lang")) == (["驾驶证工本费"], None)
    assert (english["subject"], english["lang"]) == (["driving licence"], ["en"])


def test_nobody_is_sent_to_pay_what_is_paid_or_over(partner: LittlePartner) -> None:
    paid, old = an_order(), an_order()
    pay(paid)
    with pytest.raises(Conflict), transaction.atomic():
        actions.cashier_url(number=paid.number, return_url="http://here")
    with clock.frozen(clock.now() + timedelta(hours=24)), pytest.raises(Conflict), transaction.atomic():
        actions.cashier_url(number=old.number, return_url="http://here")
    with pytest.raises(NotFound):
        actions.cashier_url(number="1", return_url="http://here")


@pytest.mark.django_db
def test_money_that_comes_in_pays_the_order_and_starts_the_bill() -> None:
    order = pay(an_order())
    assert order and order.paid
    assert (order.reference, order.method, order.paid_at) == ("B1", "alipay", NOW)
    assert kinds(order) == ["ordered", "paid"]
    assert jobs("issue_bill") == 1


@pytest.mark.django_db
def test_the_same_payment_told_again_changes_nothing() -> None:
    order = an_order()
    first, again = pay(order), pay(order)
    assert first == again
    assert kinds(order) == ["ordered", "paid"]
    assert (Payment.objects.count(), jobs("issue_bill"), open_kinds()) == (1, 1, [])


@pytest.mark.django_db
@pytest.mark.parametrize("amount", ["9.99", "10.01", "0.00"])
def test_another_amount_does_not_pay_the_order_and_is_a_difference(amount: str) -> None:
    order = pay(an_order(), Decimal(amount))
    assert order and not order.paid and order.state == "waiting"
    assert open_kinds() == ["other_amount"]
    assert kinds(order) == ["ordered", "payment_set_aside"]
    assert jobs("issue_bill") == 0


@pytest.mark.django_db
def test_money_for_an_unknown_order_is_kept_as_a_difference() -> None:
    found = actions.record_paid(order="1", amount=TEN, reference="B9", method="wechat", paid_at=NOW)
    assert found is None
    (difference,) = queries.open_differences()
    assert (difference.kind, difference.subject, difference.theirs) == ("unknown_order", "B9", TEN)


@pytest.mark.django_db
def test_a_second_payment_is_given_back_by_itself() -> None:
    order = an_order()
    pay(order)
    again = pay(order, reference="B2")
    assert again and again.paid and again.reference == "B1"
    assert open_kinds() == ["duplicate"]
    (refund,) = queries.open_refunds()
    assert (refund.reason, refund.state, refund.amount) == ("duplicate", "approved", TEN)
    assert jobs("carry_out_refund") == 1


@pytest.mark.django_db
def test_a_reference_counts_once_for_ever_whatever_the_order() -> None:
    first, second = an_order(), an_order()
    pay(first)
    told = pay(second)
    assert told and not told.paid
    assert open_kinds() == ["reused_reference"]
    assert Payment.objects.count() == 1


@pytest.mark.django_db
def test_the_database_itself_refuses_a_second_payment_that_counts() -> None:
    order = an_order()
    pay(order)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(
            order_id=order.id,
            reference="B2",
            amount=TEN,
            method="alipay",
            paid_at=NOW,
            recorded_at=NOW,
            counts=True,
        )


@pytest.mark.django_db
def test_money_for_a_cancelled_order_is_given_back_by_itself() -> None:
    order = an_order()
    actions.cancel_order(number=order.number, actor=a_citizen())
    told = pay(order)
    assert told and told.state == "cancelled"
    assert open_kinds() == ["late"]
    assert queries.open_refunds()[0].reason == "late"


@pytest.mark.django_db
def test_an_order_paid_in_its_last_minute_and_told_later_lives_again() -> None:
    case_id = new_id()
    order = an_order("10", case_id)
    actions.expire_order(number=order.number, actor=a_clerk())
    told = pay(order)
    assert told and told.paid
    assert queries.order_of_case(case_id) == told
    assert open_kinds() == []


@pytest.mark.django_db
def test_an_expired_order_with_a_successor_is_given_back() -> None:
    case_id = new_id()
    order = an_order("10", case_id)
    actions.expire_order(number=order.number, actor=a_clerk())
    successor = an_order("10", case_id)
    pay(order)
    assert open_kinds() == ["late"]
    assert queries.order_of_case(case_id) == successor


@pytest.mark.django_db
def test_a_paid_order_cannot_be_cancelled() -> None:
    order = an_order()
    pay(order)
    with pytest.raises(Conflict):
        actions.cancel_order(number=order.number, actor=a_citizen())


def told_by_the_bank(little: LittlePartner, order: Order, amount: str = "10.00", key: str = "k") -> Order | None:
    """What the view does: verify, store and book, in one transaction."""
    body = wire.encode(
        {
            "order": order.number,
            "amount": amount,
            "payment_reference": "B1",
            "method": "wechat",
            "paid_at": NOW,
        }
    )
    path = "/partners/payment/paid"
    headers = request_headers(little.key("payment"), "payment", path, body, idempotency_key=key)
    with transaction.atomic():
        received = exchange.receive(
            partner="payment", event="paid", headers=headers, method="POST", path=path, body=body
        )
        return actions.record_told(message_id=received.message_id, told=received.value)


def test_the_callback_of_the_bank_pays_once_however_often_it_comes(partner: LittlePartner) -> None:
    order = an_order()
    assert told_by_the_bank(partner, order) == told_by_the_bank(partner, order)
    told_by_the_bank(partner, order, key="another")
    assert Payment.objects.count() == 1
    assert kinds(order) == ["ordered", "paid"]
    assert entries.history(order.id)[-1].cause.startswith("message:")


def test_a_lost_callback_is_found_by_asking_the_bank(partner: LittlePartner) -> None:
    bank, order = a_bank(partner), an_order()
    actions.cashier_url(number=order.number, return_url="http://here")
    bank.pay(order.number, "10.00")
    tasks.ask_bank(0)
    found = queries.get_order(order.number)
    assert found.paid and found.reference == "B1" and found.method == "bank"


def test_the_bank_is_asked_only_where_somebody_went_to_pay(partner: LittlePartner) -> None:
    a_bank(partner)
    an_order()
    tasks.ask_bank(0)
    assert partner.seen == []


def test_after_an_hour_the_bank_is_asked_at_night_only(partner: LittlePartner) -> None:
    a_bank(partner)
    order = an_order()
    actions.cashier_url(number=order.number, return_url="http://here")
    OrderRow.for_system("test").update(sent_to_cashier_at=clock.now() - timedelta(minutes=61))
    tasks.ask_bank(0)
    assert partner.seen == []
    tasks.ask_bank_nightly(0)
    assert len(partner.seen) == 1


def test_an_order_at_the_cashier_ends_only_when_the_bank_says_nobody_paid(partner: LittlePartner) -> None:
    a_bank(partner)
    order = an_order()
    actions.cashier_url(number=order.number, return_url="http://here")
    OrderRow.for_system("test").update(expires_at=clock.now() - timedelta(minutes=1))
    partner.faults = Faults(status=503)
    tasks.ask_bank_nightly(0)
    assert queries.get_order(order.number).state == "paying"
    partner.faults = Faults()
    tasks.ask_bank_nightly(0)
    assert queries.get_order(order.number).state == "expired"


def test_an_order_nobody_went_to_pay_ends_by_itself(partner: LittlePartner) -> None:
    order = an_order()
    OrderRow.for_system("test").update(expires_at=clock.now() - timedelta(minutes=1))
    tasks.ask_bank(0)
    assert queries.get_order(order.number).state == "expired"


def test_a_bank_that_does_not_answer_leaves_the_order_as_it_is(partner: LittlePartner) -> None:
    a_bank(partner)
    order = an_order()
    partner.faults = Faults(cut=True)
    with pytest.raises(PartnerUnavailable):
        actions.query_bank(number=order.number, timeout=0.5)
    assert queries.get_order(order.number).state == "waiting"


@pytest.mark.django_db
def test_a_payer_sees_their_own_orders_only() -> None:
    me = new_id()
    mine = actions.create_order(
        case_ids=[new_id()], lines=[(LICENCE_FEE, TEN)], payer_person_id=me, actor=a_citizen(me)
    )
    an_order()
    assert queries.orders(a_citizen(me)) == [mine]
    assert queries.orders(a_citizen()) == []
    assert queries.orders(a_clerk()) == []
