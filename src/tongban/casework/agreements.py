"""The agreement of others (共同申请): a case that names somebody waits until they say yes themselves.

Who is named finds the case on their own page, or says so at a window with their identity document; an organisation
speaks through a person who acts for it. The applicant never answers for them. What they see is the service, the
vehicle, in which part they are asked and the number of the case, nothing else of the applicant. A no ends the case,
silence ends it too: law reads both (`law.rules.agreement`).
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from tongban.casework import engine, parties, record, rights, states
from tongban.casework.catalogue import Service, services
from tongban.casework.models import Agreement, Case
from tongban.core import clock
from tongban.core.actor import WORK, Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.law.rules.agreement import ROLES
from tongban.law.text import Text
from tongban.people import queries as people

NOBODY = Text(zh="没有等您同意的事项。", en="Nothing waits for your agreement.")
SAID = Text(zh="您已经答复过。", en="You have answered already.")
OVER = Text(zh="这个案件已经办结，或者答复期限已过。", en="This case is over, or the time to answer has passed.")
NOT_THEY = Text(
    zh="证件上的人不是要答复的人，也不是该单位登记的经办人。",
    en="This person is not the one who is asked, nor somebody on record as acting for the organisation.",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody is asked to agree to."""

    id: UUID
    case_id: UUID
    number: str
    service: Service
    subject: UUID | None
    role: str  # a key of `law.rules.agreement.ROLES`
    answer_by: date


@dataclass(frozen=True, slots=True)
class Standing:
    """One of those whose agreement a case needs. `said`: "agreed", "refused", "lapsed" or "awaited"."""

    id: UUID
    party: UUID
    kind: str
    role: Text
    said: str
    answer_by: date
    answered_by: UUID | None  # the person who spoke


def asked_of(person: UUID) -> list[Asked]:
    """What waits for somebody's answer, their own and that of organisations they act for, the newest first. Two
    statements."""
    rows = Agreement.objects.filter(
        party__in=_voices(person), answered_at=None, answer_by__gte=clock.today(), case__status__in=states.OPEN
    )
    return [
        Asked(
            row.id, row.case_id, row.case.number, services[row.case.service], row.case.subject, row.role,
            row.answer_by,
        )
        for row in rows.select_related("case").order_by("-asked_at")
    ]  # fmt: skip


def of_case(case_id: UUID) -> list[Standing]:
    """Everybody who was asked and what they said, in the order of asking. One statement."""
    today = clock.today()
    return [
        Standing(
            row.id, row.party, row.kind, ROLES[row.role], parties.state(row, today), row.answer_by, row.answered_by
        )
        for row in Agreement.objects.filter(case_id=case_id).order_by("asked_at", "id")
    ]  # fmt: skip


def answer(*, agreement: UUID, person: UUID, agrees: bool, actor: Actor) -> Case:
    """Say yes or no, oneself or before a clerk who has seen the identity document of `person`, for oneself or for an
    organisation one acts for. Raises NotFound, NotAllowed, Conflict; BadInput at a window where it is somebody else.
    """
    with transaction.atomic():
        row = Agreement.objects.select_for_update().filter(id=agreement).first()
        if row is None or not _speaks(person, row, actor):
            raise NotFound(NOBODY)
        case = record.locked(row.case_id)
        _must_hear(person, case, actor)
        if row.answered_at:
            raise Conflict(SAID)
        if case.status not in states.OPEN or clock.today() > row.answer_by:
            raise Conflict(OVER)
        row.agreed, row.answered_at, row.answered_by, row.by = agrees, clock.now(), person, actor.label
        row.save(update_fields=["agreed", "answered_at", "answered_by", "by"])
        record.note(case, "agreed" if agrees else "disagreed", actor, {"role": row.role, "by": str(person)})
    return engine.advance(case.id)


def _voices(person: UUID) -> list[UUID]:
    """For whom somebody may speak: themselves, and the organisations they act for."""
    return [person, *people.organisations_of(person)]


def _speaks(person: UUID, row: Agreement, actor: Actor) -> bool:
    """Whether it is this person's to answer. At a window somebody else is told so; online it does not exist."""
    theirs = row.party in _voices(person)
    if actor.kind == "citizen":
        return theirs and actor.person_id == person
    if not theirs:
        raise BadInput("identity_number", NOT_THEY)
    return True


def _must_hear(person: UUID, case: Case, actor: Actor) -> None:
    """Refuse whoever may not take down an answer: others than clerks of this case, and none in a matter of their
    own."""
    if actor.kind == "citizen":
        return
    if actor.kind != "staff":
        raise NotAllowed(rights.NO_POST)
    actor.must(WORK, case.service, case.office, rights.NO_POST)
    if actor.person_id in (person, case.applicant):
        raise NotAllowed(rights.OWN_CASE)
