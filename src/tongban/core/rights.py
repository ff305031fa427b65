"""What the application's role may do in the database. Set by the owner after every migrate.

The role works on every table, except that rows of append-only models (class attribute `append_only = True`)
are only written and read. It owns nothing, so it cannot drop, alter or disable a trigger.
"""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections
from psycopg import sql

SCHEMA = "public"
PUBLISHED = "published"


def app_role() -> str:
    """Return the role the product runs as."""
    return str(getattr(settings, "TONGBAN_APP_ROLE", "tongban_app"))


def reader_role() -> str:
    """Return the role supervision reads as: it sees the published views and nothing else."""
    return str(getattr(settings, "TONGBAN_READER_ROLE", "tongban_reader"))


def apply(using: str = "default", **_: Any) -> None:
    """Grant and revoke. Does nothing where the role is the owner itself or does not exist (one-role
    servers).
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname <> current_user")
        others = {row[0] for row in cursor.fetchall()}
        if app_role() in others:
            for statement in _app_statements(sql.Identifier(app_role()), _partitions(cursor)):
                cursor.execute(statement.as_string(cursor.connection))
        if reader_role() in others:
            for statement in _reader_statements(sql.Identifier(reader_role())):
                cursor.execute(statement.as_string(cursor.connection))


def append_only_tables() -> list[str]:
    """Return the tables whose rows are never changed, of every room."""
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False))


def _partitions(cursor: Any) -> list[str]:
    """Return all partitions: rows reach them through their parent, so nobody needs rights on them."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' AND relnamespace = %s::regnamespace",
        [SCHEMA],
    )
    return [row[0] for row in cursor.fetchall()]


def _app_statements(role: sql.Identifier, partitions: list[str]) -> list[sql.Composed]:
    schema = sql.Identifier(SCHEMA)
    statements = [
        sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, role),
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {} TO {}").format(schema, role),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {} TO {}").format(schema, role),
        sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}").format(role),
        sql.SQL("REVOKE EXECUTE ON FUNCTION core_make_partitions(date, integer) FROM PUBLIC"),
        sql.SQL("GRANT EXECUTE ON FUNCTION core_make_partitions(date, integer) TO {}").format(role),
    ]
    for table in append_only_tables():
        statements.append(sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(sql.Identifier(table), role))
    if partitions:
        names = sql.SQL(", ").join(map(sql.Identifier, partitions))
        statements.append(sql.SQL("REVOKE ALL ON {} FROM {}").format(names, role))
    return [sql.Composed([statement]) for statement in statements]


def _reader_statements(role: sql.Identifier) -> list[sql.Composed]:
    schema = sql.Identifier(PUBLISHED)
    return [
        sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, role),
        sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA {} TO {}").format(schema, role),
    ]
