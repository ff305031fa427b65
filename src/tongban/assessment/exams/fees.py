"""Fees of tests (考试费): charged when a slot is given, paid by an order, given back where no test takes place.

One row for each subject of a booking, with its one re-sit. However a payment is told (callback, the bank's answer, its
statement, cash), it arrives here once, by "order_paid". Locks: the fees of a booking first, then their order.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from tongban.assessment.exams import models
from tongban.assessment.exams.types import REGISTER, Fee, FeeState
from tongban.core import clock, entries, rows
from tongban.core.actor import Actor, system
from tongban.core.errors import NotFound
from tongban.core.ids import new_id
from tongban.exchange.payment import actions as payment
from tongban.exchange.payment import queries as orders
from tongban.exchange.payment import refunds
from tongban.exchange.payment.types import OPEN_STATES, PAID_STATES, PAYING
from tongban.law.names import SUBJECT_NAMES
from tongban.law.text import Text

BANK_PATIENCE = 3.0  # seconds a person waits for the bank's answer on a page
NAME = Text(zh="考试费：{subject}", en="Test fee: {subject}")
NO_FEE = Text(zh="没有这笔考试费。", en="There is no such test fee.")
PAYABLE = (FeeState.DUE, FeeState.OWED)
_BOOKED = rows.Rows(
    models.TestFee, "booking = %s ORDER BY subject, charged_at FOR UPDATE", why="change the fees of a booking"
)


def charge(
    *, file_id: UUID, booking_id: UUID, session_id: UUID, amounts: Mapping[str, Decimal], due_at: datetime,
    actor: Actor, cause: str,
) -> bool:  # fmt: skip
    """Charge the subjects of a booking; False where they were charged already."""
    now = clock.now()
    made = [
        models.TestFee(
            id=new_id(), file_id=file_id, booking=booking_id, session=session_id, subject=subject, amount=amount,
            charged_at=now, due_at=due_at,
        )
        for subject, amount in amounts.items()
    ]  # fmt: skip
    with transaction.atomic(savepoint=False):
        new = [fee for fee in made if rows.insert(fee, otherwise="ON CONFLICT DO NOTHING")]
        for fee in new:
            _note(fee, "fee_charged", actor, cause, due_at=due_at)
    return bool(new)


def order_for(*, booking_id: UUID, actor: Actor) -> str:
    """The number of an order for what is due of a booking, made anew where the last one is over; "" where nothing is
    due (any more). Not inside a transaction. Raises ExchangeError where the bank has to be asked about the old order
    and does not answer: nobody is asked to pay twice."""
    due = [one for one in fees_booked(booking_id) if one.state in PAYABLE]
    order = orders.find_order(due[0].order) if due and due[0].order else None
    if order and order.open and order.expires_at > clock.now():
        return order.number
    if order and order.open:
        if order.state == PAYING:
            order = payment.query_bank(number=order.number, timeout=BANK_PATIENCE)
        if order.open:
            payment.expire_order(number=order.number, actor=system("expiry"))
    if order and orders.get_order(order.number).paid:
        return ""
    with transaction.atomic():
        return _new_order(booking_id, order.number if order else "", actor)


def _new_order(booking_id: UUID, before: str, actor: Actor) -> str:
    due = [one for one in _BOOKED.all(booking_id) if one.state in PAYABLE]
    in_time = due and due[0].state == FeeState.DUE
    if not due or (in_time and due[0].due_at <= clock.now()):
        return ""
    if due[0].order != before:
        return due[0].order  # somebody made one in this moment
    file = models.ExamFile.for_system("who pays").get(pk=due[0].file_id)
    order = payment.create_order(
        case_ids=[one.id for one in due],
        lines=[(NAME.fill(subject=SUBJECT_NAMES[one.subject]), one.amount) for one in due],
        payer_person_id=file.person, actor=actor, cause=f"booking:{booking_id}",
        pay_by=due[0].due_at if in_time else None,
    )  # fmt: skip
    for one in due:
        one.order = order.number
        rows.update(one, "order")
    return order.number


def ask_bank(number: str) -> None:
    """Ask the bank what became of an order, where its message may have been lost. Raises ExchangeError."""
    payment.query_bank(number=number, timeout=BANK_PATIENCE)


def paid(order_id: UUID) -> list[tuple[UUID, UUID]]:
    """An order is paid: its fees are. Told again: nothing. Where the slot is gone already, the money goes back.
    Returns session and person of what it was for: a slot may have ended in the moment of the payment."""
    order = orders.get_order_by_id(order_id)
    if not order.paid:
        return []  # the money is on its way back already
    known = models.TestFee.for_system("what a payment is for").filter(pk__in=order.case_ids)
    bookings = sorted(set(known.values_list("booking", flat=True)))
    with transaction.atomic(savepoint=False):
        for fee in (one for booking in bookings for one in _BOOKED.all(booking) if one.id in order.case_ids):
            if fee.state in PAYABLE:
                fee.state, fee.paid_at, fee.order = FeeState.PAID.value, order.paid_at or clock.now(), order.number
                rows.update(fee, "state", "paid_at", "order")
                _note(fee, "fee_paid", system("bank"), f"order:{order.number}", order=order.number)
            elif fee.state in (FeeState.LAPSED, FeeState.OVER):
                refunds.refund(order_number=order.number, reason="late", actor=system("test fees"), case_id=fee.id)
    return list(known.values_list("session", "file__person").distinct())


def unpaid(booking_id: UUID) -> str | None:
    """The order of a booking whose time to pay is over and that the bank knows no payment of, "" where none was made;
    None where it is paid or not due. Not inside a transaction. Raises ExchangeError where the bank does not answer:
    then nothing is taken from anybody."""
    due = [one for one in fees_booked(booking_id) if one.state is FeeState.DUE and one.due_at <= clock.now()]
    if not due:
        return None
    order = orders.find_order(due[0].order) if due[0].order else None
    if order and order.state == PAYING:
        order = payment.query_bank(number=order.number)
    return None if order and order.paid else due[0].order


def lapse(*, booking_id: UUID, order: str) -> bool:
    """Nobody paid in time, under the order that was asked about: True where the slot may go to the next in line."""
    with transaction.atomic(savepoint=False):
        due = [one for one in _BOOKED.all(booking_id) if one.state == FeeState.DUE]
        if not due or due[0].order != order or not _cancelled(order):
            return False
        for fee in due:
            _end(fee, FeeState.LAPSED, "fee_lapsed", system("test fees"), f"booking:{booking_id}")
    return True


def owe(booking_id: UUID) -> None:
    """The test has begun and is not paid: the fee stays owed, and can still be paid."""
    with transaction.atomic(savepoint=False):
        for fee in (one for one in _BOOKED.all(booking_id) if one.state == FeeState.DUE):
            fee.state = FeeState.OWED.value
            rows.update(fee, "state")
            _note(fee, "fee_owed", system("test fees"), f"booking:{booking_id}")


def end(*, booking_id: UUID, subjects: Iterable[str], keep: bool, reason: str, actor: Actor, cause: str) -> None:
    """The booking ended for these subjects: what is due is due no more, what was paid goes back unless it is kept."""
    ended = set(subjects)
    with transaction.atomic(savepoint=False):
        fees = [one for one in _BOOKED.all(booking_id) if one.subject in ended]
        due = [one for one in fees if one.state in PAYABLE]
        if due and not keep and _cancelled(due[0].order):
            for fee in due:
                _end(fee, FeeState.OVER, "fee_over", actor, cause)
        for fee in (one for one in fees if one.state == FeeState.PAID and not keep):
            refunds.refund(order_number=fee.order, reason=reason, actor=actor, cause=cause, case_id=fee.id)
            _end(fee, FeeState.BACK, "fee_given_back", actor, cause, order=fee.order, amount=fee.amount)


def fees_of(person_id: UUID) -> list[Fee]:
    """Every fee of a person, the newest first. One statement."""
    found = models.TestFee.for_system("their own fees").select_related("file").filter(file__person=person_id)
    return [_view(one) for one in found.order_by("-charged_at", "subject")]


def fees_booked(booking_id: UUID) -> list[Fee]:
    """The fees of one booking. One statement."""
    found = models.TestFee.for_system("fees of a booking").select_related("file").filter(booking=booking_id)
    return [_view(one) for one in found.order_by("subject", "charged_at")]


def get_own(person_id: UUID, booking_id: UUID) -> list[Fee]:
    """The fees of a booking of this person. Raises NotFound for anybody else's."""
    found = [one for one in fees_booked(booking_id) if one.person_id == person_id]
    if not found:
        raise NotFound(NO_FEE)
    return found


def overdue(limit: int) -> list[tuple[UUID, UUID, UUID]]:
    """Booking, session and person of what should have been paid by now, the oldest first. One statement."""
    found = models.TestFee.for_system("whose time to pay is over").filter(state="due", due_at__lte=clock.now())
    named = found.order_by("due_at").values_list("booking", "session", "file__person")
    return list(dict.fromkeys(named[:limit]))


def _cancelled(number: str) -> bool:
    """Take an order back; False where it was paid in this very moment. One that is over stays so."""
    if not number:
        return True
    order = payment.locked(number)
    if order.state in OPEN_STATES:
        payment.cancel_order(number=number, actor=system("test fees"))
    return order.state not in PAID_STATES


def _end(fee: models.TestFee, state: FeeState, kind: str, actor: Actor, cause: str, **said: object) -> None:
    fee.state, fee.ended_at = state.value, clock.now()
    rows.update(fee, "state", "ended_at")
    _note(fee, kind, actor, cause, **said)


def _note(fee: models.TestFee, kind: str, actor: Actor, cause: str, **said: object) -> None:
    facts = {"fee": fee.id, "subject": fee.subject, "amount": fee.amount, "booking": fee.booking, **said}
    entries.write(
        register=REGISTER, subject=fee.file_id, kind=kind, effective_on=clock.today(), actor=actor, cause=cause,
        facts=facts,
    )  # fmt: skip


def _view(row: models.TestFee) -> Fee:
    return Fee(
        id=row.id, file_id=row.file_id, person_id=row.file.person, booking_id=row.booking, session_id=row.session,
        subject=row.subject, amount=row.amount, due_at=row.due_at, order=row.order, state=FeeState(row.state),
        paid_at=row.paid_at,
    )  # fmt: skip
