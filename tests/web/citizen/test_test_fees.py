"""Paying for a test: what is due stands on the page, the way to the bank, cash and cancelling at a window."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.test import Client
from tests import builders
from tests.allocation import sessions as built
from tests.allocation.sessions import DRAWN, OFFICE, PLAN, TODAY, a_session
from tests.web.builders import a_clerk
from tests.web.citizen.test_booking import a_candidate

from tongban.allocation.slots import queries as slots
from tongban.assessment.exams import fees
from tongban.core import actions as core
from tongban.core import clock
from tongban.exchange.payment import actions as payment
from tongban.exchange.payment import queries as orders
from tongban.services import driving_tests
from tongban.services.tasks import exams as tasks
from tongban.services.tasks import test_fees as fee_tasks

pytestmark = pytest.mark.django_db
PAGE = "/me/tests/fees/"
Held = tuple[Client, UUID, UUID]


@pytest.fixture
def held(settings: LazySettings) -> Held:
    """Somebody with a slot that costs 40 yuan: their browser, themselves, the booking."""
    settings.TONGBAN_DEMO, settings.TONGBAN_SANDBOX_URL = True, "http://127.0.0.1:1"
    core.give_order(
        number="PRICE", basis="价格公示（测试）", since=date(2026, 1, 1), region=built.REGION,
        values={"exam_fees.amount": {"S1": "40.00"}}, actor=builders.TEST,
    )  # fmt: skip
    builders.an_office()
    built.a_site()
    built.a_plan(a_session(subjects="S1", quota=1))
    client, person = a_candidate()
    with clock.frozen(TODAY), transaction.atomic():
        file = driving_tests.get_file(person, "C1")
        driving_tests.prefer(plan=PLAN, file=file, subjects="S1", places=[1], stands_by=True, actor=OFFICE)
    built.fix_draw_and_run()
    with clock.frozen(DRAWN):
        tasks.expect_all(PLAN)
    return client, person, slots.booking_of(built.session_id(1), person)


def test_what_is_due_stands_there_and_leads_to_the_bank(held: Held) -> None:
    client, _, booking = held
    with clock.frozen(DRAWN + timedelta(hours=1)):
        assert "还没有缴费" in client.get("/me/tests/").content.decode()
        page = client.get(PAGE).content.decode()
        assert "¥40.00" in page and "名额让给下一位" in page and "科目一" in page
        answer = client.post(PAGE, {"key": "1", "booking": str(booking)})
        number = fees.fees_booked(booking)[0].order
        assert answer.status_code == 302 and number in answer["location"]
        paid = payment.record_paid(
            order=number, amount=Decimal("40.00"), reference="B1", method="alipay", paid_at=clock.now()
        )
        assert paid is not None
        assert "名额让给下一位" not in client.get(PAGE).content.decode(), "paid counts before the job has run"
        fee_tasks.note_paid(str(paid.id))
        assert "已缴费" in client.get(PAGE).content.decode()
        assert client.post(PAGE, {"key": "2", "booking": str(booking)}).status_code == 409


def test_nobody_is_led_to_pay_for_another(held: Held) -> None:
    _, _, booking = held
    other, _ = a_candidate(2)
    with clock.frozen(DRAWN + timedelta(hours=1)):
        assert "没有考试费要缴" in other.get(PAGE).content.decode()
        assert other.post(PAGE, {"key": "1", "booking": str(booking)}).status_code == 404
        assert other.post(PAGE, {"key": "2", "booking": "x"}).status_code == 400


def test_a_window_takes_cash_and_cancels_in_time(held: Held) -> None:
    _, person, booking = held
    clerk = a_clerk(office=builders.OFFICE)
    path = f"/desk/persons/{person}/tests/"
    with clock.frozen(DRAWN + timedelta(hours=1)):
        assert "收现金 ¥40.00" in clerk.get(path).content.decode()
        cash = {"action": "cash", "booking": str(booking), "given": "50"}
        assert clerk.post(path, {"key": "1", **cash}).status_code == 400, "the till is not open"
        clerk.post("/desk/till/", {"key": "2", "action": "open", "opening": "100"})
        assert clerk.post(path, {"key": "3", **cash}).status_code == 302
        order = orders.get_order(fees.fees_booked(booking)[0].order)
        assert (order.paid, order.method) == (True, "cash")
        assert "找零 ¥10.00" in clerk.get(path).content.decode()
        fee_tasks.note_paid(str(order.id))
        session = str(built.session_id(1))
        assert clerk.post(path, {"key": "4", "action": "cancel", "session": str(booking)}).status_code == 400
        assert clerk.post(path, {"key": "5", "action": "cancel", "session": session}).status_code == 302
        fee_tasks.settle_fee(session, str(person))
        page = clerk.get(path).content.decode()
    assert "退费" in page and "按原路退回" in page
    assert [str(one.state) for one in fees.fees_of(person)] == ["back"]


def test_cash_needs_the_till_and_cancelling_the_window(held: Held) -> None:
    _, person, booking = held
    path, session = f"/desk/persons/{person}/tests/", str(built.session_id(1))
    with clock.frozen(DRAWN + timedelta(hours=1)):
        window = a_clerk("310100-0007", posts=("acceptance",), office=builders.OFFICE)
        assert (
            window.post(path, {"key": "1", "action": "cash", "booking": str(booking), "given": "40"}).status_code == 403
        )
        till = a_clerk("310100-0008", posts=("till",), office=builders.OFFICE)
        assert till.post(path, {"key": "2", "action": "cancel", "session": session}).status_code == 403
    assert [str(one.standing) for one in slots.slots_of(person)] == ["booked"]
