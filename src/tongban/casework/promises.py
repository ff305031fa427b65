"""Conditional acceptance (容缺办理): what was promised, reminders, and what a broken promise means."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from tongban.casework import record, states
from tongban.casework.models import Case, Evidence
from tongban.core import clock, outbox
from tongban.core.actor import system

REMIND_BEFORE = timedelta(days=2)


def open_promises(office: str | None = None) -> list[tuple[Case, Evidence]]:
    """Promises not kept yet, the nearest day first. Two statements."""
    rows = Evidence.objects.filter(state="promised").order_by("due_on").select_related("case")
    return [(row.case, row) for row in rows if office in (None, row.case.office)]


def promise(*, case_id: UUID, material: str, days: int) -> None:
    """Keep in view what a person committed to do within so many days, in the transaction of the decision
    (`commitments` closes it)."""
    due_on = clock.today() + timedelta(days=days)
    Evidence.objects.update_or_create(
        case_id=case_id, material=material, defaults={"state": "promised", "due_on": due_on, "broken": False}
    )


def look_after_due() -> int:
    """Remind two days before, and mark a promise broken the day after: a person decides what follows.

    A reminder whose night was missed is made up for as long as the promise can be kept; nobody is reminded twice.
    """
    today = clock.today()
    due = Evidence.objects.filter(state="promised", due_on__range=(today, today + REMIND_BEFORE), reminded_on=None)
    for evidence_id in due.values_list("id", flat=True):
        _remind(evidence_id, today)
    broken = Evidence.objects.filter(state="promised", broken=False, due_on__lt=today)
    count = 0
    for case_id, material in broken.values_list("case_id", "material"):
        _break(case_id, material)
        count += 1
    return count


def _remind(evidence_id: int, today: date) -> None:
    with transaction.atomic():
        unsaid = Evidence.objects.filter(id=evidence_id, state="promised", reminded_on=None)
        if unsaid.update(reminded_on=today):
            row = Evidence.objects.get(id=evidence_id)
            outbox.announce("promise_due", case=row.case_id, material=row.material)


def _break(case_id: UUID, material: str) -> None:
    with transaction.atomic():
        case = record.locked(case_id)
        Evidence.objects.filter(case_id=case_id, material=material, state="promised").update(broken=True)
        record.note(case, "promise_broken", system("promises"), {"material": material})
        if case.status in (states.DECIDED, states.CLOSED):
            case.needs_post = "supervision"
            case.save(update_fields=["needs_post"])
