"""Months of the two partitioned logs, entries and looks."""

from django.db import connection

from tongban.core import clock


def make_partitions(months_ahead: int = 12) -> int:
    """Make the missing months up to `months_ahead` from now; return how many were made.

    Called at every start and by a daily job. Works as the application's role too (a function with the
    owner's rights).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_make_partitions(%s, %s)", [clock.day_of(clock.now()), months_ahead])
        return int(cursor.fetchone()[0])
