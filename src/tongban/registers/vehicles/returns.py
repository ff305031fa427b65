"""Wrongful returns of files (违规退档): attempts here that the software refused, and returns from other offices that
we did not take back. Repeated ones are what the province looks at."""

from django.conf import settings
from django.db import connection

KINDS = ("wrongful_return", "return_refused")
# Who returned: we ourselves ("wrongful_return"), or the office to which the file had gone.
_COUNTED = """
SELECT kind, coalesce((SELECT office FROM vehicles_move WHERE id = subject), ''), count(*) FROM core_entry
WHERE register = 'vehicles' AND kind = ANY(%s) GROUP BY 1, 2
"""


def wrongful() -> list[tuple[str, int]]:
    """How often which region tried to return a file for what is no reason, the most frequent first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [list(KINDS)])
        rows = cursor.fetchall()
    counted: dict[str, int] = {}
    for kind, office, count in rows:
        who = settings.TONGBAN_REGION if kind == "wrongful_return" else office
        counted[who] = counted.get(who, 0) + count
    return sorted(counted.items(), key=lambda one: -one[1])
