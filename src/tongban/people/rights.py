"""Who may do what to a person's data. Every refusal is a sentence."""

from uuid import UUID

from tongban.core import clock
from tongban.core.actor import WORK, Actor
from tongban.core.errors import NotAllowed
from tongban.law.text import Text
from tongban.people import queries


def must_be_office(actor: Actor) -> None:
    """Refuse everybody but staff with the power to work, and jobs. Raises NotAllowed."""
    works = any(grant.power == WORK for grant in actor.grants)
    if actor.kind not in ("staff", "system") or not works:
        raise NotAllowed(
            Text(
                zh="只有窗口工作人员可以办理。",
                en="Only staff of an office with the power to work may do this.",
            )
        )


def must_be_self_or_office(actor: Actor, *persons: UUID) -> None:
    """Refuse citizens who are none of these persons; the office may. Raises NotAllowed."""
    if actor.kind == "citizen":
        if actor.person_id not in persons:
            raise NotAllowed(Text(zh="只能办理本人的事项。", en="You may do this for yourself only."))
        return
    must_be_office(actor)


def must_handle_for(actor: Actor, person_id: UUID, service: str) -> None:
    """Refuse citizens who neither are this person nor hold a mandate for the service; whoever works at an
    outlet may, a partner's clerk too. Raises NotAllowed."""
    if actor.kind == "partner" and any(grant.power == WORK for grant in actor.grants):
        return
    if actor.kind == "citizen" and service and _holds_mandate(person_id, actor.person_id, service):
        return
    must_be_self_or_office(actor, person_id)


def must_not_be_own(actor: Actor, person_id: UUID) -> None:
    """Refuse clerks who would decide about themselves. Raises NotAllowed."""
    if actor.person_id == person_id and actor.kind == "staff":
        raise NotAllowed(Text(zh="工作人员不能为本人办理核验。", en="Nobody verifies themselves; ask a colleague."))


def _holds_mandate(principal: UUID, agent: UUID | None, service: str) -> bool:
    return agent is not None and queries.has_mandate(
        principal=principal, agent=agent, service=service, on=clock.today()
    )
