"""One person, one visit, one basket, one payment (一窗通办)."""

from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.casework import actions, engine, states
from tongban.core.law_book import book
from tongban.casework.catalogue import services
from tongban.casework.models import Case, Visit
from tongban.core import clock
from tongban.core.actor import WORK, Actor
from tongban.core.errors import Conflict, NotAllowed
from tongban.core.ids import new_id
from tongban.exchange.payment import actions as payment
from tongban.exchange.payment import till
from tongban.law.rules import fees
from tongban.law.text import Text


def open_visit(*, person_id: UUID, actor: Actor) -> Visit:
    """Begin a visit at the clerk's office, or return the open one."""
    if actor.kind != "staff" or not actor.may(WORK, "*", actor.office) or actor.account_id is None:
        raise NotAllowed(Text(zh="只有窗口人员可以接待。", en="Only window staff can open a visit."))
    found = Visit.objects.filter(person=person_id, office=actor.office, closed_at=None).first()
    if found:
        return found
    visit = Visit(
        id=new_id(), person=person_id, office=actor.office, clerk=actor.account_id, opened_at=clock.now()
    )
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
    except IntegrityError:
        return Visit.objects.get(person=person_id, office=actor.office, closed_at=None)
    return visit


def cases(visit_id: UUID) -> list[Case]:
    """The cases of a visit, in the order they were added."""
    return list(Case.for_system("visit").filter(visit=visit_id).order_by("created_at"))


def check_out(*, visit_id: UUID, actor: Actor) -> str:
    """Make one order for everything in the basket that has a fee due; returns its number, "" where nothing is due."""
    with transaction.atomic():
        visit = Visit.objects.select_for_update().get(id=visit_id)
        if visit.order_number:
            return visit.order_number
        due = [
            case
            for case in cases(visit_id)
            if (case.status, case.waiting_for) == (states.WAITING, states.PAYMENT) and not case.paid
        ]
        if not due:
            return ""
        lines = [
            (
                services[case.service].name,
                fees.fee(services[case.service].fee, case.law_on or clock.today(), book(), ""),
            )
            for case in due
        ]
        order = payment.create_order(
            case_ids=[case.id for case in due], lines=lines, payer_person_id=visit.person, actor=actor
        )
        visit.order_number = order.number
        visit.save(update_fields=["order_number"])
        for case in due:
            case.order_number = order.number
            case.save(update_fields=["order_number"])
        return order.number


def pay_cash(*, visit_id: UUID, actor: Actor) -> list[Case]:
    """Take cash at the desk for the basket's order: the till must be open; every case goes on at once."""
    with transaction.atomic():
        visit = Visit.objects.select_for_update().get(id=visit_id)
        if not visit.order_number:
            raise Conflict(Text(zh="购物篮还没有结算。", en="The basket has not been checked out."))
        order = till.take_cash(order_number=visit.order_number, actor=actor)
        return actions.payment_received(order_number=order.number, case_ids=list(order.case_ids), actor=actor)


def close(*, visit_id: UUID, actor: Actor) -> Visit:
    """End the visit. What still waits goes on by itself."""
    with transaction.atomic():
        visit = Visit.objects.select_for_update().get(id=visit_id)
        if visit.closed_at is None:
            visit.closed_at = clock.now()
            visit.save(update_fields=["closed_at"])
            for case in cases(visit_id):
                engine.note(case, "visit_ended", actor, {})
        return visit
