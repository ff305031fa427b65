"""The daily work of drivers.md 1.16: letters that time sets, cycles that roll over, ages reached, reminders.

Each file is looked at on its `look_on` and told the next one in the same transaction, so a job that stood still for a
month catches up with the days of law it missed, in order, and none acts twice. What has to be done is law's
(`law.rules.due`, `law.rules.notices`); this module writes it down and tells the rooms above.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from tongban.core import clock, outbox
from tongban.core.actor import Actor, system
from tongban.core.law_book import book
from tongban.law.rules.due import Due, DueKind, letters_due
from tongban.law.rules.horizon import next_look
from tongban.law.rules.notices import notices_due
from tongban.registers.drivers import actions, fold, queries
from tongban.registers.drivers.models import Driver, Reminder
from tongban.registers.drivers.types import Change

BATCH = 200
DAILY = system("daily")


def run(on: date | None = None) -> int:
    """Look at every file whose day has come; returns how many. Stops when there is none left."""
    on = on or clock.today()
    count = 0
    while ids := queries.due_for_a_look(on, BATCH):
        for driver_id in ids:
            look_at(driver_id, on)
        count += len(ids)
    return count


def look_again(since: date) -> None:
    """A rule changes on a day: every file is looked at then, or sooner where its day comes before. One statement."""
    files = Driver.for_system("a change of law").filter(Q(look_on=None) | Q(look_on__gt=since))
    files.update(look_on=since)


def look_at(driver_id: UUID, on: date) -> list[Due]:
    """Do what is due for one file on a day and set its next day."""
    with transaction.atomic():
        driver = Driver.for_system("daily work").select_for_update().get(id=driver_id)
        since = driver.looked_on or on - timedelta(days=1)
        licence, rules = fold.licence_of(driver), book().at(driver.region)
        steps = letters_due(licence, driver.born, on, rules, since=since)
        for step in steps:
            _take(driver_id, step, DAILY)
        driver.refresh_from_db()
        licence = fold.licence_of(driver)
        for notice in notices_due(licence, driver.born, on, rules, since=since):
            _remind(driver, notice.kind, notice.due_on, notice.days_before)
        driver.looked_on = on
        driver.look_on = next_look(licence, driver.born, on, rules)
        driver.save(update_fields=["looked_on", "look_on"])
        return steps


def _take(driver_id: UUID, step: Due, actor: Actor) -> None:
    """Write one step with the day from which law has it, and tell who listens."""
    common: dict[str, Any] = {
        "driver_id": driver_id,
        "effective_on": step.effective_on,
        "actor": actor,
        "cause": f"daily:{step.key}",
    }
    match step.kind:
        case DueKind.SET_LETTER:
            actions.set_letter(letter=step.letter, **common)
            if step.letter == "R":
                outbox.announce("licence_lapsed", driver=driver_id, on=step.effective_on)
        case DueKind.CLEAR_LETTER:
            actions.clear_letter(letter=step.letter, **common)
        case DueKind.CYCLE_ROLLED if step.cycle:
            cycle = step.cycle
            change = Change(f"cycle:{cycle.starts_on.isoformat()}", [cycle.ends_on.isoformat(), cycle.points])
            actions.record(kind="cycle_rolled", changes=[change], **common)
        case DueKind.REVIEW_DUE | DueKind.MEDICAL_DUE if step.due_on:
            change = Change(step.kind.value, step.due_on.isoformat())
            actions.record(kind=step.kind.value, changes=[change], **common)
        case DueKind.AGE_REACHED | DueKind.PROBATION_ENDED:
            outbox.announce(step.kind.value, driver=driver_id, on=step.effective_on, classes="-".join(step.classes))


def _remind(driver: Driver, duty: str, due_on: date, days_before: int) -> None:
    _, new = Reminder.objects.get_or_create(
        driver=driver.id,
        duty=duty,
        due_on=due_on,
        days_before=days_before,
        defaults={"sent_at": clock.now()},
    )
    if new:
        outbox.announce("duty_due", driver=driver.id, person=driver.person, duty=duty, due_on=due_on)
