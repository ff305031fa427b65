"""What others tell us that concerns cases: partners, the register of people, the till's orders, the cards' way."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from tongban.casework import commitments, record, rights, states
from tongban.casework.actions import applying, paying
from tongban.casework.models import Agreement, Case, Evidence, Visit
from tongban.core import clock
from tongban.core.actor import system
from tongban.documents import production
from tongban.documents.plates import queries as plates
from tongban.exchange import queries as exchange
from tongban.exchange.payment import queries as orders
from tongban.people import queries as people
from tongban.registers.vehicles import queries as vehicles

MATERIAL_OF = {
    ("hospital", "result"): "medical",
    ("school", "completed"): "education",
    ("ability", "result"): "ability",
    ("platform", "settled"): "platform",
    ("platform", "test_passed"): "theory",
}


def cases_to_look_at(message_id: UUID) -> list[UUID]:
    """The cases for which a partner's message is news; what that partner said before is forgotten.

    It is asked again and answers for itself with a signature. Empty where we do not know the person.
    """
    message = exchange.get_message(message_id)
    person = people.find_person(message.facts["identity_number"])
    return _forget(_waiting(person), MATERIAL_OF[(message.partner, message.event)]) if person else []


def cases_about_vehicle(message_id: UUID, material: str) -> list[UUID]:
    """The waiting cases about the vehicle that a partner's message names; what was said before is forgotten."""
    found = vehicles.find_by_vin(exchange.get_message(message_id).facts["vin"])
    waiting = Case.for_system("news").filter(subject__in=[one.id for one in found], status=states.WAITING)
    return _forget(waiting, material)


def commitments_to_look_at(message_id: UUID) -> list[UUID]:
    """The decided cases whose person committed to settle something, where a message may mean that they did."""
    person = people.find_person(exchange.get_message(message_id).facts["identity_number"])
    return commitments.open_of(person) if person else []


def settled_beside(person_id: UUID, case_id: UUID) -> None:
    """A case settled what other cases of its person may wait for: the worker looks at them now. One statement."""
    _waiting(person_id).exclude(id=case_id).update(wake_at=clock.now())


def waiting_cases_of(person_id: UUID) -> list[UUID]:
    """The cases of a person, and those to which they agreed, that wait for something which may have come now. Two
    statements."""
    agreed = Agreement.objects.filter(party=person_id, agreed=True, case__status=states.WAITING)
    return [*_waiting(person_id).values_list("id", flat=True), *agreed.values_list("case_id", flat=True)]


def cases_after_change(person_id: UUID) -> list[UUID]:
    """The open cases of a person whose number, name or life changed; their identity is asked for again.

    What waits for a clerk because of that difference, and nobody has taken, is the machine's turn again.
    """
    rows = Case.for_system("a person changed").filter(applicant=person_id, status__in=states.OPEN)
    rows.filter(needs_post="acceptance", taken_by=None).update(needs_post="")
    return _forget(rows.filter(needs_post=""), "identity")


def order_is_paid(number: str) -> None:
    """Money of which no message told us was found at the bank: its cases go on. A case that went on is left alone."""
    order = orders.get_order(number)
    with transaction.atomic():
        paying.payment_received(order_number=number, case_ids=order.case_ids, actor=system("bank"))


def order_is_over(order_id: UUID) -> None:
    """Nobody paid in time, or the order was taken back: its cases still wait for payment, by a new order."""
    order = orders.get_order_by_id(order_id)
    with transaction.atomic():
        for case_id in sorted(order.case_ids):
            case = record.find_locked(case_id)
            if case and case.order_number == order.number and not case.paid:
                case.order_number = ""
                case.save(update_fields=["order_number"])
                if case.waiting_for == states.PAYMENT:
                    record.note(case, "order_over", system("expiry"), {"order": order.number})
        Visit.objects.filter(order_number=order.number).update(order_number="")


def follow_merger(keep: UUID, merged: UUID) -> None:
    """Two rows were one person: the cases are theirs now. Of two open ones for one service the earlier stays."""
    open_now = set(_open_services(keep))
    for case_id, service, status in _of(merged).values_list("id", "service", "status"):
        if status in (states.DRAFT, *states.OPEN) and service in open_now:
            applying.withdraw(case_id=case_id, actor=rights.SYSTEM, reason="merged")
    _of(merged).update(applicant=keep)
    asked = Agreement.objects.filter(party=keep).values_list("case_id", flat=True)
    Agreement.objects.filter(party=merged).exclude(case_id__in=list(asked)).update(party=keep)
    Case.for_system("merged persons").filter(agent=merged).update(agent=keep)


def card_arrived(serial: str) -> None:
    """The card is in its owner's hand: the case that made it may be over."""
    _delivered(production.get_card(serial).case)


def plates_reached(set_id: UUID) -> None:
    """A set of plates is in its owner's hand: the case that ordered it may be over."""
    case_id = plates.get(set_id).case
    if case_id is not None:
        _delivered(case_id)


def _delivered(case_id: UUID) -> None:
    """Close a case once everything that it made is in its owner's hand. A card of an exam file has no case to close."""
    if not Case.for_system("does a card belong to a case").filter(id=case_id).exists():
        return
    with transaction.atomic():
        case = record.locked(case_id)
        if case.status == states.DECIDED and not production.under_way(case_id) and not plates.under_way(case_id):
            applying.finish(case)


def quota_refused(case_id: UUID) -> None:
    """The quota office says that a certificate was used for another vehicle: supervision looks at the decision."""
    with transaction.atomic():
        case = record.locked(case_id)
        case.needs_post = "supervision"
        case.save(update_fields=["needs_post"])
        record.note(case, "quota_refused", system("quota"), {})


def _waiting(person_id: UUID) -> QuerySet[Case]:
    """The cases of a person that wait for something outside (of those the office opened, the answered ones), and
    what the office has prepared for them."""
    outside = Q(status=states.WAITING, waiting_for__in=[states.PARTNER, states.APPLICANT, states.APPOINTMENT])
    answered = Q(origin="application") | Q(submitted_at__isnull=False)
    prepared = Q(status=states.DRAFT, prepared_for__isnull=False)
    return Case.for_system("news").filter(outside & answered | prepared, applicant=person_id)


def _forget(cases: QuerySet[Case], material: str) -> list[UUID]:
    found = list(cases.values_list("id", flat=True))
    rows = Evidence.objects.filter(case__in=found, material=material, state__in=["fetched", "missing"])
    rows.update(state="missing")
    return found


def _of(person_id: UUID) -> QuerySet[Case]:
    return Case.for_system("merged persons").filter(applicant=person_id)


def _open_services(person_id: UUID) -> list[str]:
    rows = _of(person_id).filter(status__in=[states.DRAFT, *states.OPEN])
    return list(rows.values_list("service", flat=True))
