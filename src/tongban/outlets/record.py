"""The register "outlets": how its entries are written, and who may cause them."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from tongban.core import clock, entries
from tongban.core.actor import CONFIGURE, DECIDE, Actor
from tongban.core.errors import NotAllowed
from tongban.law.text import Text
from tongban.outlets.types import OFFICE_KINDS

REGISTER = "outlets"


def write(
    subject: UUID,
    kind: str,
    *,
    actor: Actor,
    cause: str,
    effective_on: date | None = None,
    facts: Mapping[str, Any] | None = None,
    corrects: UUID | None = None,
) -> UUID:
    """Write one entry, effective today unless a day is given."""
    return entries.write(
        register=REGISTER,
        subject=subject,
        kind=kind,
        effective_on=effective_on or clock.today(),
        actor=actor,
        cause=cause,
        facts=facts or {},
        corrects=corrects,
    )


def must_configure(actor: Actor, *, service: str = "*", office: str = "*") -> None:
    """Refuse everybody without the power to configure this service at this office. Raises NotAllowed."""
    if not actor.may(CONFIGURE, service, office):
        raise NotAllowed(
            Text(zh="您没有在该网点管理设置的权限。", en="You may not configure this at this service point.")
        )


def must_be_office_to_decide(power: str, kind: str) -> None:
    """Refuse the power to decide to a kind of outlet that is no office. Raises NotAllowed."""
    if power == DECIDE and kind not in OFFICE_KINDS:
        raise NotAllowed(
            Text(zh="委托网点只能协助受理，不能决定。", en="A delegated outlet assists; only an office decides.")
        )
