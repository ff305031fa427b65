"""The agreement of another person (买卖双方共同申请): a case that names somebody waits until they say yes themselves.

Who is named finds the case on their own page, or says so at a window; the applicant never answers for them. What they
see is the service, the vehicle and the number of the case, nothing else of the applicant.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from tongban.casework import engine, record, rights, states
from tongban.casework.assessment import Assessment
from tongban.casework.catalogue import Service, services
from tongban.casework.models import Agreement, Case
from tongban.core import clock, rows
from tongban.core.actor import WORK, Actor
from tongban.core.errors import Conflict, NotAllowed, NotFound
from tongban.core.ids import new_id
from tongban.law.text import Text
from tongban.people import queries as people

NOBODY = Text(zh="没有等您同意的事项。", en="Nothing waits for your agreement.")
SAID = Text(zh="您已经答复过。", en="You have answered already.")
OVER = Text(zh="这个案件已经办结。", en="This case is over.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person is asked to agree to."""

    id: UUID
    number: str
    service: Service
    subject: UUID | None
    agreed: bool | None


def ask(case: Case, found: Assessment) -> None:
    """Ask whom the case names, in the transaction in which it is sent; nothing where nobody here is meant."""
    key = found.service.other_party
    number = str(found.facts.answers.get(key) or "") if key else ""
    person = people.find_person(number) if number else None
    if person is None or person == case.applicant:
        return
    row = Agreement(id=new_id(), case_id=case.id, person=person, asked_at=clock.now())
    if rows.insert(row, otherwise="ON CONFLICT DO NOTHING"):
        record.note(case, "agreement_asked", record.machine(case), {})


def asked_of(person: UUID) -> list[Asked]:
    """What waits for somebody's answer, the newest first. One statement."""
    found = Agreement.objects.filter(person=person, answered_at=None, case__status__in=states.OPEN)
    return [_view(row) for row in found.select_related("case").order_by("-asked_at")]


def answer(*, agreement: UUID, person: UUID, agrees: bool, actor: Actor) -> Case:
    """Say yes or no, oneself or before a clerk who has seen who it is. Raises NotFound, NotAllowed, Conflict."""
    with transaction.atomic():
        row = Agreement.objects.select_for_update().filter(id=agreement, person=person).first()
        if row is None or (actor.kind == "citizen" and actor.person_id != person):
            raise NotFound(NOBODY)
        case = record.locked(row.case_id)
        if actor.kind != "citizen" and not (actor.kind == "staff" and actor.may(WORK, case.service, case.office)):
            raise NotAllowed(rights.NO_POST)
        if actor.kind == "staff" and actor.person_id in (person, case.applicant):
            raise NotAllowed(rights.OWN_CASE)
        if row.answered_at:
            raise Conflict(SAID)
        if case.status not in states.OPEN:
            raise Conflict(OVER)
        row.agreed, row.answered_at, row.by = agrees, clock.now(), actor.label
        row.save(update_fields=["agreed", "answered_at", "by"])
        record.note(case, "agreed" if agrees else "disagreed", actor, {})
    return engine.advance(case.id)


def _view(row: Agreement) -> Asked:
    return Asked(row.id, row.case.number, services[row.case.service], row.case.subject, row.agreed)
