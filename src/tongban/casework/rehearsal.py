"""The open cases as a rehearsal of a change of law sees them: the facts held now, nobody is asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tongban.casework import assessment, evidence, states, subjects
from tongban.casework.catalogue import services
from tongban.casework.models import Case
from tongban.law.facts import Facts
from tongban.people import queries as people

BATCH = 200


@dataclass(frozen=True, slots=True)
class OpenCase:
    """One case that is not decided yet. `law_on`: the day whose rules decide it, whatever comes later."""

    id: UUID
    service: str
    driver_id: UUID | None
    law_on: date | None
    facts: Facts


def open_cases(on: date) -> Iterator[OpenCase]:
    """Every open case, by id, in batches. Six statements a case."""
    rows = Case.for_system("rehearsal of a change of law").filter(status__in=states.OPEN).order_by("id")
    for case in rows.iterator(chunk_size=BATCH):
        subject = subjects.read(services[case.service], case.applicant, case.subject)
        person = people.get_person(case.applicant)
        held = evidence.contents(evidence.held(case.id))
        facts = assessment.facts_of(case, person, subject, held, on)
        yield OpenCase(case.id, case.service, subject.driver.id if subject.driver else None, case.law_on, facts)
