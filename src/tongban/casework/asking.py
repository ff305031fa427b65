"""Asking others for their agreement, in the transaction of the case's next step."""

from typing import TYPE_CHECKING

from tongban.casework import messages, parties, record
from tongban.casework.catalogue import Party
from tongban.casework.models import Agreement, Case
from tongban.core import clock
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.law.dates import add_days
from tongban.people import queries as people

if TYPE_CHECKING:
    from tongban.casework.assessment import Assessment


def ask(case: Case, found: "Assessment") -> None:
    """Ask whom the case names and who was not asked yet about these answers; whom it does not name any more is asked
    no longer."""
    service, answers = found.service, dict(found.facts.answers)
    if service.parties is None:
        return
    meant = parties.of(service, found.subject.vehicle, case.applicant, answers)
    by_id = {one.id: one for one in meant if one.id and one.id != case.applicant}
    known = {row.party: row for row in Agreement.objects.filter(case_id=case.id)}
    Agreement.objects.filter(case_id=case.id, answered_at=None).exclude(party__in=list(by_id)).delete()
    about = parties.about(service, answers)
    for party, one in by_id.items():
        row = known.get(party)
        if row is None or row.about != about:
            _ask(case, one, row or Agreement(id=new_id(), case_id=case.id, party=party), about)


def _ask(case: Case, party: Party, row: Agreement, about: str) -> None:
    days = book().value("agreement.answer_days", clock.today())
    row.kind, row.role, row.about = party.kind, party.role, about
    row.asked_at, row.answer_by = clock.now(), add_days(clock.today(), days)
    row.agreed, row.answered_at, row.answered_by, row.by = None, None, None, ""
    row.save()
    record.note(case, "agreement_asked", record.machine(case), {"role": party.role})
    for person in people.voices_of(row.party, row.kind):
        messages.agreement_asked(case, person)
