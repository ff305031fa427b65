"""What supervision reads of cases, papers and drivers: no person, no words, every view explained."""

import re
from pathlib import Path

import pytest
from django.db import ProgrammingError, connection, transaction

import tongban.casework
import tongban.documents
import tongban.registers.drivers
from tongban.core.rights import reader_role

ROOMS = (tongban.casework, tongban.documents, tongban.registers.drivers)
SQL = "\n".join((Path(room.__file__ or "").parent / "views.sql").read_text(encoding="utf-8") for room in ROOMS)
VIEWS = re.findall(r"CREATE VIEW (published\.\w+)", SQL)
PERSONAL = {
    "person", "applicant", "agent", "answers", "words", "content", "jpeg", "fields", "address", "identity", "label",
    "grounds", "ground", "born", "file_number", "jwk", "reasons", "value",
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("view", VIEWS)
def test_supervision_reads_every_view_and_no_person(view):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {reader_role()}")
        cursor.execute(f"SELECT * FROM {view}")
        columns = {column.name for column in cursor.description}
        cursor.execute("RESET ROLE")
    assert columns and not PERSONAL & columns
    assert f"COMMENT ON VIEW {view} IS" in SQL


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["casework_case", "documents_card", "drivers_driver", "drivers_ban"])
def test_supervision_cannot_read_behind_the_views(table):
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {reader_role()}")
        cursor.execute(f"SELECT * FROM public.{table}")
