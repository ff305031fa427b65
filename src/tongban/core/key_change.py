"""A new key for personal values: every sealed value of every room is sealed anew under it."""

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models
from psycopg import sql

from tongban.core import personal

BATCH = 500
_SEALED = re.compile(r"\bsealed\b", re.IGNORECASE)


def reseal_personal_values() -> int:
    """Seal every personal value anew under the newest key; return how many were not yet.

    Walks all tables with sealed columns, some rows at a time, and may be stopped and started again. A row
    that somebody changes meanwhile is left to the next run. Old keys may go once this returns 0.
    """
    done = 0
    for table, key, column in sealed_columns():
        for identifier, old in _sealed_rows(table, key, column):
            if personal.is_sealed_anew(old):
                continue
            statement = sql.SQL("UPDATE {} SET {} = %s WHERE {} = %s AND {} = %s").format(
                sql.Identifier(table), sql.Identifier(column), sql.Identifier(key), sql.Identifier(column)
            )
            with connection.cursor() as cursor:
                cursor.execute(statement, [personal.reseal(old), identifier, old])
                done += cursor.rowcount
    return done


def sealed_columns() -> list[tuple[str, str, str]]:
    """Return (table, primary key, column) of every sealed column of every room.

    A sealed column is a BinaryField whose `db_comment` says so, with the word *sealed*.
    """
    found = []
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.BinaryField) and _SEALED.search(field.db_comment or ""):
                found.append((model._meta.db_table, _key_of(model), str(field.column)))
    return sorted(found)


def _key_of(model: type[models.Model]) -> str:
    """The column that names a row; of a key of several columns, the place of the row in its table (ctid)."""
    return str(model._meta.pk.column or "ctid")


def _sealed_rows(table: str, key: str, column: str) -> Iterator[tuple[Any, bytes]]:
    """Read the sealed values of a table in the order of its key, some at a time."""
    statement = sql.SQL(
        "SELECT {key}, {column} FROM {table} WHERE length({column}) > 0 {after} ORDER BY {key} LIMIT {batch}"
    )
    names = {"key": sql.Identifier(key), "column": sql.Identifier(column), "table": sql.Identifier(table)}
    after: sql.Composable = sql.SQL("")
    values: list[Any] = []
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement.format(**names, after=after, batch=sql.Literal(BATCH)), values)
            rows = cursor.fetchall()
        for identifier, old in rows:
            yield identifier, bytes(old)
        if len(rows) < BATCH:
            return
        after, values = sql.SQL("AND {} > %s").format(sql.Identifier(key)), [rows[-1][0]]
