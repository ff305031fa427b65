"""Who else has to want what a case is about (共同申请), and what each has said so far.

A service names them from the vehicle and the answers; an organisation speaks through a person who acts for it. What
somebody agreed to are the answers as they stood then: other answers are asked about anew. Silence is over by comparison
with the day, nobody has to sweep.
"""

import hashlib
import json
from datetime import date
from typing import Any
from uuid import UUID

from tongban.casework.catalogue import Party, Service
from tongban.casework.models import Agreement
from tongban.law import facts
from tongban.registers.vehicles.types import Vehicle


def of(service: Service, vehicle: Vehicle | None, applicant: UUID, answers: dict[str, Any]) -> list[Party]:
    """Everybody whose agreement a case needs, each once; the applicant's own word is the application."""
    if service.parties is None or vehicle is None:
        return []
    named = service.parties(vehicle, applicant, answers)
    once = {party.id or f"{party.role} {number}": party for number, party in enumerate(named)}
    return list(once.values())


def said(case_id: UUID | None, meant: list[Party], applicant: UUID, about: str, on: date) -> tuple[facts.Party, ...]:
    """What each of them has said, as rules read it. One statement, none where nobody is meant."""
    if not meant:
        return ()
    rows = {row.party: row for row in Agreement.objects.filter(case_id=case_id)} if case_id else {}
    return tuple(facts.Party(one.role, _said(one.id, rows, applicant, about, on)) for one in meant)


def about(service: Service, answers: dict[str, Any]) -> str:
    """Names what is agreed to: the answers to the service's own questions."""
    own = {question.key: answers.get(question.key) for question in service.questions}
    return hashlib.sha256(json.dumps(own, sort_keys=True, default=str).encode()).hexdigest()


def state(row: Agreement, on: date) -> str:
    """What one party has said: "agreed", "refused", "lapsed" or "awaited"."""
    if row.agreed is not None:
        return "agreed" if row.agreed else "refused"
    return "lapsed" if on > row.answer_by else "awaited"


def _said(party: UUID | None, rows: dict[UUID, Agreement], applicant: UUID, about: str, on: date) -> str:
    if party is None:
        return "unknown"
    if party == applicant:
        return "applicant"
    row = rows.get(party)
    return state(row, on) if row and row.about == about else "awaited"
