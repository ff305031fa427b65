"""What tests of core make: an entry with the least facts, an actor, a subject."""

from datetime import date
from typing import Any
from uuid import UUID

from tongban.core import entries
from tongban.core.actor import Actor, system

A_DAY = date(2026, 11, 2)
JOB = system("test")
SUBJECT = UUID(int=0x5B)
A_PERSON = UUID(int=0xA1)
AN_ACCOUNT = UUID(int=0xAC)
CLERK = Actor(kind="staff", label="310115-0007", channel="window", account_id=AN_ACCOUNT, office="310115-01")
CITIZEN = Actor(kind="citizen", label="citizen", channel="online", account_id=UUID(int=0xC1))


def an_entry(subject: UUID = SUBJECT, kind: str = "renewed", **more: Any) -> UUID:
    """Write an entry and return its id."""
    given: dict[str, Any] = {
        "register": "drivers", "effective_on": A_DAY, "actor": JOB, "cause": "case:1", "facts": {}, **more,
    }  # fmt: skip
    return entries.write(subject=subject, kind=kind, **given)
