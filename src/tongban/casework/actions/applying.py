"""The applicant's verbs: begin, answer, send, bring something, take back, rate."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from pydantic import ValidationError

from tongban.casework import (
    answers,
    asking,
    assessment,
    deadlines,
    deciding,
    engine,
    evidence,
    inquiries,
    numbers,
    own_motion,
    record,
    rights,
    states,
    subjects,
    waiting,
)
from tongban.casework.catalogue import Material, Service, services
from tongban.casework.models import Case, Evidence, Rating
from tongban.core import clock, sealed
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.exchange.payment import actions as payment
from tongban.law.rules import limits
from tongban.law.text import Text
from tongban.people import actions as people

DRAFTS_KEPT = timedelta(days=30)
UNPAID_KEPT = timedelta(days=30)
LONGEST_RATING = 1000
WITHDRAWN_AS = {"unpaid": "unpaid_withdrawn", "declined": "declined"}
AGAIN = Text(zh="请再点一次。", en="Please press the button once more.")
SENT = Text(zh="已提交的申请不能再修改。", en="What was sent cannot be changed any more.")
OPENED_BY_OFFICE = Text(
    zh="这是机关依职权开立的案件，不能撤回；您可以陈述意见。",
    en="The office opened this case: you cannot withdraw it, but you can answer.",
)
DECIDED = Text(
    zh="已作出决定，不能撤回；如有异议可以投诉或申请复议。",
    en="It is decided and cannot be withdrawn; you can complain or object.",
)


def start(
    *,
    service: str,
    applicant: UUID,
    actor: Actor,
    office: str,
    language: str = "zh-hans",
    visit: UUID | None = None,
    vehicle: UUID | None = None,
    known: Mapping[str, str] | None = None,
) -> Case:
    """Begin a draft, or return the open case of this person for this service: a second click finds the first.

    `vehicle`: which of their vehicles or bikes it is about; BadInput where it has to be named. `known`: answers that
    are on record, for a new draft.

    A draft begun elsewhere moves to where the person is now. Raises NotAllowed where the actor, the channel, the
    outlet or the day may not accept this service.
    """
    rights.must_apply(rights.get_service(service), applicant, actor, office)
    agent = actor.person_id if actor.kind == "citizen" and actor.person_id != applicant else None
    here = {"office": office, "channel": actor.channel, "language": language, "visit": visit, "agent": agent}
    if rights.get_service(service).chosen:
        vehicle = subjects.choose(services[service], applicant, vehicle)
    found = rights.open_case_of(service, applicant, vehicle)
    if found is None:
        case = Case(
            id=new_id(),
            number=numbers.next_number(clock.today()),
            service=service,
            applicant=applicant,
            subject=vehicle or subjects.choose(services[service], applicant, None),
            created_at=clock.now(),
            answers=sealed.pack(dict(known or {})),
            **here,
        )
        if record.begin(case):
            return case
        found = rights.open_case_of(service, applicant, vehicle)
        if found is None:  # the one that stood in the way was closed in this moment
            raise Conflict(AGAIN)
    return _moved(found, here)


def answer(*, case_id: UUID, actor: Actor, given: dict[str, Any], found: assessment.Assessment | None = None) -> Case:
    """Keep answers of a draft (or of a person whose turn it is), each checked; BadInput names the field.

    `found`: what law says of the case, where the caller has just asked.
    """
    with transaction.atomic():
        case = rights.own_or_worked_on(case_id, actor)
        if case.status != states.DRAFT and case.waiting_for != states.APPLICANT:
            raise Conflict(SENT)
        found = found or assessment.assess(case)
        kept = sealed.unpack(case.answers)
        named = subjects.NAMED_BY.get(found.service.about, "")
        before = kept.get(named)
        kept.update(answers.checked(found.service, given, found.facts, found.on, found.book))
        if before and kept[named] != before:
            evidence.drop_about_vehicle(case.id)
        case.answers = sealed.pack(kept)
        record.keep(case, "answers")
    return case


def submit(*, case_id: UUID, actor: Actor, go_on: bool = True) -> Case:
    """Send the application. From here it is not lost: the worker finishes what this request cannot.

    `go_on`: wait where something outside stands in the way, and go on by itself; otherwise it is refused at once.
    Raises BadInput for a question without an answer and a telephone number without its code.
    """
    with transaction.atomic():
        case = rights.own_or_worked_on(case_id, actor)
        if case.status != states.DRAFT:
            return case  # a second click: the first one counts
        found = _must_be_complete(case, actor)
        now, today = clock.now(), clock.today()
        states.move(case, states.SUBMITTED)
        case.go_on, case.law_on, case.submitted_at = go_on, today, now
        case.accepted_by = actor.account_id if actor.kind == "staff" else None
        case.wake_at = now + waiting.LEASE
        deadlines.start(case, limits.limit_days(services[case.service].limit, today, book()), today)
        record.note(case, "submitted", actor, {"service": case.service, "go_on": go_on})
        asking.ask(case, found)
        nobody_left_to_ask = not evidence.to_fetch(found.materials, found.rows)
        if nobody_left_to_ask and found.service.decided_by != "likeness":  # go on in one transaction
            engine.settle(case, found=found)
            return case
        record.keep(case)
    return engine.advance(case_id)


def respond(*, case_id: UUID, actor: Actor) -> Case:
    """Send the answers that a case waits for: the person has acted, the case goes on. Raises BadInput as `submit`."""
    with transaction.atomic():
        case = rights.own_or_worked_on(case_id, actor)
        if case.waiting_for != states.APPLICANT:
            return case
        _must_be_complete(case, actor)
        if case.origin == "own_motion":
            own_motion.answered(case_id=case_id, actor=actor)
            case.refresh_from_db()
        case.submitted_at = case.submitted_at or clock.now()
        case.accepted_by = actor.account_id if actor.kind == "staff" else case.accepted_by
        case.wake_at = clock.now() + waiting.LEASE
        record.keep(case)
        record.note(case, "answered", actor, {"questions": sorted(sealed.unpack(case.answers))})
    return engine.advance(case_id)


def show(*, case_id: UUID, actor: Actor, material: str, content: dict[str, Any]) -> Case:
    """Record evidence a person brought: shown at a window, or uploaded. It takes the place of a gap or a promise.

    Raises NotFound where the service does not need it, NotAllowed where only its holder can say it, BadInput where
    it is not what its holder would have sent, Conflict where the case has ended.
    """
    with transaction.atomic():
        case = rights.own_or_worked_on(case_id, actor)
        _must_be_brought(services[case.service].find_material(material), actor, content)
        kept = Evidence.objects.filter(case_id=case.id, material=material).values_list("state", flat=True).first()
        if case.status in (states.CLOSED, states.WITHDRAWN) or (case.status == states.DECIDED and kept != "promised"):
            raise Conflict(Text(zh="案件已结束。", en="The case has ended."))
        how = "uploaded" if actor.kind == "citizen" else "shown"
        brought = {"state": how, "content": sealed.pack(content), "obtained_at": clock.now(), "by": actor.label}
        Evidence.objects.update_or_create(
            case_id=case.id, material=material, defaults={**brought, "due_on": None, "broken": False}
        )
        record.note(case, "evidence_brought", actor, {"material": material, "how": how})
        if case.status == states.DECIDED:
            _keep_promise(case, actor)
    return engine.advance(case_id)


def withdraw(*, case_id: UUID, actor: Actor, reason: str = "") -> Case:
    """Take an application back before it is decided; what was paid is refunded in full."""
    with transaction.atomic():
        case = rights.own_or_worked_on(case_id, actor)
        if case.status == states.WITHDRAWN:
            return case
        if case.origin == "own_motion" and actor.kind != "system":
            raise Conflict(OPENED_BY_OFFICE)
        if case.status in (states.DECIDED, states.CLOSED):
            raise Conflict(DECIDED)
        if case.status == states.DRAFT:
            Evidence.objects.filter(case_id=case.id).delete()  # nothing was applied for: what was looked up goes
        states.move(case, states.WITHDRAWN)
        case.wake_at, case.needs_post, case.taken_by, case.closed_at = None, "", None, clock.now()
        if case.paid:
            deciding.give_back(case, "withdrawn", actor)
        elif case.order_number:
            payment.cancel_order(number=case.order_number, actor=actor, cause=record.cause_of(case))
        record.keep(case)
        record.note(case, WITHDRAWN_AS.get(reason, "withdrawn"), actor, {"reason": bool(reason)})
        return case


def rate(*, case_id: UUID, actor: Actor, stars: int, words: str = "") -> None:
    """Say how it went, one to five; a second rating replaces the first. A bad one is followed up by the office."""
    if stars not in range(1, 6):
        raise BadInput("stars", Text(zh="请选择一到五颗星。", en="Choose one to five stars."))
    with transaction.atomic():
        case = rights.own_or_worked_on(case_id, actor)
        if not case.outcome:
            raise Conflict(Text(zh="办结后才能评价。", en="You can rate it once it is decided."))
        kept = sealed.pack(words[:LONGEST_RATING]) if words else b""
        Rating.objects.update_or_create(case=case, defaults={"stars": stars, "words": kept, "given_at": clock.now()})
        if stars <= book().value("ratings.bad_stars", clock.today()):
            inquiries.follow_up(case, words, actor)


def finish(case: Case) -> None:
    """Close a decided case whose card has arrived."""
    deciding.close(case)
    record.keep(case)


def drop_old_drafts() -> int:
    """Forget drafts that nobody sent within thirty days, prepared ones thirty days after the due day; nothing was
    decided, nothing is kept."""
    begun = Q(prepared_for=None, created_at__lt=clock.now() - DRAFTS_KEPT)
    prepared = Q(prepared_for__lt=clock.today() - DRAFTS_KEPT)
    count, _ = Case.for_system("old drafts").filter(begun | prepared, status=states.DRAFT).delete()
    return count


def withdraw_unpaid() -> int:
    """Let applications go that waited thirty days for their fee; the person may apply again at any time."""
    since = clock.today() - UNPAID_KEPT
    unpaid = Case.for_system("unpaid").filter(
        status=states.WAITING, waiting_for=states.PAYMENT, origin="application", clock_stopped_on__lt=since
    )
    found = list(unpaid.values_list("id", flat=True))
    for case_id in found:
        withdraw(case_id=case_id, actor=rights.SYSTEM, reason="unpaid")
    return len(found)


def _moved(case: Case, here: dict[str, Any]) -> Case:
    """A draft goes on where the person is now; what was sent stays where it was sent."""
    if case.status == states.DRAFT and any(getattr(case, field) != value for field, value in here.items()):
        for field, value in here.items():
            setattr(case, field, value)
        case.save(update_fields=list(here))
    return case


def _must_be_complete(case: Case, actor: Actor) -> assessment.Assessment:
    found = assessment.assess(case)
    missing = found.unanswered
    if missing and not _hopeless(case, found):
        raise BadInput(
            missing.key, Text(zh="请回答“{label}”。", en='Please answer "{label}".').fill(label=missing.label)
        )
    if actor.kind == "citizen" and actor.person_id:
        _must_be_proven(found, actor.person_id)
    return found


def _hopeless(case: Case, found: assessment.Assessment) -> bool:
    """True for an application that is refused whatever is answered: whoever wants that in writing is asked nothing."""
    told = not evidence.to_fetch(found.materials, found.rows)
    return case.status == states.DRAFT and told and not (found.verdict.allowed or found.may_come_true)


def _must_be_proven(found: assessment.Assessment, person_id: UUID) -> None:
    """A citizen proves each telephone number by its code; at an outlet the clerk's word is enough."""
    for question in answers.questions(found.service, found.facts, found.on, found.book):
        number = found.facts.answers.get(question.key)
        if question.kind == "phone" and number and not people.is_confirmed(person_id=person_id, phone=str(number)):
            raise BadInput(
                question.key, Text(zh="请先用验证码验证手机号码。", en="Confirm the number with a code first.")
            )


def _must_be_brought(material: Material | None, actor: Actor, content: dict[str, Any]) -> None:
    if material is None or material.waived:
        raise NotFound(Text(zh="本业务不需要这份材料。", en="This service does not need that."))
    if actor.kind not in material.brought_by:
        raise NotAllowed(
            Text(zh="这份材料由其持有单位直接提供，不能由您补交。", en="Only its holder can say this; we ask them.")
        )
    try:
        evidence.typed(material.key, content)
    except ValidationError as error:
        raise BadInput(
            "content", Text(zh="材料内容不完整或格式不对。", en="This is not whole, or not of the agreed form.")
        ) from error


def _keep_promise(case: Case, actor: Actor) -> None:
    """The last promise is kept: the service makes what it could not make without it."""
    if case.needs_post == "supervision":
        case.needs_post = ""
        case.save(update_fields=["needs_post"])
    service: Service = services[case.service]
    if service.carry_promised and not Evidence.objects.filter(case_id=case.id, state="promised").exists():
        found = assessment.assess(case)
        serial = found.driver.card_serial if found.driver else ""
        service.carry_promised(deciding.carrying_of(case, found, actor, serial))
