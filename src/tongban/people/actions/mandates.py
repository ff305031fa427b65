"""Mandates: one person acts for another, in one service, until a day."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from tongban.core import clock, outbox
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.ids import new_id
from tongban.law.text import Text
from tongban.people import record
from tongban.people.actions.persons import locked
from tongban.people.models import LiveCheck, Mandate, accepted_mandates
from tongban.people.queries import mandate_view
from tongban.people.rights import must_be_self_or_office
from tongban.people.types import MandateView

CHECK_LASTS = timedelta(days=7)  # a comparison asked for longer ago says nothing about this mandate


def give_mandate(
    *,
    principal: UUID,
    agent: UUID,
    service: str,
    until: date,
    actor: Actor,
    cause: str = "mandate",
    check_id: UUID | None = None,
) -> MandateView:
    """Let `agent` act for `principal` in one service, from today to the last day `until`.

    It holds nothing before the agent has accepted it. Given at a window, or online by the principal, whose face is
    compared for it: `check_id` is that live check, and until it has passed the mandate holds nothing either. Raises
    BadInput, NotAllowed, NotFound, Conflict for a mandate that is there already.
    """
    must_be_self_or_office(actor, principal)
    today = clock.today()
    if until < today:
        raise BadInput("until", Text(zh="委托截止日期不能早于今天。", en="A mandate ends today or later."))
    if principal == agent:
        raise BadInput("agent", Text(zh="不能委托本人。", en="Nobody needs a mandate from themselves."))
    with transaction.atomic(savepoint=False):
        for person_id in sorted((principal, agent)):
            if not locked(person_id).alive:
                raise NotFound(Text(zh="没有这个人的记录。", en="There is no such person."))
        if _standing(principal=principal, agent=agent, service=service, ended_on=None, until__gte=today).exists():
            raise Conflict(Text(zh="同一事项已有有效委托。", en="There is such a mandate already."))
        identifier = new_id()
        entry = record.write(
            identifier, "mandate_given", actor=actor, cause=cause,
            facts={"principal": principal, "agent": agent, "service": service, "until": until},
        )  # fmt: skip
        mandate = Mandate(
            id=identifier, principal_id=principal, agent_id=agent, service=service, since=today, until=until,
            entry=entry, principal_check=_face_of(principal, check_id, actor),
        )  # fmt: skip
        mandate.save(force_insert=True)
    outbox.announce("mandate_given", mandate_id=mandate.id)
    return mandate_view(mandate)


def accept_mandate(
    *, mandate_id: UUID, most_principals: int, actor: Actor, cause: str = "mandate", check_id: UUID | None = None
) -> MandateView:
    """Accept a mandate as its agent, whose face is compared (`check_id`), or at a window with the agent there.
    Accepting twice changes nothing.

    `most_principals` is how many people one agent may act for at a time; the caller reads it from the book of
    law. Raises NotAllowed at that limit, NotFound, Conflict for a mandate that is over.
    """
    with transaction.atomic(savepoint=False):
        mandate = _locked(mandate_id)
        must_be_self_or_office(actor, mandate.agent_id)
        if mandate.accepted_at is not None:
            return mandate_view(mandate)
        if mandate.ended_on is not None or mandate.until < clock.today():
            raise Conflict(Text(zh="该委托已终止。", en="This mandate is over."))
        _must_have_room(mandate, most_principals)
        mandate.accepted_at, mandate.agent_check = clock.now(), _face_of(mandate.agent_id, check_id, actor)
        mandate.save(update_fields=["accepted_at", "agent_check"])
        record.write(mandate.id, "mandate_accepted", actor=actor, cause=cause)
    return mandate_view(mandate)


def end_mandate(*, mandate_id: UUID, actor: Actor, cause: str = "mandate") -> MandateView:
    """End a mandate from today on, by either side or at a window. Ending it twice changes nothing.

    Raises NotFound, NotAllowed.
    """
    with transaction.atomic(savepoint=False):
        mandate = _locked(mandate_id)
        must_be_self_or_office(actor, mandate.principal_id, mandate.agent_id)
        if mandate.ended_on is None:
            mandate.ended_on = clock.today()
            mandate.save(update_fields=["ended_on"])
            record.write(mandate.id, "mandate_ended", actor=actor, cause=cause)
    return mandate_view(mandate)


def _must_have_room(mandate: Mandate, most_principals: int) -> None:
    """Refuse the mandate of one principal too many. The agent's row is what is used up, so it is locked."""
    locked(mandate.agent_id)
    held = _standing(accepted_mandates(clock.today()), agent=mandate.agent_id)
    others = held.exclude(principal=mandate.principal_id).values("principal").distinct().count()
    if others >= most_principals:
        raise NotAllowed(
            Text(
                zh=f"一名代办人最多同时为{most_principals}人代办。",
                en=f"One agent acts for at most {most_principals} people at a time.",
            ),
            code="too_many_principals",
        )


def _standing(*which: Q, **facts: Any) -> QuerySet[Mandate]:
    """Mandates that no failed comparison has struck."""
    rows = Mandate.objects.filter(*which, **facts)
    return rows.exclude(Q(principal_check__outcome="failed") | Q(agent_check__outcome="failed"))


def _face_of(person_id: UUID, check_id: UUID | None, actor: Actor) -> LiveCheck | None:
    """The comparison of this side's face; None at a window, where a clerk sees the person. Raises NotAllowed."""
    if actor.kind != "citizen":
        return None
    known = LiveCheck.objects.filter(person=person_id).exclude(outcome="failed")
    check = known.filter(pk=check_id).first() if check_id else None
    if check is None or clock.now() - check.asked_at > CHECK_LASTS:
        raise NotAllowed(
            Text(
                zh="委托要本人同意：请先做人脸核验，或者到窗口办理。",
                en="A mandate needs your own consent: have your face compared first, or come to a window.",
            )
        )
    return check


def _locked(mandate_id: UUID) -> Mandate:
    mandate = Mandate.objects.select_for_update().filter(pk=mandate_id).first()
    if mandate is None:
        raise NotFound(Text(zh="没有这项委托。", en="There is no such mandate."))
    return mandate
