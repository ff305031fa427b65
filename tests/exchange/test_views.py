"""The published views, read as supervision reads them."""

import re
from pathlib import Path

import pytest
from django.db import ProgrammingError, connection, transaction
from tests.exchange.facts import an_order

import tongban.exchange
from tongban.core.rights import reader_role

SQL = (Path(tongban.exchange.__file__).parent / "views.sql").read_text(encoding="utf-8")
VIEWS = re.findall(r"CREATE VIEW (published\.\w+)", SQL)
PERSONAL = {
    "person_id",
    "payer_person_id",
    "to",
    "words",
    "body",
    "address",
    "signed_headers",
    "number",
    "key",
}


def read(view: str) -> tuple[list[str], int]:
    """Return the columns and the number of rows of a view, as the reader's role."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {reader_role()}")
        cursor.execute(f"SELECT * FROM {view}")
        found = [column.name for column in cursor.description], len(cursor.fetchall())
        cursor.execute("RESET ROLE")
        return found


@pytest.mark.django_db
@pytest.mark.parametrize("view", VIEWS)
def test_supervision_reads_every_view_and_no_person(view: str) -> None:
    columns, _ = read(view)
    assert columns and not PERSONAL & set(columns)
    assert f"COMMENT ON VIEW {view} IS" in SQL


@pytest.mark.django_db
def test_an_order_is_seen_in_its_view() -> None:
    an_order()
    assert read("published.exchange_orders")[1] == 1


@pytest.mark.django_db
def test_supervision_cannot_read_behind_the_views() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        read("public.exchange_order")
