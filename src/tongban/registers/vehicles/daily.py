"""Reminders of due days, and vehicles whose years of use have passed, night by night. A night that was missed is caught
up, none is done twice.

Which vehicles have a reminder on a day is a question of two indexes; whether and which, the law's. A reminder that a
later one has overtaken while the job stood still, or whose due day has passed, is not sent.
"""

from datetime import date

from django.db.models import Q

from tongban.core import clock, outbox
from tongban.core.job_runs import catch_up
from tongban.core.law_book import book
from tongban.law.dates import ONE_DAY
from tongban.law.rules.vehicle_notices import days_told, notices_due
from tongban.registers.vehicles import fold, models

JOB = "vehicles.remind"


def run(today: date | None = None) -> list[date]:
    """Remind for every night since the last one that was done; returns them."""
    until = today or clock.today()
    return catch_up(JOB, until, lambda day: _night(day, until))


def _night(day: date, today: date) -> None:
    announce_due(day, today)
    announce_passed(day)


def announce_passed(day: date) -> int:
    """Announce each vehicle whose last day of use was the day before."""
    rows = models.Vehicle.for_system("years of use passed").filter(scrap_on=day - ONE_DAY, live=True)
    found = list(rows.order_by("id").values_list("id", flat=True))
    for vehicle in found:
        outbox.announce("scrap_passed", vehicle=vehicle)
    return len(found)


def announce_due(day: date, today: date) -> int:
    """Announce each duty that an owner is told of on `day`, unless `today` it has passed or a nearer one follows."""
    marks, scraps = days_told(day, book())
    rows = models.Vehicle.for_system("reminders").filter(Q(inspected_to__in=marks) | Q(scrap_on__in=scraps), live=True)
    count = 0
    for row in rows.order_by("id").iterator(chunk_size=500):
        law, rules = fold.law_of(row), book().at(row.region)
        overtaken = {notice.duty for notice in notices_due(law, today, rules, since=day)} if today > day else set()
        for notice in notices_due(law, day, rules):
            if notice.due_on >= today and notice.duty not in overtaken:
                outbox.announce("vehicle_due", vehicle=row.id, duty=notice.duty, due_on=notice.due_on)
                count += 1
    return count
