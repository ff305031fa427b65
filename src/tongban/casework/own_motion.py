"""Cases the office opens itself: ground, notice, proof of service, time to answer, a person's decision.

They live in the same engine as applications: they start in hand, wait for the person as an application would, and
end with a decision that can be corrected.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tongban.casework import engine, notices, numbers, states
from tongban.core.law_book import book
from tongban.casework.catalogue import OwnMotion, services
from tongban.casework.models import Case
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.ids import new_id
from tongban.law.rules import limits
from tongban.law.text import Text


def open_case(
    *, service: str, person_id: UUID, subject: UUID, office: str, ground: dict[str, Any], actor: Actor
) -> Case | None:
    """Open a case because of something the office knows. None where one is open already: never twice."""
    motion = _motion(service)
    today = clock.today()
    with transaction.atomic():
        if Case.for_system("own motion").filter(service=service, applicant=person_id, status__in=states.OPEN).exists():
            return None
        Case.for_system("own motion").filter(service=service, applicant=person_id, status=states.DRAFT).delete()
        case = Case(
            id=new_id(),
            number=numbers.next_number(today),
            service=service,
            origin="own_motion",
            status=states.IN_HAND,
            applicant=person_id,
            subject=subject,
            office=office,
            channel=actor.channel,
            created_at=clock.now(),
            submitted_at=clock.now(),
            law_on=today,
            ground=ground,
        )
        case.save(force_insert=True)
        engine.note(case, "opened", actor, ground)
        notices.tell(case, "ground", [])
        states.move(case, states.WAITING, states.APPLICANT)
        case.due_on = today + timedelta(days=limits.limit_days(motion.answer_limit, today, book()))
        case.wake_at = clock.now() + engine.LOOK_AGAIN
        case.save()
        return case


def served(*, notice_id: UUID, proof: str, actor: Actor) -> None:
    """Record proof of service: the person's time to answer runs from this day."""
    with transaction.atomic():
        notice = notices.serve(notice_id, proof)
        if notice is None:
            return
        case = engine.locked(notice.case_id)
        if case.origin == "own_motion" and notice.kind == "ground" and case.status == states.WAITING:
            days = limits.limit_days(_motion(case.service).answer_limit, case.law_on or clock.today(), book())
            case.due_on = clock.today() + timedelta(days=days)
            case.save(update_fields=["due_on"])
        engine.note(case, "served", actor, {"notice": str(notice.id), "proof": proof})


def look_after(case_id: UUID) -> Case:
    """When the time to answer is over, give the case to a person; before, come back later."""
    with transaction.atomic():
        case = engine.locked(case_id)
        if case.status != states.WAITING or case.waiting_for != states.APPLICANT:
            return case
        if case.due_on and clock.today() > case.due_on:
            states.move(case, states.IN_HAND)
            engine.hand_to(
                case, "review", Text(zh="期限届满未办理，请决定", en="The time to answer is over: please decide")
            )
        else:
            case.wake_at = clock.now() + engine.LOOK_AGAIN
        case.save()
        return case


def _motion(service: str) -> OwnMotion:
    motion = services[service].own_motion
    if motion is None:
        raise ValueError(f"The office does not open {service} itself.")
    return motion
