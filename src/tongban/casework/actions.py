"""What people do with cases. Every verb checks the right of its actor, writes an entry and returns the row."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.casework import deadlines, engine, evidence, numbers, states
from tongban.casework.answers import checked
from tongban.core.law_book import book
from tongban.casework.catalogue import Service, services
from tongban.casework.models import Case, Decision, Evidence, Rating
from tongban.core import clock, entries, sealed
from tongban.core.actor import DECIDE, WORK, Actor, system
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.ids import new_id
from tongban.documents import actions as documents
from tongban.exchange.payment import actions as payment
from tongban.exchange.payment import refunds
from tongban.law.rules import limits
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.people import queries as people
from tongban.registers.drivers import actions as driver_actions
from tongban.registers.drivers import queries as drivers

BANK_PATIENCE = 3.0  # seconds a person waits for the bank's answer on a page


def start(
    *, service: str, applicant: UUID, actor: Actor, office: str, language: str = "zh-hans", visit: UUID | None = None
) -> Case:
    """Begin a draft, or return the open case of this person for this service: a second click finds the first.

    Raises NotAllowed where the actor, the channel, the outlet or the day may not accept this service.
    """
    chosen = get_service(service)
    _may_apply(chosen, applicant, actor, office)
    open_case = _open_case(service, applicant)
    if open_case:
        return open_case
    driver = drivers.find_driver(applicant)
    case = Case(
        id=new_id(),
        number=numbers.next_number(clock.today()),
        service=service,
        applicant=applicant,
        agent=actor.person_id if actor.kind == "citizen" and actor.person_id != applicant else None,
        subject=driver.id if driver else None,
        office=office,
        channel=actor.channel,
        language=language,
        created_at=clock.now(),
        visit=visit,
    )
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError:
        return _open_case(service, applicant) or case
    return case


def answer(*, case_id: UUID, actor: Actor, given: dict[str, Any]) -> Case:
    """Keep answers of a draft (or of a person whose turn it is), each checked; BadInput names the field."""
    with transaction.atomic():
        case = _mine(case_id, actor)
        if case.status not in (states.DRAFT, states.WAITING):
            raise Conflict(Text(zh="已提交的申请不能再修改。", en="What was sent cannot be changed any more."))
        answers = sealed.unpack(case.answers)
        found = engine.assess(case, services[case.service])
        answers.update(checked(services[case.service], given, found.facts, clock.today(), book()))
        case.answers = sealed.pack(answers)
        case.save(update_fields=["answers"])
    return case


def submit(*, case_id: UUID, actor: Actor, go_on: bool = True) -> Case:
    """Send the application. From here it is not lost: the worker finishes what this request cannot."""
    with transaction.atomic():
        case = _mine(case_id, actor)
        if case.status != states.DRAFT:
            return case  # a second click: the first one counts
        service = services[case.service]
        today = clock.today()
        states.move(case, states.SUBMITTED)
        case.go_on = go_on
        case.law_on = today
        case.submitted_at = clock.now()
        case.accepted_by = actor.account_id if actor.kind == "staff" else None
        case.wake_at = clock.now() + engine.LEASE
        deadlines.start(case, limits.limit_days(service.limit, today, book()), today)
        case.save()
        engine.note(case, "submitted", actor, {"service": case.service, "go_on": go_on})
    return engine.advance(case_id)


def respond(*, case_id: UUID, actor: Actor) -> Case:
    """Send the answers to a case the office opened: the person has acted, the case goes on."""
    with transaction.atomic():
        case = _mine(case_id, actor)
        if case.status != states.WAITING or case.waiting_for != states.APPLICANT:
            return case
        states.move(case, states.IN_HAND)
        case.wake_at = clock.now() + engine.LEASE
        case.save()
        engine.note(case, "answered", actor, {"questions": sorted(sealed.unpack(case.answers))})
    return engine.advance(case_id)


def ask_bank(*, case_id: UUID, order_number: str) -> None:
    """Ask the bank what became of an order, where its message may have been lost; go on if it is paid."""
    order = payment.query_bank(number=order_number, timeout=BANK_PATIENCE)
    if order.paid:
        with transaction.atomic():
            payment_received(order_number=order.number, case_ids=list(order.case_ids), actor=system("bank"))


def withdraw(*, case_id: UUID, actor: Actor, reason: str = "") -> Case:
    """Take an application back before it is decided; what was paid is refunded in full."""
    with transaction.atomic():
        case = _mine(case_id, actor)
        if case.origin == "own_motion":
            raise Conflict(
                Text(zh="这是机关依职权开立的案件，不能撤回；您可以陈述意见。", en="The office opened this case: you cannot withdraw it, but you can answer.")
            )
        if case.status in (states.DECIDED, states.CLOSED):
            raise Conflict(
                Text(zh="已作出决定，不能撤回；如有异议可以投诉或申请复议。", en="It is decided and cannot be withdrawn; you can complain or object.")
            )
        if case.status == states.WITHDRAWN:
            return case
        states.move(case, states.WITHDRAWN)
        case.wake_at, case.needs_post, case.closed_at = None, "", clock.now()
        if case.order_number:
            _give_back(case, actor)
        case.save()
        engine.note(case, "withdrawn", actor, {"reason": bool(reason)})
        return case


def _give_back(case: Case, actor: Actor) -> None:
    cause = f"case:{case.id}"
    if case.paid:
        refunds.refund(order_number=case.order_number, reason="withdrawn", actor=actor, cause=cause)
    else:
        payment.cancel_order(number=case.order_number, actor=actor, cause=cause)


def payment_received(*, order_number: str, case_ids: list[UUID], actor: Actor) -> list[Case]:
    """Go on with every case of a paid order, in the caller's transaction: decided where it can be at once."""
    cases = []
    for case_id in sorted(case_ids):
        case = engine.locked(case_id)
        cases.append(case)
        if case.paid or case.status != states.WAITING or case.waiting_for != states.PAYMENT:
            continue
        case.paid = True
        case.order_number = order_number
        engine.note(case, "paid", actor, {"order": order_number})
        service = services[case.service]
        if evidence.to_fetch(service, evidence.held(case.id)):
            deadlines.go_on(case, clock.today())
            states.move(case, states.IN_HAND)
            case.wake_at = clock.now()
            case.save()
        else:
            engine.settle(case)
    return cases


# -- at a post --------------------------------------------------------------------------------------------------


def take(*, case_id: UUID, actor: Actor) -> bool:
    """Take a case from the work list. Losing is an answer: False where somebody else has it."""
    now_mine = (
        Case.for_system("take a case")
        .filter(id=case_id, needs_post__in=actor.posts)
        .filter(taken_by__isnull=True)
        .update(taken_by=actor.account_id)
    )
    return bool(now_mine) or Case.for_system("take a case").filter(id=case_id, taken_by=actor.account_id).exists()


def accept(*, case_id: UUID, actor: Actor, grounds: str) -> Case:
    """Settle a doubt at the acceptance post: a person vouches that the evidence is about this applicant."""
    with transaction.atomic():
        case = _at_post(case_id, actor, "acceptance", WORK)
        case.accepted_by = actor.account_id
        case.needs_post, case.taken_by = "", None
        case.wake_at = clock.now() + engine.LEASE
        case.save()
        engine.note(case, "accepted", actor, {"grounds": grounds})
    return engine.advance(case_id)


def decide(*, case_id: UUID, actor: Actor, outcome: str, grounds: str) -> Case:
    """Decide as a person: "granted", "refused" or "lapsed". Nobody reviews what they accepted."""
    if not grounds.strip():
        raise Conflict(Text(zh="决定必须写明理由。", en="A decision needs grounds."))
    with transaction.atomic():
        case = _at_post(case_id, actor, "review", DECIDE)
        if actor.account_id == case.accepted_by:
            raise NotAllowed(
                Text(zh="受理人不能审核自己受理的案件。", en="Whoever accepted a case may not review it.")
            )
        service = services[case.service]
        found = engine.assess(case, service)
        if outcome == "granted" and not found.verdict.allowed:
            raise Conflict(
                Text(zh="规则不允许批准，请查看全部理由。", en="The rule does not allow it: see all reasons.")
            )
        if outcome == "granted":
            engine.grant(case, service, found, actor, grounds)
        else:
            decision = engine.decide(case, outcome, found, actor, grounds)
            if outcome == "lapsed":
                engine.carry(case, service, found, actor, "", decision)
        case.save()
        return case


def show(*, case_id: UUID, actor: Actor, material: str, content: dict[str, Any]) -> Case:
    """Record evidence a person brought: shown at a window, or uploaded. It takes the place of a gap or a promise."""
    with transaction.atomic():
        case = _mine(case_id, actor)
        kind = "shown" if actor.kind == "staff" else "uploaded"
        service = services[case.service]
        try:
            service.material(material)
        except StopIteration:
            raise NotFound(Text(zh="本业务不需要这份材料。", en="This service does not need that.")) from None
        Evidence.objects.update_or_create(
            case_id=case.id,
            material=material,
            defaults={
                "state": kind,
                "content": sealed.pack(content),
                "obtained_at": clock.now(),
                "by": actor.label,
                "due_on": None,
            },
        )
        engine.note(case, "evidence_brought", actor, {"material": material, "how": kind})
        if case.status == states.DECIDED and service.carry_promised and not _promised(case.id):
            found = engine.assess(case, service)
            serial = found.driver.card_serial if found.driver else ""
            service.carry_promised(engine.carrying_of(case, found, actor, serial))
    return engine.advance(case_id)


def rate(*, case_id: UUID, actor: Actor, stars: int, words: str = "") -> None:
    """Say how it went, one to five; a second rating replaces the first."""
    if stars not in range(1, 6):
        raise BadInput("stars", Text(zh="请选择一到五颗星。", en="Choose one to five stars."))
    with transaction.atomic():
        case = _mine(case_id, actor)
        if not case.outcome:
            raise Conflict(Text(zh="办结后才能评价。", en="You can rate it once it is decided."))
        Rating.objects.update_or_create(
            case=case,
            defaults={"stars": stars, "words": sealed.pack(words[:1000]) if words else b"", "given_at": clock.now()},
        )


def _promised(case_id: UUID) -> bool:
    return Evidence.objects.filter(case_id=case_id, state="promised").exists()


def correct(*, case_id: UUID, actor: Actor, reason: str) -> Case:
    """Undo a decision that was wrong: what it wrote in the register is struck, the case is in hand again.

    The remedy of an own-motion case is the same verb. Needs the power to decide and a reason.
    """
    if not reason.strip():
        raise Conflict(Text(zh="更正必须写明理由。", en="A correction needs a reason."))
    with transaction.atomic():
        case = engine.locked(case_id)
        if not actor.may(DECIDE, case.service, case.office):
            raise NotAllowed(Text(zh="您没有更正此案的权限。", en="You may not correct this case."))
        decision = Decision.objects.select_for_update().filter(case=case, corrected_by=None).first()
        if decision is None:
            raise Conflict(Text(zh="此案没有可更正的决定。", en="There is no decision to correct."))
        entry = entries.write(
            register=engine.REGISTER,
            subject=case.id,
            kind="corrected",
            effective_on=clock.today(),
            actor=actor,
            cause="correction",
            facts={"reason": reason},
            corrects=decision.entry,
        )
        decision.corrected_by = entry
        decision.save(update_fields=["corrected_by"])
        _undo_in_register(case, actor, reason)
        states.move(case, states.IN_HAND)
        case.outcome, case.decided_at, case.closed_at = "", None, None
        engine.hand_to(case, "review", Text(zh="决定已更正，需重新审核", en="The decision was corrected"))
        case.save()
        return case


def _undo_in_register(case: Case, actor: Actor, reason: str) -> None:
    if case.subject is None:
        return
    for written in entries.history(case.subject):
        if written.cause == f"case:{case.id}" and written.kind != "corrected":
            driver_actions.correct(
                driver_id=case.subject,
                entry=written.id,
                reason=reason,
                effective_on=clock.today(),
                actor=actor,
            )
    documents.withdraw_papers(subject=case.subject, cause=f"case:{case.id}", actor=actor)


# -- rights -----------------------------------------------------------------------------------------------------


def get_service(code: str) -> Service:
    """A service of the catalogue; NotFound in words where there is none."""
    if code not in services:
        raise NotFound(Text(zh="没有编号为 {code} 的业务。", en="There is no service {code}.").fill(code=code))
    return services[code]


def _may_apply(service: Service, applicant: UUID, actor: Actor, office: str) -> None:
    if service.origin_only_office:
        raise NotAllowed(
            Text(zh="这项业务由机关主动办理，无需申请。", en="The office opens this by itself: there is nothing to apply for.")
        )
    if actor.channel not in service.channels:
        raise NotAllowed(Text(zh="这项业务不能在此渠道办理。", en="This service is not offered on this channel."))
    if actor.kind == "citizen":
        _citizen_may(service, applicant, actor)
    elif actor.kind == "staff" and not actor.may(WORK, service.code, office):
        raise NotAllowed(Text(zh="您没有受理这项业务的权限。", en="You may not accept this service."))
    if not outlets.may_accept(service.code, office, clock.today()):
        raise NotAllowed(
            Text(zh="该网点今天不能受理这项业务。", en="This service point may not accept this service today.")
        )


def _citizen_may(service: Service, applicant: UUID, actor: Actor) -> None:
    if actor.assurance < service.assurance:
        raise NotAllowed(
            Text(zh="请先完成实名认证，再办理这项业务。", en="Please have your identity verified first.")
        )
    if actor.person_id == applicant:
        return
    if actor.person_id is None or not people.has_mandate(
        principal=applicant, agent=actor.person_id, service=service.code, on=clock.today()
    ):
        raise NotAllowed(Text(zh="您没有代办这项业务的委托。", en="You hold no mandate for this service."))


def _mine(case_id: UUID, actor: Actor) -> Case:
    """The case, locked, if this actor may act on it; to anybody else it does not exist."""
    case = engine.locked(case_id)
    allowed = (
        actor.kind == "system"
        or (actor.kind == "citizen" and actor.person_id in (case.applicant, case.agent))
        or (actor.kind in ("staff", "partner") and actor.may(WORK, case.service, case.office))
    )
    if not allowed:
        raise NotFound(Text(zh="没有这个案件。", en="There is no such case."))
    return case


def _at_post(case_id: UUID, actor: Actor, post: str, power: str) -> Case:
    case = engine.locked(case_id)
    if post not in actor.posts or not actor.may(power, case.service, case.office):
        raise NotAllowed(Text(zh="您不在处理此案的岗位。", en="You do not hold the post that handles this case."))
    if case.needs_post != post:
        raise Conflict(Text(zh="此案已由他人处理。", en="Somebody else has dealt with this case already."))
    return case


def _open_case(service: str, applicant: UUID) -> Case | None:
    return (
        Case.for_system("find the open case")
        .filter(service=service, applicant=applicant, status__in=[states.DRAFT, *states.OPEN])
        .first()
    )


DRAFTS_KEPT = timedelta(days=30)


def drop_old_drafts() -> int:
    """Forget drafts that nobody sent within thirty days; nothing was decided, nothing is kept."""
    old = Case.for_system("old drafts").filter(status=states.DRAFT, created_at__lt=clock.now() - DRAFTS_KEPT)
    count, _ = old.delete()
    return count
