"""One person, one visit, one basket, one payment (一窗通办)."""

from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.casework import costs, record, states
from tongban.casework.catalogue import services
from tongban.casework.models import Case, Visit
from tongban.core import clock
from tongban.core.actor import WORK, Actor
from tongban.core.errors import NotAllowed
from tongban.core.ids import new_id
from tongban.exchange.payment import actions as payment
from tongban.exchange.payment import queries as orders
from tongban.law.text import Text

NO_WINDOW = Text(zh="只有窗口人员可以接待。", en="Only window staff can open a visit.")


def open_visit(*, person_id: UUID, actor: Actor) -> Visit:
    """Begin a visit at the clerk's office, or return the open one."""
    if actor.kind != "staff" or actor.account_id is None:
        raise NotAllowed(NO_WINDOW)
    actor.must(WORK, "*", actor.office, NO_WINDOW)
    found = Visit.objects.filter(person=person_id, office=actor.office, closed_at=None).first()
    if found:
        return found
    visit = Visit(id=new_id(), person=person_id, office=actor.office, clerk=actor.account_id, opened_at=clock.now())
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
    """One order for everything in the basket whose fee is due; returns its number, "" where nothing is due.

    An order that is over, or that misses what has become due since, gives way to a new one.
    """
    with transaction.atomic():
        visit = Visit.objects.select_for_update().get(id=visit_id)
        due = [case for case in cases(visit_id) if case.waiting_for == states.PAYMENT and not case.paid]
        order = orders.find_order(visit.order_number) if visit.order_number else None
        if order and order.open and {case.id for case in due} <= set(order.case_ids):
            return order.number
        if not due:
            return order.number if order and order.paid else ""
        if order and order.open:
            payment.cancel_order(number=order.number, actor=actor, cause=f"visit:{visit_id}")
        visit.order_number = _charge(due, visit.person, actor)
        visit.save(update_fields=["order_number"])
        return visit.order_number


def _charge(due: list[Case], payer: UUID, actor: Actor) -> str:
    lines = [(services[case.service].name, costs.of_case(case)) for case in due]
    order = payment.create_order(case_ids=[case.id for case in due], lines=lines, payer_person_id=payer, actor=actor)
    for case in due:
        case.order_number = order.number
        case.save(update_fields=["order_number"])
    return order.number


def close(*, visit_id: UUID, actor: Actor) -> Visit:
    """End the visit. What still waits goes on by itself."""
    with transaction.atomic():
        visit = Visit.objects.select_for_update().get(id=visit_id)
        if visit.closed_at is None:
            visit.closed_at = clock.now()
            visit.save(update_fields=["closed_at"])
            for case in cases(visit_id):
                record.note(case, "visit_ended", actor, {})
        return visit
