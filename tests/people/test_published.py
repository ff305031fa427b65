"""What supervision reads of this room: years of birth and ids, nothing that names anybody."""

import pytest
from django.db import connection

ALLOWED = {
    "persons": {
        "id", "identity_kind", "sex", "birth_year", "region", "alive", "assurance", "has_account",
        "has_phone", "merged_into",
    },
    "accounts": {"id", "kind", "is_active"},
    "mandates": {"id", "principal", "agent", "service", "since", "until", "accepted_at", "ended_on"},
    "live_checks": {"id", "person", "engine", "asked_at", "outcome", "decided_at", "decided_by"},
    "organisations": {"id", "code", "region"},
}  # fmt: skip


@pytest.mark.parametrize("view", ALLOWED)
def test_a_published_view_has_these_columns_and_no_others(view: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
            " WHERE n.nspname = 'published' AND c.relname = %s",
            [view],
        )
        assert {row[0] for row in cursor.fetchall()} == ALLOWED[view]
