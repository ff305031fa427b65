"""The register "people": how its entries are written."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from tongban.core import clock, entries
from tongban.core.actor import Actor

REGISTER = "people"


def write(
    subject: UUID,
    kind: str,
    *,
    actor: Actor,
    cause: str,
    effective_on: date | None = None,
    facts: Mapping[str, Any] | None = None,
    personal: Mapping[str, str] | None = None,
    corrects: UUID | None = None,
) -> UUID:
    """Write one entry, effective today unless a day is given. Values of persons go into `personal` only."""
    return entries.write(
        register=REGISTER,
        subject=subject,
        kind=kind,
        effective_on=effective_on or clock.today(),
        actor=actor,
        cause=cause,
        facts=facts or {},
        personal=personal,
        corrects=corrects,
    )
