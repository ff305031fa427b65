"""D05: the fee of a test, from the slot that was given to the slot that goes on to somebody else.

`assessment.exams.fees` keeps fees and orders, `allocation.slots` the slots; neither knows the other. What law says of
both stands in `law/rules/exam_fees.py`.
"""

import logging
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from tongban.allocation.slots import booking
from tongban.allocation.slots import queries as slots
from tongban.allocation.slots.types import SlotView, Standing
from tongban.assessment.exams import fees
from tongban.assessment.exams import queries as files
from tongban.assessment.exams.types import ExamFile, SittingState
from tongban.core import clock
from tongban.core.actor import Actor, system
from tongban.core.errors import NotFound
from tongban.core.law_book import book
from tongban.exchange.messages import actions as messages
from tongban.exchange.types import ExchangeError
from tongban.law.rules import exam_fees as rule
from tongban.law.text import Text
from tongban.people import queries as people

log = logging.getLogger(__name__)
FEES = system("test fees")
PAY = Text(
    zh="您约到的考试需要缴费，请在 {until} 前登录缴纳；逾期名额让给下一位。",
    en="The test you have a slot for is to be paid by {until}: sign in. Otherwise the slot goes to the next in line.",
)
LOST = Text(
    zh="您没有按时缴纳考试费，名额已经让给下一位；不算考试次数，可以重新约考。",
    en="The test fee was not paid in time: the slot went to the next in line. No attempt is used; you can book again.",
)


def charge(file: ExamFile, own: Sequence[SlotView]) -> None:
    """A slot was given and the file expects its candidate: charge what the province asks, and tell until when."""
    session, today, here = own[0].session, clock.today(), book().at(file.region)
    amounts = rule.amounts([one.subject for one in own], today, here)
    if not amounts:
        return
    due_at = rule.due_at(clock.now(), session.begins_at, today, here)  # the time begins when they are told
    new = fees.charge(
        file_id=file.id, booking_id=slots.booking_of(session.id, file.person_id), session_id=session.id,
        amounts=amounts, due_at=due_at, actor=FEES, cause=f"session:{session.id}",
    )  # fmt: skip
    if new:
        until = f"{due_at.astimezone(clock.CHINA):%Y-%m-%d %H:%M}"
        _tell(file.person_id, PAY.fill(until=Text(zh=until, en=until)), "fee_due")


def look_after_unpaid(limit: int = 200) -> None:
    """Slots whose time to pay is over go to the next in line; while the bank is silent nobody loses anything."""
    for booked, session, person in fees.overdue(limit):
        try:
            _give_on(booked, session, person)
        except ExchangeError as error:
            log.info("booking %s: the bank does not answer, the slot stays: %s", booked, error)
        except NotFound:
            log.info("booking %s: the slot ended otherwise in this moment", booked)


def _give_on(booked: UUID, session: UUID, person: UUID) -> None:
    there = slots.get_session(session)
    if there.begins_at <= clock.now():
        fees.owe(booked)
        return
    order = fees.unpaid(booked)
    if order is None:
        return
    counts_as = rule.unpaid_counts_as(clock.today(), book().at(there.region))
    with transaction.atomic():
        if fees.lapse(booking_id=booked, order=order):
            booking.give_back(session=session, person=person, counts_as=counts_as, actor=FEES)
            _tell(person, LOST, "slot_lost")


def settle(session: UUID, person: UUID) -> None:
    """Slots of a person ended: their fees are kept or go back, as the rule says for what became of them."""
    booked = slots.booking_of(session, person)
    mine = [one for one in slots.slots_in(session) if one.person == person and one.standing is not Standing.BOOKED]
    for one in mine:
        here = book().at(one.session.region)
        reason = "test_given_back" if one.standing is Standing.CANCELLED else "test_void"
        fees.end(
            booking_id=booked, subjects=[one.subject], keep=rule.kept(str(one.standing), clock.today(), here),
            reason=reason, actor=FEES, cause=f"session:{session}",
        )  # fmt: skip


def free_slots(file_id: UUID, actor: Actor) -> None:
    """A file ended with tests still booked: the slots go to the next in line, and what was paid goes back."""
    void = {one.booking_id for one in files.sittings_of(file_id) if one.state is SittingState.VOID}
    for one in slots.slots_of(files.get_file(file_id).person_id):
        booked = slots.booking_of(one.session.id, one.person)
        if one.standing is Standing.BOOKED and booked in void and one.session.begins_at > clock.now():
            try:
                booking.give_back(session=one.session.id, person=one.person, actor=actor)
            except NotFound:
                continue  # the other part of the same booking went with it


def _tell(person: UUID, text: Text, topic: str) -> None:
    to = people.phone_number(person)
    if to:
        messages.send(to=to, text=text, language="zh-hans", topic=topic, person_id=person)
