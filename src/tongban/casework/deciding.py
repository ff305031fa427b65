"""Decisions: written once, carried out in the same transaction, told to the person."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from tongban.casework import evidence, messages, notices, record, states, waiting
from tongban.casework.assessment import Assessment
from tongban.casework.carrying import Carrying
from tongban.casework.models import Case, Decision, Evidence
from tongban.casework.reasons import to_json
from tongban.core import clock, law_book, rows, working_days
from tongban.core.actor import Actor
from tongban.core.ids import new_id
from tongban.documents import actions as documents
from tongban.documents.types import OutOfBlanks
from tongban.exchange.payment import refunds
from tongban.law.rules import limits
from tongban.law.text import Text

MISSING = Text(zh="材料不齐，需人工核对", en="Evidence is missing: a person has to look")


def grant(case: Case, found: Assessment, actor: Actor, grounds: str = "") -> None:
    """Decide in favour and carry it out, all in one transaction; without a blank card the case waits instead, and one
    whose vehicle has changed meanwhile is assessed again."""
    gaps = [one for one in found.materials if not one.tells_only and not _held(found, one.key)]
    if any(material.core for material in gaps):
        waiting.hand_to(case, "acceptance", MISSING)
        return
    if not found.subject.as_it_was:
        waiting.again(case)
        return
    try:
        serials = _blanks(case, found)
    except OutOfBlanks:
        waiting.for_blank(case)
        return
    for material in gaps:
        _promise(case, found, material.key, material.promise_limit)
    decision = decide(case, "granted", found, actor, grounds)
    carry_out(case, found, actor, serials, decision)


def _blanks(case: Case, found: Assessment) -> list[str]:
    """The blanks of the cards that a service makes, all or none. Raises OutOfBlanks."""
    if not found.service.needs_papers:
        return []
    cause, kind = record.cause_of(case), found.service.blank
    if found.service.cards == 1:
        return [documents.take_blank(office=case.office, cause=cause, kind=kind)]
    with transaction.atomic():
        return [documents.take_blank(office=case.office, cause=cause, kind=kind) for _ in range(found.service.cards)]


def refuse(case: Case, found: Assessment, actor: Actor, grounds: str = "") -> None:
    """Decide against: all reasons are told at once, what was paid goes back, nothing is left to do."""
    decide(case, "refused", found, actor, grounds)
    notices.tell_refusal(case, found.verdict)
    give_back(case, "rejected", actor)
    _end(case, found, actor)


def lapse(case: Case, found: Assessment, actor: Actor, grounds: str) -> None:
    """The person's time is over: do what the service says, announce it to the public."""
    motion = found.service.own_motion
    if motion is None:
        raise ValueError(f"{case.service} cannot lapse: the office does not open it.")
    decision = decide(case, "lapsed", found, actor, grounds)
    motion.carry_lapse(carrying_of(case, found, actor, ""))
    notices.tell(case, "announcement", [str(one) for one in case.ground.get("classes", [])])
    _receipt(case, found, decision)
    close(case)


def drop(case: Case, found: Assessment, actor: Actor, grounds: str) -> None:
    """The office takes back a case of its own: its ground was wrong, nothing follows from it."""
    decide(case, "voided", found, actor, grounds)
    give_back(case, "rejected", actor)
    _end(case, found, actor)


def decide(case: Case, outcome: str, found: Assessment, actor: Actor, grounds: str = "") -> Decision:
    """Write the decision and its entry; tell the person. Status becomes decided."""
    waiting.in_hand(case)
    verdict, now = found.verdict, clock.now()
    law_book.keep(found.book)
    decision = Decision(
        id=new_id(),
        case=case,
        outcome=outcome,
        reasons=[to_json(reason) for reason in verdict.reasons] if outcome == "refused" else [],
        law_on=verdict.law_on,
        book=verdict.book,
        facts_digest=found.digest,
        decided_by=actor.account_id,
        decided_label=actor.label,
        grounds=grounds,
        decided_at=now,
        entry=record.note(case, "decided", actor, _said(outcome, found), personal=found.groups),
    )
    rows.insert(decision)
    states.move(case, states.DECIDED)
    case.outcome, case.decided_at, case.reasons = outcome, now, decision.reasons
    case.needs_post, case.taken_by, case.wake_at = "", None, None
    messages.decided(case)
    return decision


def _said(outcome: str, found: Assessment) -> dict[str, Any]:
    """What the entry of a decision seals beside the hashes of the facts: the rule that was asked, and its answer."""
    return {
        "outcome": outcome,
        "reasons": [reason.code for reason in found.verdict.reasons],
        "law_on": found.verdict.law_on,
        "book": found.verdict.book,
        "parameters": found.parameters,
    }


def carry_out(case: Case, found: Assessment, actor: Actor, serials: Sequence[str], decision: Decision) -> None:
    """Let the service act on the registers, then give the receipt; a case that delivers nothing is done."""
    found.service.carry_out(carrying_of(case, found, actor, *serials))
    _receipt(case, found, decision)
    if not found.service.delivers:
        close(case)


def carrying_of(case: Case, found: Assessment, actor: Actor, serial: str = "", second: str = "") -> Carrying:
    """What the service gets to act with, with the blanks of the cards that it makes."""
    return Carrying(
        case_id=case.id,
        service=case.service,
        person=found.person,
        file=found.driver,
        answers=dict(found.facts.answers),
        facts=found.facts,
        contents=evidence.contents(found.rows),
        book=found.book,
        on=clock.today(),
        office=case.office,
        actor=actor,
        asked_by=_asked_by(case),
        cause=record.cause_of(case),
        card_serial=serial,
        second_serial=second,
        subject=case.subject,
        own_vehicle=found.subject.vehicle,
        own_bike=found.subject.bike,
    )


def close(case: Case) -> None:
    """Nothing is left to do: the case is done."""
    states.move(case, states.CLOSED)
    case.closed_at = clock.now()
    case.wake_at = None


def _end(case: Case, found: Assessment, actor: Actor) -> None:
    """Close the case; where a corrected decision had made a card void, a new one is made and delivered first."""
    again = found.service.carry_back
    corrected = again and Decision.objects.filter(case=case, corrected_by__isnull=False).exists()
    if not (again and corrected and again(carrying_of(case, found, actor, ""))):
        close(case)


def give_back(case: Case, reason: str, actor: Actor) -> None:
    """Give back what was paid for a case, of a basket its part: by the bank where it came from there, cash at the
    till."""
    if not case.paid or not case.order_number:
        return
    refund = refunds.refund(
        order_number=case.order_number, reason=reason, actor=actor, cause=record.cause_of(case), case_id=case.id
    )
    case.paid = False
    if refund.method == "cash":
        case.needs_post = "till"
        record.note(case, "refund_at_till", actor, {"order": case.order_number, "amount": f"{refund.amount:.2f}"})


def _asked_by(case: Case) -> Actor:
    """Who asked for it: online the person or their agent; elsewhere the office answers for what it took."""
    if case.channel == "online":
        person = case.agent or case.applicant
        return Actor(kind="citizen", label="citizen", channel="online", person_id=person)
    return replace(record.machine(case), label=f"{case.channel} of {case.office}")


def _held(found: Assessment, material: str) -> bool:
    row = found.rows.get(material)
    return row is not None and row.state != "missing"


def _promise(case: Case, found: Assessment, material: str, limit: str) -> None:
    """Accept without a material that is not core, on the promise to bring it by a day (容缺办理)."""
    days = limits.limit_days(limit, found.on, found.book)
    due_on = working_days.table().add_working(clock.today(), days)
    promised = {"state": "promised", "due_on": due_on, "broken": False, "reminded_on": None}
    Evidence.objects.update_or_create(case_id=case.id, material=material, defaults=promised)
    record.note(case, "accepted_conditionally", record.machine(case), {"material": material, "due_on": due_on})


def _receipt(case: Case, found: Assessment, decision: Decision) -> None:
    documents.issue_receipt(
        case_id=case.id,
        case_number=case.number,
        person_id=case.applicant,
        service=case.service,
        service_name=found.service.name,
        outcome=decision.outcome,
        entry=decision.entry,
        order_number=case.order_number,
        office=case.office,
        language=case.language,
    )
