"""How a case moves by itself: ask, assess, then wait or charge or decide.

`advance` may be called at any time by anybody. It asks partners outside a transaction, then settles the case in one.
What it cannot do now it leaves with `wake_at`, and the worker calls it again.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from tongban.casework import asking, deciding, evidence, national, record, states, subjects, waiting
from tongban.casework.assessment import Assessment, assess
from tongban.casework.catalogue import services
from tongban.casework.models import Case, Evidence
from tongban.core import outbox, sealed
from tongban.exchange.types import ExchangeError
from tongban.law.text import Text
from tongban.people import livecheck
from tongban.people import queries as people
from tongban.registers.drivers import queries as drivers

__all__ = ["Assessment", "advance", "doubt", "keep", "machines_turn", "prepare", "prepared", "settle"]

UNKNOWN = Text(zh="人口库查无此人，需人工核对", en="The population register does not know this person")
OTHER_NAME = Text(
    zh="姓名或号码与人口库不一致，需人工核对。刚改了姓名或号码的，请办理信息变化换证，办好后自动继续",
    en="Name or number differ from the population register. If yours just changed, have the licence exchanged for "
    "changed particulars: this then goes on by itself",
)
OTHER_FILE = Text(
    zh="人口库给出的新号码在本机关已属于另一份记录，需人工核对合并",
    en="The new number in the population register belongs to another record here: a person has to look",
)
BY_PERSON = Text(zh="由人审核决定", en="A person decides this service")
NOTHING = evidence.Gathered({}, {})
NOT_BY_MACHINE = Text(zh="规则不允许换证，请决定如何处理", en="The rule does not allow it: please decide what follows")


def advance(case_id: UUID) -> Case:
    """Move a case as far as it can go now; nothing where it is somebody else's turn."""
    case = record.get(case_id)
    if not machines_turn(case):
        return case
    gathered, alike = _gather(case, evidence.held(case.id)), _looks_alike(case)
    with transaction.atomic():
        case = record.locked(case_id)
        if machines_turn(case):
            keep(case, gathered)
            settle(case, gathered.failed, alike=alike)
    return case


def prepare(case_id: UUID) -> Assessment:
    """Gather evidence for a draft and say what law would answer today. Changes no status; past the draft, nothing."""
    case = record.get(case_id)
    rows = evidence.held(case.id)
    gathered = _gather(case, rows) if case.status == states.DRAFT else NOTHING
    if not gathered.answers:
        return assess(case, rows)
    with transaction.atomic():
        case = record.locked(case_id)
        if case.status == states.DRAFT:
            rows |= keep(case, gathered)
    return assess(case, rows)


def prepared(case_id: UUID) -> Assessment:
    """What law would answer on what is held already; asks nobody."""
    return assess(record.get(case_id))


def gather_for_review(case_id: UUID) -> None:
    """Ask for what is missing or stale, and keep it, for a person at review. A silent partner stays a gap."""
    case = record.get(case_id)
    if case.needs_post != "review":
        return
    gathered = _gather(case, evidence.held(case.id))
    with transaction.atomic():
        keep(record.locked(case_id), gathered)


def settle(
    case: Case,
    failed: Mapping[str, ExchangeError] | None = None,
    rows: dict[str, Evidence] | None = None,
    found: Assessment | None = None,
    *,
    alike: bool = False,
) -> None:
    """Take the next steps of a locked case, in the transaction of the caller.

    `failed`: by material, who is silent; `rows` and `found`: the evidence, and what law says, where the caller has
    read it in this transaction; `alike`: the comparison engine knows the face on the photograph that was handed in.
    """
    silent = _silent(case, failed or {})
    if silent:
        waiting.for_partners(case, silent)
    else:
        _fork(case, found or assess(case, rows), alike)
    record.keep(case)


def machines_turn(case: Case) -> bool:
    """True where nobody else has to act first."""
    if case.needs_post or case.status not in states.OPEN or case.waiting_for == states.PAYMENT:
        return False
    unanswered = case.origin == "own_motion" and case.submitted_at is None
    return not (unanswered and case.waiting_for == states.APPLICANT)


def _fork(case: Case, found: Assessment, alike: bool) -> None:
    """Hand to a person, refuse, wait, charge or grant: the one fork of every service."""
    verdict = found.verdict
    case.book = verdict.book
    doubtful = doubt(case, found)
    if doubtful:
        waiting.hand_to(case, "acceptance", doubtful)
    elif not verdict.allowed and not (case.go_on and found.may_come_true):
        _cannot(case, found)
    elif not verdict.allowed or found.unanswered:
        asking.ask(case, found)
        waiting.for_matters(case, found)
    elif found.fee and not case.paid:
        waiting.for_payment(case, found)
    elif found.for_officer or (found.service.decided_by == "likeness" and not alike):
        waiting.hand_to(case, "review", BY_PERSON)
    else:
        deciding.grant(case, found, record.machine(case))


def _cannot(case: Case, found: Assessment) -> None:
    """An application is refused at once; what the office itself began, a person brings to an end."""
    if case.origin == "own_motion":
        waiting.hand_to(case, "review", NOT_BY_MACHINE)
    else:
        deciding.refuse(case, found, record.machine(case))


def _looks_alike(case: Case) -> bool:
    """Ask the comparison engine, outside any transaction. Nobody is refused by a machine: a person looks then."""
    if services[case.service].decided_by != "likeness":
        return False
    return livecheck.engine().compare(case.applicant, f"case:{case.id}").passed is True


def _gather(case: Case, rows: dict[str, Evidence]) -> evidence.Gathered:
    """Ask for what is missing or no longer fresh, outside any transaction; last for what the other answers make
    necessary."""
    needed, marks = services[case.service].needed, subjects.marks_of(case)
    missing = evidence.to_fetch((one for one in needed if one.asked_if is None), rows)
    first = evidence.fetch(case.id, case.applicant, missing, case.service, marks)
    perhaps = evidence.to_fetch((one for one in needed if one.asked_if), rows)
    if not perhaps:
        return first
    found = assess(case, rows, {key: answer.facts for key, answer in first.answers.items()})
    asked = [one for one in perhaps if found.asks(one)]
    then = evidence.fetch(case.id, case.applicant, asked, case.service, marks)
    return evidence.Gathered(first.answers | then.answers, first.failed | then.failed)


def keep(case: Case, gathered: evidence.Gathered) -> dict[str, Evidence]:
    """Keep what partners answered and return it by material; what the national platform said also goes into the
    register."""
    stored = evidence.store(case, gathered)
    listed = gathered.answers.get("narcotics")
    if listed and listed.value.not_cured:
        outbox.announce("drug_hit", person=case.applicant)
    if "platform" in gathered.answers:
        national.follow(drivers.find_driver(case.applicant), gathered.answers["platform"])
    return stored


def marks(case_id: UUID) -> evidence.Marks:
    """By what partners are asked for a case besides the person's number."""
    return subjects.marks_of(record.get(case_id))


def _silent(case: Case, failed: Mapping[str, ExchangeError]) -> list[ExchangeError]:
    """The partners to wait for: those of core materials always, those of the others for a while."""
    patient = case.tries < len(waiting.PATIENCE)
    return [
        failed[material.key]
        for material in services[case.service].needed
        if material.key in failed and (material.core or patient) and not material.tells_only
    ]


def doubt(case: Case, found: Assessment) -> Text | None:
    """What a machine cannot decide: the population register does not know the person, or under another name or number.

    Where that difference is the subject, a number that belongs to another record here stays a doubt until people
    have made the two records one.
    """
    row = found.rows.get("identity")
    if row is None:
        return None
    content = sealed.unpack(row.content)
    if found.service.follows_population and (
        _code_taken(found) if found.of_organisation else _taken(content, case.applicant)
    ):
        return OTHER_FILE
    if case.accepted_by:
        return None
    if not content.get("found"):
        return UNKNOWN
    follows = found.service.follows_population and not found.of_organisation
    return OTHER_NAME if found.facts.applicant.renamed and not follows else None


def _code_taken(found: Assessment) -> bool:
    """True where the new code of the owning organisation is that of another one here."""
    row, vehicle = found.rows.get("organisation"), found.subject.vehicle
    known = (sealed.unpack(row.content).get("organisation") if row and row.content else None) or {}
    other = people.find_organisation(known.get("current_code") or "") if vehicle else None
    return other is not None and vehicle is not None and not vehicle.is_of(other.id)


def _taken(content: Mapping[str, Any], applicant: UUID) -> bool:
    """True where the new number of the population register leads to somebody else here."""
    current = content.get("current_number") or ""
    return bool(current) and people.find_person(current) not in (None, applicant)
