"""What was taken from paper because its holder was silent is asked for again (补核): confirmed, or a person looks.

Looked at every night until the holder answers. A paper that the holder does not confirm undoes nothing by itself: the
case goes to the post of supervision, which has the decision corrected where it has to be.
"""

from typing import Any

from django.db import transaction

from tongban.casework import evidence, record, states, subjects
from tongban.casework.catalogue import services
from tongban.casework.models import Evidence
from tongban.casework.vehicle_facts import ON_PAPER
from tongban.core import sealed
from tongban.core.actor import system
from tongban.exchange.types import Answer

JOB = system("later checks")


def look() -> int:
    """Ask the holders of all papers that decided cases rest on; returns how many were confirmed."""
    keys = [key for key, fetcher in evidence.FETCHERS.items() if fetcher.about_vehicle or fetcher.paper_counts]
    rows = Evidence.objects.filter(state="shown", broken=False, material__in=keys)
    rows = rows.filter(case__status__in=(states.DECIDED, states.CLOSED), case__outcome="granted")
    return sum(_look(row) for row in rows.order_by("id"))


def _look(row: Evidence) -> bool:
    case = record.get(row.case_id)
    material = services[case.service].find_material(row.material)
    asked = [material] if material else []
    gathered = evidence.fetch(case.id, case.applicant, asked, case.service, subjects.marks_of(case))
    answer = gathered.answers.get(row.material)
    if answer is None:
        return False
    confirmed = _same(sealed.unpack(row.content), answer.facts)
    with transaction.atomic():
        case = record.locked(case.id)
        if confirmed:
            _confirm(row, answer)
        else:
            Evidence.objects.filter(id=row.id).update(broken=True)
            case.needs_post = "supervision"
            case.save(update_fields=["needs_post"])
        record.note(case, "paper_confirmed" if confirmed else "paper_not_confirmed", JOB, {"material": row.material})
    return confirmed


def _confirm(row: Evidence, answer: Answer) -> None:
    Evidence.objects.filter(id=row.id).update(
        state="fetched", partner=answer.partner, message=answer.message_id, content=sealed.pack(answer.facts),
        obtained_at=answer.received_at, seconds=answer.seconds,
    )  # fmt: skip


def _same(paper: dict[str, Any], told: dict[str, Any]) -> bool:
    """The holder says of the vehicle what the paper says."""
    said = {
        key: value for key, value in paper.items() if key not in (ON_PAPER, "found", "vin", "identity_number", "code")
    }
    return all(
        told.get(key) and all(str(told[key].get(name)) == str(one) for name, one in value.items())
        for key, value in said.items()
    )
