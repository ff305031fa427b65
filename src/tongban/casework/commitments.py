"""Commitments in writing (书面承诺): what a person settles after the decision, closed by the word of who keeps it.

A service with a question of the key "commitment" lets a case be granted although something is open; the question's own
`asked_if` says whether something still is. The promise is looked at when the platform tells of a settled matter, and
every night, for the register of vehicles tells nothing by itself. The evidence of the decision stays as it was.
"""

from uuid import UUID

from django.db import transaction

from tongban.casework import assessment, evidence, national, record
from tongban.casework.catalogue import Question, services
from tongban.casework.models import Case, Evidence
from tongban.core import clock
from tongban.core.actor import system
from tongban.core.law_book import book
from tongban.exchange.types import Answer
from tongban.registers.drivers import queries as drivers

MATERIAL = "commitment"
KEPT_BY = ("platform", "vehicles")  # the materials whose holders know whether it is settled


def open_of(person_id: UUID | None = None) -> list[UUID]:
    """The cases whose person committed to settle something and is not known to have done so; of one person, or all."""
    rows = Evidence.objects.filter(material=MATERIAL, state="promised")
    rows = rows.filter(case__applicant=person_id) if person_id else rows
    return list(rows.order_by("due_on").values_list("case_id", flat=True))


def look(case_id: UUID) -> bool:
    """Ask whether what was promised is settled, and close the promise if so. False where it is still open, or where
    somebody is silent: the next look asks again."""
    case = record.get(case_id)
    service = services[case.service]
    asked = [one for one in service.needed if one.key in KEPT_BY]
    gathered = evidence.fetch(case.id, case.applicant, asked, case.service)
    if gathered.failed:
        return False
    with transaction.atomic():
        case = record.locked(case_id)
        national.follow(drivers.find_driver(case.applicant), gathered.answers.get("platform"))
        if _still_open(case, service.question(MATERIAL), gathered.answers):
            return False
        kept = Evidence.objects.filter(case=case, material=MATERIAL, state="promised")
        told = list(gathered.answers.values())
        if kept.update(state="fetched", partner=told[0].partner, message=told[0].message_id, obtained_at=clock.now()):
            facts = {"material": MATERIAL, "answers": [one.message_id for one in told]}
            record.note(case, "promise_kept", system("commitments"), facts)
            if case.needs_post == "supervision":
                case.needs_post = ""
                case.save(update_fields=["needs_post"])
        return True


def _still_open(case: Case, question: Question, answers: dict[str, Answer]) -> bool:
    facts = assessment.assess(case, more={key: answer.facts for key, answer in answers.items()}).facts
    return question.asked_if is not None and question.asked_if(facts, clock.today(), book().at(facts.region))
