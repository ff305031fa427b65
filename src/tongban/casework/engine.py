"""How a case moves by itself: ask, assess, wait or charge or decide, carry out.

`advance` may be called at any time by anybody. It asks partners outside a transaction, then settles the case in one.
What it cannot do now it leaves with `wake_at`, and the worker calls it again.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tongban.casework import deadlines, driver_facts, evidence, notices, states
from tongban.core.law_book import book
from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Service, services
from tongban.casework.models import Case, Decision, Evidence
from tongban.casework.reasons import to_json
from tongban.core import clock, entries, outbox, sealed, working_days
from tongban.core.actor import Actor
from tongban.core.errors import NotFound
from tongban.core.ids import new_id
from tongban.documents import actions as documents
from tongban.documents.types import OutOfBlanks
from tongban.exchange.payment import actions as payment
from tongban.exchange.payment import refunds
from tongban.exchange.types import ExchangeError
from tongban.law.facts import Facts
from tongban.law.rules import fees, limits
from tongban.law.text import Text
from tongban.law.verdict import Verdict
from tongban.people import queries as people
from tongban.registers.drivers import queries as drivers
from tongban.registers.drivers.types import Driver

REGISTER = "cases"
LEASE = timedelta(seconds=30)  # whoever moves a case has this long before the worker looks after it
PATIENCE = (5, 15, 60, 300, 600)  # seconds between tries of a partner that is down
LOOK_AGAIN = timedelta(hours=12)  # for matters settled outside, besides the partner's own message


@dataclass(frozen=True, slots=True)
class Assessment:
    """What law says of a case now, and on what."""

    verdict: Verdict
    facts: Facts
    driver: Driver | None
    rows: dict[str, Evidence]
    failed: dict[str, ExchangeError]

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical facts the rule read."""
        text = json.dumps(asdict(self.facts), default=_plain, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else str(value)


def machine(case: Case) -> Actor:
    """The actor of what the machine does for a case."""
    return Actor(kind="system", label="machine", channel=case.channel, office=case.office)


def advance(case_id: UUID) -> Case:
    """Move a case as far as it can go now."""
    case = _get(case_id)
    if not _machines_turn(case):
        return case
    service = services[case.service]
    missing = evidence.to_fetch(service, evidence.held(case.id))
    gathered = evidence.fetch(case.id, case.applicant, missing, case.service)
    with transaction.atomic():
        case = locked(case_id)
        if _machines_turn(case):
            evidence.store(case, gathered)
            settle(case, failed=gathered.failed)
    return case


def prepare(case_id: UUID) -> Assessment:
    """Gather evidence for a draft and say what law would answer today. Changes no status."""
    case = _get(case_id)
    service = services[case.service]
    missing = evidence.to_fetch(service, evidence.held(case.id))
    gathered = evidence.fetch(case.id, case.applicant, missing, case.service)
    evidence.store(case, gathered)
    return assess(case, service, failed=gathered.failed)


def prepared(case_id: UUID) -> Assessment:
    """What law would answer on what is held already; asks nobody."""
    case = _get(case_id)
    return assess(case, services[case.service])


def assess(case: Case, service: Service, failed: dict[str, ExchangeError] | None = None) -> Assessment:
    """Ask the rule: on the day of acceptance once there is one, today before."""
    on = case.law_on or clock.today()
    rows = evidence.held(case.id)
    driver = drivers.find_driver(case.applicant)
    facts = driver_facts.build(
        case.applicant, driver, evidence.contents(rows), sealed.unpack(case.answers), clock.today()
    )
    return Assessment(service.rule(facts, on, book()), facts, driver, rows, failed or {})


def settle(case: Case, failed: dict[str, ExchangeError] | None = None) -> None:
    """Take the next steps of a locked case, in the transaction of the caller."""
    service = services[case.service]
    if case.status == states.SUBMITTED or case.status == states.WAITING:
        deadlines.go_on(case, clock.today())
        states.move(case, states.IN_HAND)
    unanswered = [failed[m.key] for m in service.needed if m.core and m.key in (failed or {})]
    if unanswered:
        _wait_for_partner(case, unanswered)
    else:
        _assessed(case, service, assess(case, service, failed))
    case.save()


def _assessed(case: Case, service: Service, found: Assessment) -> None:
    """Wait, hand to a person, charge, or decide: the one fork of every service."""
    verdict = found.verdict
    case.book = verdict.book
    case.reasons = [to_json(reason) for reason in verdict.reasons]
    doubt = _doubt(case, found)
    if doubt:
        hand_to(case, "acceptance", doubt)
    elif verdict.can_wait and case.go_on:
        _wait_for_matters(case, verdict)
    elif not verdict.allowed:
        decide(case, "refused", found, machine(case))
    elif service.decided_by == "person":
        hand_to(case, "review", Text(zh="由人审核决定", en="A person decides this service"))
    elif _fee(case, service, found) and not case.paid:
        _charge(case, service, found)
    else:
        grant(case, service, found, machine(case))


# -- deciding ---------------------------------------------------------------------------------------------------


def grant(case: Case, service: Service, found: Assessment, actor: Actor, grounds: str = "") -> None:
    """Decide in favour and carry it out, all in one transaction; without a blank card the case waits instead."""
    if not _promise_gaps(case, service, found):
        hand_to(case, "acceptance", Text(zh="材料不齐，需人工核对", en="Evidence is missing: a person has to look"))
        return
    serial = ""
    if service.needs_papers:
        try:
            serial = documents.take_blank(office=case.office, cause=f"case:{case.id}")
        except OutOfBlanks:
            _wait(case, states.PRODUCTION, "out_of_blanks", {}, clock.now() + timedelta(minutes=10))
            return
    decision = decide(case, "granted", found, actor, grounds)
    carry(case, service, found, actor, serial, decision)


def carry(
    case: Case, service: Service, found: Assessment, actor: Actor, serial: str, decision: Decision
) -> None:
    """Let the service act on the registers, then give the receipt; a case without a card is done."""
    carrying = carrying_of(case, found, actor, serial)
    service.carry_out(carrying) if decision.outcome == "granted" else _lapse(service, carrying)
    documents.issue_receipt(
        case_id=case.id,
        case_number=case.number,
        person_id=case.applicant,
        service=case.service,
        service_name=service.name,
        outcome=decision.outcome,
        entry=decision.entry,
        order_number=case.order_number,
        office=case.office,
        language=case.language,
    )
    if not service.needs_papers:
        close(case)


def carrying_of(case: Case, found: Assessment, actor: Actor, serial: str) -> Carrying:
    """What the service gets; NotFound where the person has no driver file."""
    if found.driver is None:
        raise NotFound(Text(zh="没有驾驶人档案。", en="There is no driver file."))
    return Carrying(
        case_id=case.id,
        service=case.service,
        person_id=case.applicant,
        driver=found.driver,
        answers=dict(found.facts.answers),
        facts=found.facts,
        contents=evidence.contents(found.rows),
        book=book(),
        on=clock.today(),
        office=case.office,
        actor=actor,
        cause=f"case:{case.id}",
        card_serial=serial,
    )


def _lapse(service: Service, carrying: Carrying) -> None:
    if service.own_motion is None:
        raise ValueError(f"{service.code} cannot lapse: the office does not open it.")
    service.own_motion.carry_lapse(carrying)


def decide(case: Case, outcome: str, found: Assessment, actor: Actor, grounds: str = "") -> Decision:
    """Write the decision and its entry; tell the person. Status becomes decided."""
    now = clock.now()
    verdict = found.verdict
    entry = note(
        case, "decided", actor, {"outcome": outcome, "reasons": [reason.code for reason in verdict.reasons]}
    )
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
        entry=entry,
    )
    decision.save(force_insert=True)
    states.move(case, states.DECIDED)
    case.outcome, case.decided_at, case.needs_post, case.wake_at = outcome, now, "", None
    if outcome == "refused":
        notices.tell_refusal(case, verdict)
        _give_back_money(case)
        close(case)
    outbox.announce("case_decided", case=case.id)
    return decision


def close(case: Case) -> None:
    """Nothing is left to do: the case is done."""
    states.move(case, states.CLOSED)
    case.closed_at = clock.now()
    case.wake_at = None


def _give_back_money(case: Case) -> None:
    if case.paid and case.order_number:
        refunds.refund(
            order_number=case.order_number, reason="rejected", actor=machine(case), cause=f"case:{case.id}"
        )


# -- waiting ----------------------------------------------------------------------------------------------------


def _wait(case: Case, waiting_for: str, kind: str, facts: dict[str, Any], wake_at: datetime | None) -> None:
    """Put the case to wait; the timeline says so once, not at every look."""
    known = case.status == states.WAITING and case.waiting_for == waiting_for
    states.move(case, states.WAITING, waiting_for)
    deadlines.stop(case, clock.today())
    case.wake_at = wake_at
    case.needs_post = ""
    if not known and _last_kind(case) != kind:
        note(case, kind, machine(case), facts)
    outbox.announce("case_waits", case=case.id)


def _last_kind(case: Case) -> str:
    history = entries.history(case.id)
    return history[-1].kind if history else ""


def _wait_for_partner(case: Case, failed: list[ExchangeError]) -> None:
    pause = PATIENCE[min(case.tries, len(PATIENCE) - 1)]
    case.tries += 1
    partners = sorted({error.partner for error in failed})
    _wait(case, states.PARTNER, "partner_silent", {"partners": partners}, clock.now() + timedelta(seconds=pause))


def _wait_for_matters(case: Case, verdict: Verdict) -> None:
    """Something outside stands in the way: name it, stop the clock, go on by itself when it is settled."""
    waiting_for = (
        states.PARTNER
        if all(reason.matter and reason.matter.kind == "medical" for reason in verdict.reasons)
        else states.APPLICANT
    )
    notices.tell_gaps(case, [reason.code for reason in verdict.reasons])
    facts = {"reasons": [reason.code for reason in verdict.reasons]}
    _wait(case, waiting_for, "matters_open", facts, clock.now() + LOOK_AGAIN)


def _charge(case: Case, service: Service, found: Assessment) -> None:
    """One order for the case; a case of a visit is charged with its basket instead."""
    amount = _fee(case, service, found)
    if not case.visit and not case.order_number:
        order = payment.create_order(
            case_ids=[case.id],
            lines=[(service.name, amount)],
            payer_person_id=case.applicant,
            actor=machine(case),
            cause=f"case:{case.id}",
        )
        case.order_number = order.number
    _wait(case, states.PAYMENT, "fee_due", {"amount": f"{amount:.2f}"}, None)


def _fee(case: Case, service: Service, found: Assessment) -> Any:
    if not service.fee:
        return 0
    return fees.fee(service.fee, case.law_on or clock.today(), book(), found.facts.region)


def hand_to(case: Case, post: str, why: Text) -> None:
    """Give the case to a post, with everything already gathered."""
    case.needs_post = post
    case.wake_at = None
    case.taken_by = None
    note(case, "handed_over", machine(case), {"post": post, "why": {"zh": why.zh, "en": why.en}})


def _promise_gaps(case: Case, service: Service, found: Assessment) -> bool:
    """Turn non-core gaps into promises with a day (容缺办理); False where a core material is missing."""
    for material in service.needed:
        row = found.rows.get(material.key)
        if row is not None and row.state != "missing":
            continue
        if material.core:
            return False
        days = limits.limit_days(material.promise_limit, case.law_on or clock.today(), book())
        Evidence.objects.update_or_create(
            case_id=case.id,
            material=material.key,
            defaults={"state": "promised", "due_on": working_days.table().add_working(clock.today(), days)},
        )
        note(case, "accepted_conditionally", machine(case), {"material": material.key})
    return True


def _doubt(case: Case, found: Assessment) -> Text | None:
    """What a machine cannot decide: the population register does not know the person, or under another name."""
    row = found.rows.get("identity")
    if row is None or case.accepted_by:
        return None
    content = sealed.unpack(row.content)
    if not content.get("found"):
        return Text(zh="人口库查无此人，需人工核对", en="The population register does not know this person")
    if content.get("name") != people.get_person(case.applicant).name:
        return Text(zh="姓名与人口库不一致，需人工核对", en="The name differs from the population register")
    return None


# -- small things -----------------------------------------------------------------------------------------------


def note(case: Case, kind: str, actor: Actor, facts: dict[str, Any]) -> UUID:
    """Write the entry of something that happened to a case; the timeline is made of these."""
    return entries.write(
        register=REGISTER,
        subject=case.id,
        kind=kind,
        effective_on=clock.today(),
        actor=actor,
        cause=f"case:{case.id}",
        facts=facts,
    )


def locked(case_id: UUID) -> Case:
    """The case, locked until the end of the transaction."""
    case = Case.for_system("move a case").select_for_update().filter(id=case_id).first()
    if case is None:
        raise NotFound(Text(zh="没有这个案件。", en="There is no such case."))
    return case


def _get(case_id: UUID) -> Case:
    case = Case.for_system("move a case").filter(id=case_id).first()
    if case is None:
        raise NotFound(Text(zh="没有这个案件。", en="There is no such case."))
    return case


def _machines_turn(case: Case) -> bool:
    """True where nobody else has to act first."""
    if case.needs_post or case.status in (states.DRAFT, states.DECIDED, states.CLOSED, states.WITHDRAWN):
        return False
    if case.origin == "own_motion" and case.status == states.WAITING and case.waiting_for == states.APPLICANT:
        return False
    return case.waiting_for != states.PAYMENT

