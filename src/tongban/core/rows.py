"""Rows of one table, asked for and written with SQL that is put together once.

The ORM composes each statement anew, which costs more than the database takes to answer it. What every request asks
stands here as `Rows(Model, "condition")`: the text is made at the first asking, PostgreSQL keeps its plan, and the
answers are the model's own instances. Lists with filters and whatever is rare stay with the ORM.

    _BY_ID = Rows(Case, "id = %s", why="move a case")
    case = _BY_ID.first(case_id)
"""

from collections.abc import Callable
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Field, Model

from tongban.core.closed import ClosedDoor, ClosedModel

M = TypeVar("M", bound=Model)


class Rows(Generic[M]):
    """A question to one table: everything after WHERE, with a place for each value.

    A closed model is asked through this door for a reason, as with `for_system`; the reason is read by reviewers.
    """

    def __init__(self, model: type[M], condition: str, *, why: str = "") -> None:
        if issubclass(model, ClosedModel) and not why.strip():
            raise ClosedDoor(f"{model.__name__} holds personal data: Rows needs a reason")
        self._model, self._condition = model, condition

    def all(self, *values: Any) -> list[M]:
        """Return the rows. One statement."""
        with connection.cursor() as cursor:
            cursor.execute(self._statement, values)
            return [self._made(row) for row in cursor.fetchall()]

    def first(self, *values: Any) -> M | None:
        """Return the first row, or None. One statement."""
        rows = self.all(*values)
        return rows[0] if rows else None

    @cached_property
    def _statement(self) -> str:
        columns = ", ".join(f'"{field.column}"' for field in _fields(self._model))
        return f'SELECT {columns} FROM "{self._model._meta.db_table}" WHERE {self._condition}'

    @cached_property
    def _readers(self) -> list[tuple[int, Callable[..., Any]]]:
        """What turns a column into its Python value, for the few fields that need it."""
        fields = enumerate(_fields(self._model))
        return [(place, field.from_db_value) for place, field in fields if hasattr(field, "from_db_value")]

    def _made(self, row: tuple[Any, ...]) -> M:
        values = list(row)
        for place, read in self._readers:
            values[place] = read(values[place], None, connection)
        made = self._model(*values)
        made._state.adding, made._state.db = False, connection.alias
        return made


def insert(*rows: Model, otherwise: str = "") -> int:
    """Insert rows of one model and return how many were written. One statement; gives back no made key.

    `otherwise`: what happens where a row is there already (ON CONFLICT ...); without it IntegrityError is raised.
    """
    model, keyless = type(rows[0]), rows[0].pk is None
    fields = [field for field in _fields(model) if not (field.primary_key and keyless)]
    values = [value for row in rows for value in _values(row, fields, add=True)]
    with connection.cursor() as cursor:
        cursor.execute(f"{_insert(model, keyless, len(rows))} {otherwise}", values)
        written = cursor.rowcount
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return int(written)


def update(row: Model, *names: str) -> None:
    """Write the named fields of a row that is there, all of them where none is named. One statement."""
    model = type(row)
    key = model._meta.pk
    fields = [field for field in _fields(model) if not field.primary_key and (not names or field.name in names)]
    with connection.cursor() as cursor:
        cursor.execute(_update(model, names), _values(row, [*fields, key], add=False))


@cache
def _insert(model: type[Model], keyless: bool, count: int) -> str:
    fields = [field for field in _fields(model) if not (field.primary_key and keyless)]
    columns, row = ", ".join(f'"{field.column}"' for field in fields), ", ".join(["%s"] * len(fields))
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ' + ", ".join([f"({row})"] * count)


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> str:
    fields = [field for field in _fields(model) if not field.primary_key and (not names or field.name in names)]
    changes = ", ".join(f'"{field.column}" = %s' for field in fields)
    return f'UPDATE "{model._meta.db_table}" SET {changes} WHERE "{model._meta.pk.column}" = %s'


def _values(row: Model, fields: list[Any], *, add: bool) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, add), connection) for field in fields]


def _fields(model: type[Model]) -> tuple["Field[Any, Any]", ...]:
    return tuple(model._meta.concrete_fields)
