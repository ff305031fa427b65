"""The row of a case and its entries: what every part of the engine begins and ends with."""

from typing import Any
from uuid import UUID

from tongban.casework.models import Case
from tongban.core import clock, entries, rows
from tongban.core.actor import WORK, Actor, Grant
from tongban.core.errors import NotFound
from tongban.law.text import Text

REGISTER = "cases"
_BY_ID = rows.Rows(Case, "id = %s", why="move a case")
_LOCKED = rows.Rows(Case, "id = %s FOR UPDATE", why="move a case")
NO_CASE = Text(zh="没有这个案件。", en="There is no such case.")


def get(case_id: UUID) -> Case:
    """The case; NotFound where there is none."""
    case = _BY_ID.first(case_id)
    if case is None:
        raise NotFound(NO_CASE)
    return case


def locked(case_id: UUID) -> Case:
    """The case, locked until the end of the transaction; NotFound where there is none."""
    case = find_locked(case_id)
    if case is None:
        raise NotFound(NO_CASE)
    return case


def find_locked(case_id: UUID) -> Case | None:
    """The same; None where there is none."""
    return _LOCKED.first(case_id)


def begin(case: Case) -> bool:
    """Write the row of a new case; False, and nothing is written, where the person has an open one for the service."""
    return rows.insert(case, otherwise="ON CONFLICT DO NOTHING") == 1


def keep(case: Case, *fields: str) -> None:
    """Write the row of a case as it is now, or only some fields of it."""
    rows.update(case, *fields)


def machine(case: Case) -> Actor:
    """The actor of what the machine does for a case: it works for the office that handles it, on this service."""
    grants = frozenset({Grant(WORK, case.service, case.office)})
    return Actor(kind="system", label="machine", channel=case.channel, office=case.office, grants=grants)


def cause_of(case: Case) -> str:
    """What entries in other registers name as their cause."""
    return f"case:{case.id}"


def note(
    case: Case,
    kind: str,
    actor: Actor,
    facts: dict[str, Any],
    corrects: UUID | None = None,
    personal: dict[str, str] | None = None,
) -> UUID:
    """Write the entry of something that happened to a case; the timeline is made of these. Of `personal` it holds
    salted hashes only."""
    return entries.write(
        register=REGISTER,
        subject=case.id,
        kind=kind,
        effective_on=clock.today(),
        actor=actor,
        cause=cause_of(case) if corrects is None else "correction",
        facts=facts,
        corrects=corrects,
        personal=personal,
    )
