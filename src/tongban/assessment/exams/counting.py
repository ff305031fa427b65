"""Tests that were taken, counted by month, centre, subject and class: what pass rates are made of.

A test counts when it was begun here and judged; a pass whose recording is not registered yet waits, and is neither
taken nor passed. The first attempt is the first test of a file in its subject that was judged.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection

COUNT = """
SELECT date_trunc('month', s."on")::date, s.centre, s.subject, f.target, count(*), count(*) FILTER (WHERE s.passed),
       count(*) FILTER (WHERE initial), count(*) FILTER (WHERE initial AND s.passed)
FROM exams_sitting s JOIN exams_examfile f ON f.id = s.file_id
    CROSS JOIN LATERAL (SELECT NOT EXISTS (
        SELECT FROM exams_sitting before WHERE before.file_id = s.file_id AND before.subject = s.subject
            AND before.state = 'judged'
            AND (before.booking_number, before.attempt) < (s.booking_number, s.attempt)) AS initial) AS attempt
WHERE s.state = 'judged' AND s.started_at IS NOT NULL AND (s.recorded OR NOT s.passed) AND s."on" >= %s
GROUP BY 1, 2, 3, 4
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """What one centre had in one month in one subject and class."""

    month: date
    centre: str
    subject: str
    target: str
    tests: int
    passes: int
    first_tests: int
    first_passes: int


def counted(since: date) -> list[Counted]:
    """Everything since a day. One statement that reads every sitting since: for a nightly job."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [since])
        return [Counted(*row) for row in cursor.fetchall()]
