"""Entries in bulk, for taking over an existing register: the same rows as `entries.write`, by COPY.

An entry written here is an entry like any other: it waits to be sealed, its personal values are salted hashes whose
values can be erased, and it is never changed. Joins the caller's transaction, so all of a batch is written or none.
"""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import JSONField, Model
from psycopg.types.json import Jsonb

from tongban.core import entries, trace
from tongban.core import personal as sealed_values
from tongban.core.actor import Actor
from tongban.core.ids import new_ids

SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What is to be written about one subject. `facts`: plain JSON; values of persons go into `personal` only."""

    subject: UUID
    kind: str
    effective_on: date
    facts: Mapping[str, Any]
    personal: Mapping[str, str] | None = None


def write_entries(*, register: str, new: Sequence[NewEntry], actor: Actor, cause: str) -> list[UUID]:
    """Write entries in their order and mark them for sealing; return their ids. Three statements, however many."""
    ids = new_ids(len(new))
    who, request = entries.code_of(actor), trace.request_id()
    rows, values = [], []
    for identifier, entry in zip(ids, new, strict=True):
        facts = dict(entry.facts)
        if entry.personal:
            hidden = [(name, os.urandom(SALT_BYTES), value) for name, value in sorted(entry.personal.items())]
            facts["personal"] = {name: entries.personal_hash(salt, value) for name, salt, value in hidden}
            values += [(identifier, name, salt, sealed_values.seal(value)) for name, salt, value in hidden]
        rows.append(
            (
                identifier, register, entry.subject, entry.kind, entry.effective_on, who, actor.office,
                actor.channel, cause, json.dumps(facts, ensure_ascii=False), request,
            )
        )  # fmt: skip
    columns = "id, register, subject, kind, effective_on, actor, office, channel, cause, facts, request_id"
    copy_rows("core_entry", columns, rows)
    copy_rows("core_unsealed", "entry", ((identifier,) for identifier in ids))
    copy_rows("core_personal_value", "entry_id, name, salt, sealed", values)
    return ids


def copy_rows(table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    """Add rows to a table by COPY, through the transaction that is open. Raises Django's IntegrityError.

    `table` and `columns` are put into the statement as they are: never from outside.
    """
    statement = f"COPY {table} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def copy_objects(objects: Sequence[Model]) -> None:
    """Add new rows of one model by COPY; a key that the database makes is not given back. Raises IntegrityError.

    Values go as the driver writes them, JSON as JSON: asking each field to prepare each value takes most of the time.
    """
    if not objects:
        return
    model, keyless = type(objects[0]), objects[0].pk is None
    fields = [field for field in model._meta.concrete_fields if not (field.primary_key and keyless)]
    values_of = attrgetter(*(field.attname for field in fields))
    wrapped = [isinstance(field, JSONField) for field in fields]
    rows = ([Jsonb(one) if wrap else one for one, wrap in zip(values_of(row), wrapped, strict=True)] for row in objects)
    copy_rows(model._meta.db_table, ", ".join(f'"{field.column}"' for field in fields), rows)
