"""D05: the fee of a test, from the slot to the money that goes back; nobody pays twice, nobody loses a slot unheard."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.db import transaction
from tests import builders
from tests.allocation import sessions as built
from tests.allocation.sessions import DRAWN, FIRST, OFFICE, PLAN, TODAY, a_session
from tests.assessment.exams import builders as candidates
from tests.exchange.bank import Bank
from tests.stories.test_booking import a_file

from tongban.allocation.slots import booking, planning
from tongban.allocation.slots import queries as slots
from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import fees, moving
from tongban.assessment.exams import queries as files
from tongban.assessment.exams.types import End, ExamFile, Fee
from tongban.core import actions as core
from tongban.core import clock
from tongban.core.errors import Conflict, NotFound
from tongban.core.ids import new_id
from tongban.exchange.models import Notice, Payment, Refund
from tongban.exchange.payment import actions as payment
from tongban.exchange.payment import queries as orders
from tongban.exchange.types import PartnerUnavailable
from tongban.law.text import Text
from tongban.services import driving_tests
from tongban.services.tasks import exams as tasks
from tongban.services.tasks import test_fees as fee_tasks

pytestmark = pytest.mark.django_db
WINDOW = builders.a_clerk("acceptance")
S1 = Decimal("40.00")


class SilentBank(Bank):
    """A bank with a memory that may not answer: asked by the product's own clock, which stands still here."""

    silent = False

    def asked(self, number: str, *, purpose: str, timeout: float | None = None) -> SimpleNamespace:
        if self.silent:
            raise PartnerUnavailable("payment", Text(zh="没有回复", en="no answer"))
        found = self.query({"order": number})
        amount, paid_at = found["amount"], found["paid_at"]
        value = SimpleNamespace(
            state=found["state"], payment_reference=found["payment_reference"],
            amount=Decimal(amount) if amount else None, paid_at=datetime.fromisoformat(paid_at) if paid_at else None,
        )  # fmt: skip
        return SimpleNamespace(value=value, message_id=new_id())


@pytest.fixture
def bank(db: None, monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> SilentBank:
    bank = SilentBank()
    settings.TONGBAN_SANDBOX_URL = "http://127.0.0.1:1"
    monkeypatch.setattr("tongban.exchange.payment.partner.ask_order", bank.asked)
    return bank


@pytest.fixture
def two(bank: SilentBank) -> tuple[ExamFile, ExamFile]:
    """One slot of subject 1, which costs 40 yuan in the city; the first got it and the second stands by."""
    core.give_order(
        number="PRICE", basis="价格公示（测试）", since=datetime(2026, 1, 1).date(), region=built.REGION,
        values={"exam_fees.amount": {"S1": "40.00", "S2": "150.00", "S3R": "0.00"}}, actor=builders.TEST,
    )  # fmt: skip
    built.a_site()
    built.a_plan(a_session(subjects="S1", quota=1))
    first = a_file(builders.a_person(serial=1), datetime(2026, 11, 2, 1, tzinfo=UTC), permit_on=None)
    second = a_file(
        builders.a_person(serial=2, phone="13900000002"), datetime(2026, 11, 3, 1, tzinfo=UTC), permit_on=None
    )
    for file in (first, second):
        with clock.frozen(TODAY), transaction.atomic():
            driving_tests.prefer(plan=PLAN, file=file, subjects="S1", places=[1], stands_by=True, actor=OFFICE)
    built.fix_draw_and_run()
    with clock.frozen(DRAWN):
        tasks.expect_all(PLAN)
        tasks.expect_all(PLAN)  # a job may come twice
    return first, second


def one() -> UUID:
    return built.session_id(1)


def booked(file: ExamFile) -> UUID:
    return slots.booking_of(one(), file.person_id)


def fee(file: ExamFile) -> Fee:
    """The newest fee of a person."""
    return fees.fees_of(file.person_id)[0]


def order_of(file: ExamFile) -> str:
    return fees.order_for(booking_id=booked(file), actor=builders.a_citizen(file.person_id))


def tell(number: str, reference: str = "B1", amount: Decimal = S1) -> None:
    """The bank tells that somebody paid, and the job that hears of it runs."""
    with transaction.atomic():
        order = payment.record_paid(
            order=number, amount=amount, reference=reference, method="alipay", paid_at=clock.now()
        )
    if order is not None and order.paid:
        fee_tasks.note_paid(str(order.id))


def ended(file: ExamFile) -> None:
    """What listens to the end of a slot runs, twice."""
    for _ in range(2):
        tasks.tell_exam_file(str(one()), str(file.person_id))
        fee_tasks.settle_fee(str(one()), str(file.person_id))


def standing(file: ExamFile) -> list[str]:
    return [str(each.standing) for each in slots.slots_of(file.person_id)]


def test_a_slot_that_costs_something_is_charged_once_and_its_holder_is_told(two: tuple[ExamFile, ExamFile]) -> None:
    first, second = two
    assert [(each.subject, each.amount, each.state, each.due_at) for each in fees.fees_of(first.person_id)] == [
        ("S1", S1, "due", DRAWN + timedelta(hours=24))
    ]
    assert fees.fees_of(second.person_id) == []
    assert Notice.for_system("test").filter(topic="fee_due").count() == 1


def test_the_time_to_pay_begins_when_its_holder_is_told_not_when_the_plan_was_run(bank: SilentBank) -> None:
    core.give_order(
        number="PRICE", basis="价格公示（测试）", since=datetime(2026, 1, 1).date(), region=built.REGION,
        values={"exam_fees.amount": {"S1": "40.00"}}, actor=builders.TEST,
    )  # fmt: skip
    built.a_site()
    built.a_plan(a_session(subjects="S1", quota=1))
    file = a_file(builders.a_person(serial=1), datetime(2026, 11, 2, 1, tzinfo=UTC), permit_on=None)
    with clock.frozen(TODAY), transaction.atomic():
        driving_tests.prefer(plan=PLAN, file=file, subjects="S1", places=[1], stands_by=True, actor=OFFICE)
    built.fix_draw_and_run()
    with clock.frozen(DRAWN + timedelta(hours=48)):  # the worker had stood still
        tasks.expect_all(PLAN)
        fee_tasks.give_on_unpaid(0)
        assert (fee(file).state, fee(file).due_at) == ("due", clock.now() + timedelta(hours=24))


def test_where_the_province_has_told_no_price_nothing_is_charged(bank: SilentBank) -> None:
    built.a_site()
    built.a_plan(a_session(subjects="S1", quota=1))
    file = a_file(builders.a_person(serial=1), datetime(2026, 11, 2, 1, tzinfo=UTC), permit_on=None)
    with clock.frozen(TODAY), transaction.atomic():
        driving_tests.prefer(plan=PLAN, file=file, subjects="S1", places=[1], stands_by=True, actor=OFFICE)
    built.fix_draw_and_run()
    with clock.frozen(DRAWN):
        tasks.expect_all(PLAN)
    assert fees.fees_of(file.person_id) == [] and len(files.sittings_of(file.id)) == 1


def test_who_pays_keeps_the_slot_however_often_it_is_told(two: tuple[ExamFile, ExamFile]) -> None:
    first, _ = two
    with clock.frozen(DRAWN + timedelta(hours=1)):
        number = order_of(first)
        assert order_of(first) == number, "one order, however often somebody asks"
        tell(number)
        tell(number)
        fee_tasks.note_paid(str(orders.get_order(number).id))
        assert order_of(first) == ""
    with clock.frozen(DRAWN + timedelta(hours=30)):
        fee_tasks.give_on_unpaid(0)
    assert (fee(first).state, standing(first)) == ("paid", ["booked"])
    assert Payment.objects.count() == 1 and not Refund.objects.exists()


def test_an_order_never_outlives_the_time_to_pay(two: tuple[ExamFile, ExamFile]) -> None:
    first, _ = two
    with clock.frozen(DRAWN + timedelta(hours=20)):
        assert orders.get_order(order_of(first)).expires_at == fee(first).due_at
    with clock.frozen(DRAWN + timedelta(hours=24)):
        assert order_of(first) == ""


def test_who_does_not_pay_loses_the_slot_to_the_next_in_line_and_no_attempt(two: tuple[ExamFile, ExamFile]) -> None:
    first, second = two
    with clock.frozen(DRAWN + timedelta(hours=23)):
        order_of(first)
        fee_tasks.give_on_unpaid(0)
        assert standing(first) == ["booked"]
    late = DRAWN + timedelta(hours=24)
    with clock.frozen(late):
        fee_tasks.give_on_unpaid(0)
        fee_tasks.give_on_unpaid(0)
        ended(first)
        assert (fee(first).state, standing(first)) == ("lapsed", ["cancelled"])
        assert driving_tests.ordering_key(files.get_file(first.id), "S1").at == late
        assert booking.give_next(session=one(), actor=OFFICE) == second.person_id
        tasks.expect_one(str(one()), str(second.person_id))
        assert (fee(second).state, fee(second).due_at) == ("due", late + timedelta(hours=24))
    [sitting] = files.sittings_of(first.id)
    assert (sitting.state, sitting.counts) == ("void", False)
    assert Notice.for_system("test").filter(topic="slot_lost").count() == 1


def sent_to_bank(file: ExamFile) -> str:
    """The payer was at the cashier page."""
    number = order_of(file)
    payment.cashier_url(number=number, return_url="http://localhost/back")
    return number


def test_a_payment_whose_message_was_lost_is_found_before_the_slot_is_given_on(
    two: tuple[ExamFile, ExamFile], bank: SilentBank
) -> None:
    first, _ = two
    with clock.frozen(DRAWN + timedelta(hours=23)):
        number = sent_to_bank(first)
        bank.pay(number, "40.00", at=clock.now())
    with clock.frozen(DRAWN + timedelta(hours=25)):
        fee_tasks.give_on_unpaid(0)
        assert standing(first) == ["booked"]
        fee_tasks.note_paid(str(orders.get_order(number).id))
    assert fee(first).state == "paid"


def test_while_the_bank_is_silent_nobody_loses_a_slot(two: tuple[ExamFile, ExamFile], bank: SilentBank) -> None:
    first, _ = two
    with clock.frozen(DRAWN + timedelta(hours=23)):
        sent_to_bank(first)
    bank.silent = True
    with clock.frozen(DRAWN + timedelta(hours=25)):
        fee_tasks.give_on_unpaid(0)
        assert (fee(first).state, standing(first)) == ("due", ["booked"])
        bank.silent = False
    with clock.frozen(DRAWN + timedelta(hours=26)):
        fee_tasks.give_on_unpaid(0)
    assert fee(first).state == "lapsed"


def test_money_that_comes_after_the_slot_is_gone_goes_back(two: tuple[ExamFile, ExamFile]) -> None:
    first, _ = two
    with clock.frozen(DRAWN + timedelta(hours=23)):
        number = order_of(first)
    with clock.frozen(DRAWN + timedelta(hours=25)):
        fee_tasks.give_on_unpaid(0)
        tell(number)
    assert fee(first).state == "lapsed"
    assert [(each.reason, each.amount, each.state) for each in Refund.objects.all()] == [("late", S1, "approved")]


def test_money_for_an_order_that_had_run_out_by_itself_goes_back_too(two: tuple[ExamFile, ExamFile]) -> None:
    first, _ = two
    with clock.frozen(DRAWN + timedelta(hours=23)):
        number = order_of(first)
        fee_tasks.note_paid(str(orders.get_order(number).id))
        assert fee(first).state == "due", "an order is not money"
    with clock.frozen(DRAWN + timedelta(hours=25)):
        payment.expire_order(number=number, actor=builders.TEST)
        fee_tasks.give_on_unpaid(0)
        assert fee(first).state == "lapsed"
        tell(number)
        tell(number)
    assert [(each.reason, each.amount) for each in Refund.objects.all()] == [("late", S1)]


def test_a_second_payment_and_another_amount_are_never_swallowed(two: tuple[ExamFile, ExamFile]) -> None:
    first, _ = two
    with clock.frozen(DRAWN + timedelta(hours=1)):
        number = order_of(first)
        tell(number, "B1", Decimal("4.00"))
        assert fee(first).state == "due"
        tell(number, "B2")
        tell(number, "B3")
    assert fee(first).state == "paid"
    assert [(each.reason, each.payment.reference) for each in Refund.objects.select_related("payment")] == [
        ("duplicate", "B3")
    ]
    assert {each.kind for each in orders.open_differences()} == {"other_amount", "duplicate"}


@pytest.mark.parametrize(
    ("what", "state", "reason"),
    [("cancelled in time", "back", "test_given_back"), ("by the office", "back", "test_void"), ("absent", "paid", "")],
)
def test_what_was_paid_goes_back_unless_the_candidate_stayed_away(
    two: tuple[ExamFile, ExamFile], what: str, state: str, reason: str
) -> None:
    first, _ = two
    with clock.frozen(DRAWN + timedelta(hours=1)):
        tell(order_of(first))
    ends: dict[str, Callable[[], object]] = {
        "cancelled in time": lambda: booking.cancel(session=one(), person=first.person_id, actor=WINDOW),
        "by the office": lambda: planning.cancel_session(
            session=one(), why=Text(zh="停电", en="No power"), actor=WINDOW
        ),
        "absent": lambda: booking.absent(session=one(), person=first.person_id, actor=WINDOW),
    }
    with clock.frozen(FIRST + timedelta(hours=4) if what == "absent" else DRAWN + timedelta(hours=2)):
        ends[what]()
        ended(first)
    assert fee(first).state == state
    assert [each.reason for each in Refund.objects.all()] == ([reason] if reason else [])


def test_what_was_not_paid_is_not_due_once_the_test_is_cancelled(two: tuple[ExamFile, ExamFile]) -> None:
    first, _ = two
    with clock.frozen(DRAWN + timedelta(hours=1)):
        number = order_of(first)
        planning.cancel_session(session=one(), why=Text(zh="停电", en="No power"), actor=WINDOW)
        ended(first)
    assert (fee(first).state, orders.get_order(number).state) == ("over", "cancelled")


def test_what_is_paid_in_the_moment_of_a_cancellation_goes_back(two: tuple[ExamFile, ExamFile]) -> None:
    first, _ = two
    with clock.frozen(DRAWN + timedelta(hours=1)):
        number = order_of(first)
        paid = payment.record_paid(order=number, amount=S1, reference="B1", method="alipay", paid_at=clock.now())
        assert paid is not None
        booking.cancel(session=one(), person=first.person_id, actor=WINDOW)
        ended(first)  # hears of the end before it hears of the money
        fee_tasks.note_paid(str(paid.id))
    assert fee(first).state == "back"
    assert [each.reason for each in Refund.objects.all()] == ["test_given_back"]


def test_a_resit_is_in_the_fee(two: tuple[ExamFile, ExamFile]) -> None:
    first, _ = two
    with clock.frozen(DRAWN + timedelta(hours=1)):
        tell(order_of(first))
    [sitting] = files.sittings_of(first.id)
    with clock.frozen(FIRST):
        candidates.sits(sitting, 60)
        exams.resit(sitting_id=sitting.id, actor=builders.TEST, cause="test")
        tasks.expect_one(str(one()), str(first.person_id))
    assert [each.state for each in fees.fees_of(first.person_id)] == ["paid"]


def test_the_unused_fee_of_a_file_that_ends_goes_back_and_its_slot_goes_on(two: tuple[ExamFile, ExamFile]) -> None:
    first, second = two
    with clock.frozen(DRAWN + timedelta(hours=1)):
        tell(order_of(first))
        exams.end_file(file_id=first.id, end=End.TIME_OVER, actor=builders.TEST, cause="test")
        fee_tasks.free_slots(str(first.id), "ended", "test")
        fee_tasks.free_slots(str(first.id), "ended", "test")
        ended(first)
        assert (fee(first).state, standing(first)) == ("back", ["released"])
        assert booking.give_next(session=one(), actor=OFFICE) == second.person_id


def test_a_test_that_began_unpaid_is_owed_and_holds_a_file_back_until_it_is_paid(
    two: tuple[ExamFile, ExamFile], bank: SilentBank
) -> None:
    first, _ = two
    with clock.frozen(DRAWN + timedelta(hours=23)):
        sent_to_bank(first)
    bank.silent = True
    with clock.frozen(FIRST):
        [sitting] = files.sittings_of(first.id)
        candidates.sits(sitting, 95)
        fee_tasks.give_on_unpaid(0)
        fee_tasks.give_on_unpaid(0)
        assert (fee(first).state, fees.overdue(10)) == ("owed", [])
        with pytest.raises(Conflict, match="fee is still owed"), transaction.atomic():
            moving.send_away(
                file_id=first.id, to="320500", identity_number="1", name="x", portrait="", actor=OFFICE, cause="test"
            )
        bank.silent = False
        tell(order_of(first))
    assert fee(first).state == "paid"


def test_two_subjects_in_one_go_are_one_order_and_the_part_not_taken_goes_back(bank: SilentBank) -> None:
    core.give_order(
        number="PRICE", basis="价格公示（测试）", since=datetime(2026, 1, 1).date(), region=built.REGION,
        values={"exam_fees.amount": {"S2": "150.00", "S3R": "200.00"}}, actor=builders.TEST,
    )  # fmt: skip
    built.a_site()
    built.a_plan(a_session(40, subjects="S2+S3R", quota=1))
    file = a_file(builders.a_person(serial=1), datetime(2026, 9, 2, tzinfo=UTC), permit_on=None)
    with clock.frozen(datetime(2026, 9, 3, 2, tzinfo=UTC)):
        candidates.passes(file, "S1")
    with clock.frozen(TODAY), transaction.atomic():
        driving_tests.prefer(
            plan=PLAN, file=files.get_file(file.id), subjects="S2+S3R", places=[1], stands_by=True, actor=OFFICE
        )
    built.fix_draw_and_run()
    with clock.frozen(DRAWN):
        tasks.expect_all(PLAN)
        number = order_of(file)
        assert orders.get_order(number).amount == Decimal("350.00")
        tell(number, amount=Decimal("350.00"))
    with clock.frozen(FIRST + timedelta(days=40)):
        booking.release(session=one(), person=file.person_id, subject="S3R", actor=OFFICE)
        fee_tasks.settle_fee(str(one()), str(file.person_id))
    assert {each.subject: str(each.state) for each in fees.fees_of(file.person_id)} == {"S2": "paid", "S3R": "back"}
    assert [(each.reason, each.amount) for each in Refund.objects.all()] == [("test_void", Decimal("200.00"))]


def test_nobody_pays_for_another(two: tuple[ExamFile, ExamFile]) -> None:
    first, second = two
    with pytest.raises(NotFound):
        fees.get_own(second.person_id, booked(first))
