"""The office's verbs: take, accept, decide, correct. Nobody reviews what they accepted, nobody handles their own."""

from uuid import UUID

from django.db import transaction

from tongban.casework import (
    assessment,
    deciding,
    engine,
    opening,
    own_motion,
    record,
    rights,
    states,
    subjects,
    waiting,
)
from tongban.casework.carrying import Undoing
from tongban.casework.catalogue import services
from tongban.casework.models import Case, Decision, Evidence
from tongban.casework.posts import OWN_CHECK, OWN_ENTRY, OWN_OPENING, checked_by, made_by
from tongban.core import clock, outbox
from tongban.core.actor import DECIDE, WORK, Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed
from tongban.documents import actions as documents
from tongban.law.text import Text

NO_CORRECTION = Text(zh="您没有更正此案的权限。", en="You may not correct this case.")
NO_GROUNDS = Text(zh="决定必须写明理由。", en="A decision needs grounds.")
NO_REASON = Text(zh="更正必须写明理由。", en="A correction needs a reason.")
OWN_ACCEPTANCE = Text(zh="受理人不能审核自己受理的案件。", en="Whoever accepted a case may not review it.")
NOT_ALLOWED_BY_RULE = Text(zh="规则不允许批准，请查看全部理由。", en="The rule does not allow it: see all reasons.")
NOT_ANSWERED = Text(zh="当事人还没有回答全部问题。", en="The person has not answered everything.")
NOT_OVER = Text(
    zh="通知送达后期限届满，才能按逾期处理。", en="The person's time after the notice is not over: it cannot lapse yet."
)
RETURNED = Text(zh="决定已更正，需重新审核", en="The decision was corrected: please review it again")


def take(*, case_id: UUID, actor: Actor) -> bool:
    """Take a case from the work list. Losing is an answer: False where somebody else has it."""
    at_my_post = Case.visible_to(actor).filter(id=case_id, needs_post__in=actor.posts)
    if at_my_post.filter(taken_by=None).update(taken_by=actor.account_id):
        return True
    return at_my_post.filter(taken_by=actor.account_id).exists()


def release(*, case_id: UUID, actor: Actor) -> Case:
    """Give a case back to the work list: one's own, or with the power to decide that of an absent colleague."""
    with transaction.atomic():
        case = record.locked(case_id)
        if case.taken_by != actor.account_id and not actor.may(DECIDE, case.service, case.office):
            raise NotAllowed(rights.NO_POST)
        if case.taken_by is not None:
            case.taken_by = None
            case.save(update_fields=["taken_by"])
            record.note(case, "released", actor, {})
        return case


def accept(*, case_id: UUID, actor: Actor, grounds: str) -> Case:
    """Settle a doubt at the acceptance post: a person vouches that the evidence is about this applicant."""
    with transaction.atomic():
        case = rights.at_post(case_id, actor, "acceptance", WORK)
        case.accepted_by, case.needs_post, case.taken_by = actor.account_id, "", None
        case.wake_at = clock.now() + waiting.LEASE
        record.keep(case)
        Evidence.objects.filter(case=case, material="identity", state="missing").update(
            state="shown", by=actor.label, obtained_at=clock.now()
        )
        record.note(case, "accepted", actor, {"grounds": grounds})
    return engine.advance(case_id)


def decide(*, case_id: UUID, actor: Actor, outcome: str, grounds: str) -> Case:
    """Decide as a person: "granted" or "refused"; of a case the office opened also "lapsed" or "voided".

    Raises BadInput for another outcome, Conflict where the rule, the person's time or the fee stand against it.
    """
    if not grounds.strip():
        raise Conflict(NO_GROUNDS)
    if outcome == "lapsed":
        with transaction.atomic():
            rights.at_post(case_id, actor, "review", DECIDE)  # nobody else has partners asked
        engine.gather_for_review(case_id)  # what the ground rests on may have changed since it was last asked
    with transaction.atomic():
        case = rights.at_post(case_id, actor, "review", DECIDE)
        if actor.account_id == case.accepted_by:
            raise NotAllowed(OWN_ACCEPTANCE)
        if opening.opened_by(case, actor):
            raise NotAllowed(OWN_OPENING)
        if checked_by(case, actor):
            raise NotAllowed(OWN_CHECK)
        if made_by(case, actor):
            raise NotAllowed(OWN_ENTRY)
        found = assessment.assess(case)
        match outcome:
            case "granted":
                _must_be_ripe(found)
                _grant(case, found, actor, grounds)
            case "refused":
                deciding.refuse(case, found, actor, grounds)
            case "lapsed" if case.origin == "own_motion":
                if not own_motion.time_is_over(case):
                    raise Conflict(NOT_OVER)
                deciding.lapse(case, found, actor, grounds)
            case "voided" if case.origin == "own_motion":
                deciding.drop(case, found, actor, grounds)
            case _:
                raise BadInput("outcome", Text(zh="没有这种决定。", en="There is no such outcome."))
        record.keep(case)
        return case


def correct(*, case_id: UUID, actor: Actor, reason: str) -> Case:
    """Undo a decision that was wrong: what it wrote in the register is struck, the case is at review again.

    The remedy of an own-motion case is the same verb. Needs the power to decide and a reason. A corrected decision
    that is decided again may be corrected again.
    """
    if not reason.strip():
        raise Conflict(NO_REASON)
    with transaction.atomic():
        case = record.locked(case_id)
        actor.must(DECIDE, case.service, case.office, NO_CORRECTION, post="review" if "review" in actor.posts else "")
        decision = Decision.objects.select_for_update().filter(case=case, corrected_by=None).first()
        if decision is None:
            raise Conflict(Text(zh="此案没有可更正的决定。", en="There is no decision to correct."))
        decision.corrected_by = record.note(case, "corrected", actor, {"reason": reason}, corrects=decision.entry)
        decision.save(update_fields=["corrected_by"])
        _undo(case, actor, reason)
        states.move(case, states.IN_HAND)
        case.outcome, case.decided_at, case.closed_at = "", None, None
        waiting.hand_to(case, "review", RETURNED)
        record.keep(case)
        return case


def _must_be_ripe(found: assessment.Assessment) -> None:
    """A person grants nothing that the rule forbids or that is not answered."""
    if not found.verdict.allowed:
        raise Conflict(NOT_ALLOWED_BY_RULE)
    if found.unanswered:
        raise Conflict(NOT_ANSWERED)


def _grant(case: Case, found: assessment.Assessment, actor: Actor, grounds: str) -> None:
    """Grant; where a fee is not paid (any more) it is charged first, and the machine goes on after it."""
    if not found.fee or case.paid:
        deciding.grant(case, found, actor, grounds)
        return
    record.note(case, "accepted", actor, {"grounds": grounds})
    case.order_number, case.needs_post, case.taken_by = "", "", None
    waiting.for_payment(case, found)


def _undo(case: Case, actor: Actor, reason: str) -> None:
    """Strike what this case wrote in the register and nobody has struck yet, the newest first; the rest is the
    service's own to undo."""
    undo, cause = services[case.service].undo, record.cause_of(case)
    if undo:
        undoing = Undoing(case.applicant, case.subject, cause, cause="correction", reason=reason, actor=actor)
        undo(undoing)
    if case.subject is None:
        return
    subjects.strike(case.subject, record.cause_of(case), reason, clock.today(), actor)
    documents.withdraw_papers(subject=case.subject, cause=record.cause_of(case), actor=actor)
    if services[case.service].about == "driver":
        outbox.announce("case_corrected", subject=case.subject)
