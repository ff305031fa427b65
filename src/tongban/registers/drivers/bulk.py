"""Driver files in bulk: the migration of an existing register, by COPY.

Every row and entry is the one that `actions.register_driver` would have written. A batch is one transaction, all or
nothing. `look_on` spreads the first look of the daily work: without it every file is looked at on the first night.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tongban.core.actor import Actor
from tongban.core.bulk import NewEntry, copy_rows, write_entries
from tongban.core.ids import new_id
from tongban.registers.drivers import fold
from tongban.registers.drivers.types import Change

_COLUMNS = (
    "authority", "region", "classes", "valid_from", "valid_to", "term_years", "letters", "postponements", "cycles",
    "accidents", "medical_due_on", "review_due_on", "suspended_until", "extended_to", "employer", "lost_for_age",
    "demerits", "reduced", "limits", "educated", "frauds", "card_serial",
)  # fmt: skip
_JSON = frozenset({
    "classes", "postponements", "cycles", "accidents", "employer", "lost_for_age", "demerits", "reduced", "limits",
    "educated", "frauds",
})  # fmt: skip
_DRIVER = f"id, person, born, file_number, first_issue_on, version, look_on, {', '.join(_COLUMNS)}"


@dataclass(frozen=True, slots=True)
class NewFile:
    """A driver file as the former register has it. `changes` state its history; `issued_on` is the card's day."""

    person_id: UUID
    born: date
    region: str
    authority: str
    first_issue_on: date
    issued_on: date
    changes: Sequence[Change]
    card_serial: str
    look_on: date | None = None  # the first day on which the daily work has to look; None = the day of issue


def take_over_files(*, files: Sequence[NewFile], actor: Actor, cause: str) -> list[UUID]:
    """Open driver files, as `register_driver` does one by one; return their ids in order. Six statements.

    Raises ValueError for an unknown facet, IntegrityError (nothing is written) for a person with a file or a known
    card serial.
    """
    ids = [new_id() for _ in files]
    with transaction.atomic():
        numbers = _file_numbers(files)
        stated = [_stated(file) for file in files]
        rows = list(zip(ids, files, numbers, stated, strict=True))
        new = [
            NewEntry(
                identifier,
                "registered",
                file.issued_on,
                {"file_number": number, "states": [change.said(file.issued_on) for change in changes]},
            )
            for identifier, file, number, changes in rows
        ]
        written = write_entries(register="drivers", new=new, actor=actor, cause=cause)
        copy_rows("drivers_driver", _DRIVER, (_row(*row) for row in rows))
        facts = zip(ids, stated, written, strict=True)
        columns = "subject, facet, since, until, value, entry"
        copy_rows("drivers_driverfact", columns, (row for fact in facts for row in _facts(*fact)))
        versions = zip(ids, files, written, strict=True)
        columns = "driver, number, card_serial, issued_on, cause, entry, void_cause"
        copy_rows(
            "drivers_licenceversion",
            columns,
            ((driver, 1, file.card_serial, file.issued_on, "issued", entry, "") for driver, file, entry in versions),
        )
    return ids


def _stated(file: NewFile) -> list[Change]:
    """What the register will state, in the order of the fold."""
    stated = [
        Change("authority", [file.authority, file.region], since=file.first_issue_on),
        *file.changes,
        Change("card", file.card_serial, since=file.issued_on),
    ]
    dated = [change if change.since else replace(change, since=file.issued_on) for change in stated]
    return sorted(dated, key=lambda change: change.since or file.issued_on)


def _row(identifier: UUID, file: NewFile, number: str, stated: Sequence[Change]) -> Sequence[Any]:
    columns = fold.fold((change.facet, change.value) for change in stated).columns()
    values = (json.dumps(columns[name]) if name in _JSON else columns[name] for name in _COLUMNS)
    look_on = file.look_on or file.issued_on
    return (identifier, file.person_id, file.born, number, file.first_issue_on, 1, look_on, *values)


def _facts(identifier: UUID, stated: Sequence[Change], entry: UUID) -> Iterator[Sequence[Any]]:
    for change in stated:
        value = None if change.value is None else json.dumps(change.value)
        yield identifier, change.facet, change.since, change.until, value, entry


def _file_numbers(files: Sequence[NewFile]) -> list[str]:
    """12 digits: 4 of the region, 8 serial, as `actions` gives them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('drivers_file_number') FROM generate_series(1, %s)", [len(files)])
        serials = [row[0] for row in cursor.fetchall()]
    return [f"{file.region[:4]}{serial:08d}" for file, serial in zip(files, serials, strict=True)]
