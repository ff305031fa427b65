"""The nightly sums: from what the exams room counts."""

from datetime import date

from django.db import transaction

from tongban.assessment.exams import counting
from tongban.assessment.exams.rates.models import PassSum
from tongban.core.bulk import copy_objects
from tongban.core.law_book import book
from tongban.law.dates import add_months

MONTHS_AGAIN = 13  # the last twelve whole months and the running one
FIRST_DAY = date(2000, 1, 1)


def add_up(on: date) -> int:
    """Make the sums of the last months anew, of all months the first time; return how many rows. Four statements."""
    since = add_months(on.replace(day=1), 1 - MONTHS_AGAIN) if PassSum.objects.exists() else FIRST_DAY
    groups = book().value("rates.class_groups", on)
    rows = [
        PassSum(
            month=one.month, centre=one.centre, subject=one.subject, target=one.target,
            class_group=groups[one.target], tests=one.tests, passes=one.passes,
            first_tests=one.first_tests, first_passes=one.first_passes,
        )
        for one in counting.counted(since)
    ]  # fmt: skip
    with transaction.atomic():
        PassSum.objects.filter(month__gte=since).delete()
        copy_objects(rows)
    return len(rows)
