"""Case numbers (流水号): thirteen digits, the day and seven of one sequence, spread so that neighbours do not show."""

from datetime import date

from django.db import connection

SPREAD, OFFSET, ROOM = 7_368_787, 1_931_849, 10_000_000  # SPREAD is prime and shares no factor with ROOM


def next_number(on: date) -> str:
    """A new number. Not a secret: every page that takes one also asks who is asking."""
    return next_numbers(on, 1)[0]


def next_numbers(on: date, count: int) -> list[str]:
    """Several new numbers, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('casework_case_number') FROM generate_series(1, %s)", [count])
        serials = [row[0] for row in cursor.fetchall()]
    return [f"{on:%y%m%d}{(serial * SPREAD + OFFSET) % ROOM:07d}" for serial in serials]
