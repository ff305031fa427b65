"""What a case waits for. Entry, notice and message are written when a wait begins, not at every look."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tongban.casework import deadlines, notices, record, states
from tongban.casework.assessment import Assessment
from tongban.casework.models import Case
from tongban.casework.reasons import to_json
from tongban.core import clock, outbox
from tongban.exchange.payment import actions as payment
from tongban.exchange.types import ExchangeError
from tongban.law.text import Text
from tongban.law.verdict import Reason

LEASE = timedelta(seconds=30)  # whoever moves a case has this long before the worker looks after it
PATIENCE = (5, 15, 60, 300, 600)  # seconds between tries of a partner that is down
LOOK_AGAIN = timedelta(hours=12)  # for matters settled outside, besides the partner's own message
REMIND_AFTER = timedelta(minutes=10)  # who pays at once is not told to pay
BLANKS_AGAIN = timedelta(minutes=10)


def for_partners(case: Case, failed: Sequence[ExchangeError]) -> None:
    """A partner is silent: ask again soon. The office's clock runs on: this is not the person's doing."""
    pause = timedelta(seconds=PATIENCE[min(case.tries, len(PATIENCE) - 1)])
    facts = {"partners": sorted({error.partner for error in failed})}
    _wait(case, states.PARTNER, "partner_silent", facts, clock.now() + pause, clock_runs=True)


def for_matters(case: Case, found: Assessment) -> None:
    """Something outside or an open answer stands in the way: name it, stop the clock, go on by itself after it."""
    case.tries = 0
    reasons = found.verdict.reasons
    asked = found.unanswered
    by_partner = {code for material in found.materials for code in material.settles}
    to_test = {code for material in found.materials if material.by_appointment for code in material.settles}
    partner = not asked and case.origin != "own_motion" and all(reason.code in by_partner for reason in reasons)
    arose = {matter.number: matter.on for matter in found.facts.matters}
    gaps = {gap_of(reason): arose.get(reason.matter.number) if reason.matter else None for reason in reasons}
    notices.tell_gaps(case, gaps)
    kind = "question_open" if asked and not reasons else "matters_open"
    facts = {"reasons": [reason.code for reason in reasons]}
    waiting_for = states.PARTNER if partner else states.APPLICANT
    if partner and any(reason.code in to_test for reason in reasons):
        waiting_for = states.APPOINTMENT
    _wait(case, waiting_for, kind, facts, clock.now() + LOOK_AGAIN, reasons=reasons)


def for_payment(case: Case, found: Assessment) -> None:
    """One order for the case; a case of a visit is charged with its basket instead."""
    case.tries = 0
    if not case.visit and not case.order_number:
        charge(case, found)
    again = LOOK_AGAIN if case.origin == "own_motion" else REMIND_AFTER if case.channel == "online" else None
    facts = {"amount": f"{found.fee:.2f}"}
    _wait(case, states.PAYMENT, "fee_due", facts, clock.now() + again if again else None)


def charge(case: Case, found: Assessment) -> None:
    """Make the order of one case and keep its number."""
    order = payment.create_order(
        case_ids=[case.id],
        lines=[(found.service.name, found.fee)],
        payer_person_id=case.applicant,
        actor=record.machine(case),
        cause=record.cause_of(case),
    )
    case.order_number = order.number


def for_blank(case: Case) -> None:
    """The office has no blank card: its own clock runs on, the person has done everything."""
    case.tries = 0
    _wait(case, states.PRODUCTION, "out_of_blanks", {}, clock.now() + BLANKS_AGAIN, clock_runs=True)


def for_person(case: Case) -> None:
    """An own-motion case waits for the person until `due_on`."""
    states.move(case, states.WAITING, states.APPLICANT)
    case.needs_post, case.taken_by, case.wake_at = "", None, clock.now() + LOOK_AGAIN


def hand_to(case: Case, post: str, why: Text) -> None:
    """Give the case to a post, with everything already gathered."""
    in_hand(case)
    case.needs_post, case.taken_by, case.wake_at = post, None, None
    record.note(case, "handed_over", record.machine(case), {"post": post, "why": {"zh": why.zh, "en": why.en}})


def again(case: Case) -> None:
    """The register moved under a decision: the machine looks again at once, on what holds now."""
    in_hand(case)
    case.needs_post, case.taken_by, case.wake_at = "", None, clock.now()


def in_hand(case: Case) -> None:
    """Take a case from its wait into hand: the clock goes on."""
    deadlines.go_on(case, clock.today())
    states.move(case, states.IN_HAND)


def gap_of(reason: Reason) -> str:
    """What a notice calls a gap: the code, with the number of the matter where there is one."""
    number = reason.matter.number if reason.matter else ""
    return f"{reason.code}:{number}" if number else reason.code


def _wait(
    case: Case,
    waiting_for: str,
    kind: str,
    facts: dict[str, Any],
    wake_at: datetime | None,
    *,
    reasons: Sequence[Reason] = (),
    clock_runs: bool = False,
) -> None:
    """Put the case to wait. A deadline of the person's own (own motion) neither stops nor moves."""
    told = [to_json(reason) for reason in reasons]
    known = (case.status, case.waiting_for, case.reasons) == (states.WAITING, waiting_for, told)
    states.move(case, states.WAITING, waiting_for)
    if case.origin != "own_motion":
        (deadlines.go_on if clock_runs else deadlines.stop)(case, clock.today())
    case.reasons, case.wake_at, case.needs_post = told, wake_at, ""
    if not known:
        record.note(case, kind, record.machine(case), facts)
        if waiting_for != states.PAYMENT:
            outbox.announce("case_waits", case=case.id)
