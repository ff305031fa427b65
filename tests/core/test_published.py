import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from tests.core.builders import an_entry

from tongban.core import published, rights
from tongban.core.models import Entry, Look


def ask(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


@pytest.mark.django_db
def test_the_reader_sees_an_entry_without_its_facts():
    identifier = an_entry(facts={"secret": 1})
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {rights.reader_role()}")
    assert ask("SELECT id, kind, actor_kind FROM published.entries") == [(identifier, "renewed", "system")]
    with pytest.raises(ProgrammingError, match="facts"), transaction.atomic():
        ask("SELECT facts FROM published.entries")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ask("SELECT facts FROM core_entry")


@pytest.mark.django_db
def test_every_published_view_says_what_it_is():
    undescribed = ask(
        "SELECT relname FROM pg_class WHERE relnamespace = 'published'::regnamespace"
        " AND relkind = 'v' AND obj_description(oid) IS NULL"
    )
    assert undescribed == []


def test_views_are_made_again_as_they_were(owner):
    before = ask("SELECT viewname, definition FROM pg_views WHERE schemaname = 'published' ORDER BY 1")
    published.drop()
    assert ask("SELECT 1 FROM pg_views WHERE schemaname = 'published'") == []
    published.make()
    assert ask("SELECT viewname, definition FROM pg_views WHERE schemaname = 'published' ORDER BY 1") == before
    assert len(before) >= 4


@pytest.mark.django_db
def test_the_application_has_no_right_to_change_append_only_tables():
    assert {"core_entry", "core_look", "core_seal", "core_seal_leaf", "core_seal_node"} <= set(
        rights.append_only_tables()
    )
    for table in rights.append_only_tables():
        for right, wanted in (
            ("SELECT, INSERT", True),
            ("UPDATE", False),
            ("DELETE", False),
            ("TRUNCATE", False),
        ):
            ((has,),) = ask(f"SELECT has_table_privilege('{rights.app_role()}', '{table}', '{right}')")
            assert has is wanted, (table, right)


def test_the_reader_sees_published_views_and_nothing_else(owner):
    role = rights.reader_role()
    assert ask(f"SELECT has_table_privilege('{role}', 'published.entries', 'SELECT')") == [(True,)]
    visible = ask(
        "SELECT relname FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')"
        f" AND has_table_privilege('{role}', oid, 'SELECT')"
    )
    assert visible == []


@pytest.mark.django_db
def test_the_models_and_the_tables_agree():
    call_command("makemigrations", "core", check=True, dry_run=True, verbosity=0)
    columns = {
        table: {
            name for (name,) in ask(f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}'")
        }
        for table in ("core_entry", "core_look")
    }
    for model in (Entry, Look):
        assert {field.column for field in model._meta.local_fields} == columns[model._meta.db_table]
