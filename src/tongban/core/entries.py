"""Entries: what happened. Written once, never changed; a correction is another entry that says why.

    write(register="drivers", subject=driver_id, kind="renewed", effective_on=day, actor=actor,
          cause=f"case:{case_id}", facts={"valid_to": day})

Facts are JSON: ids and codes, not names. A personal value goes into `personal`: the entry then holds only its
salted hash, and value and salt can be erased later without breaking a seal.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import rfc8785
from django.db import connection

from tongban.core import personal as sealed_values
from tongban.core import trace
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, NotFound
from tongban.core.ids import new_id
from tongban.law.text import Text

COLUMNS = (
    "id, register, subject, kind, effective_on, recorded_at, actor, office, channel, cause, facts, corrects, request_id"
)
_SALT_BYTES = 32

_INSERT = """
WITH entry AS (
    INSERT INTO core_entry
        (id, register, subject, kind, effective_on, actor, office, channel, cause, facts, request_id,
         corrects)
    {source}
    RETURNING id
), unsealed AS (
    INSERT INTO core_unsealed (entry) SELECT id FROM entry
){more}
SELECT id FROM entry
"""
_VALUES = "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s)"
_IF_CORRECTED_EXISTS = """
    SELECT %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, corrected.id
    FROM core_entry corrected WHERE corrected.id = %s AND corrected.subject = %s
"""
_PERSONAL = """, personal AS (
    INSERT INTO core_personal_value (entry_id, name, salt, sealed)
    SELECT entry.id, given.name, given.salt, given.sealed
    FROM entry, unnest(%s::text[], %s::bytea[], %s::bytea[]) AS given (name, salt, sealed)
)"""


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as it was written."""

    id: UUID
    register: str
    subject: UUID
    kind: str
    effective_on: date
    recorded_at: datetime
    actor: str  # "staff:310115-0007", "citizen:<account>", "partner:hospital", "system:seal"
    office: str
    channel: str
    cause: str
    facts: dict[str, Any]
    corrects: UUID | None
    request_id: str


@dataclass(frozen=True, slots=True)
class OpenedValue:
    """A personal value of an entry with its salt (hexadecimal): whoever has both can check the entry's hash."""

    name: str
    salt: str
    value: str


def write(
    *,
    register: str,
    subject: UUID,
    kind: str,
    effective_on: date,
    actor: Actor,
    cause: str,
    facts: Mapping[str, Any],
    corrects: UUID | None = None,
    request_id: str = "",
    personal: Mapping[str, str] | None = None,
) -> UUID:
    """Write one entry and mark it for sealing, in one SQL statement of the caller's transaction; return its
    id.

    Raises BadInput where the facts are no plain JSON or a correction gives no `facts["reason"]`, NotFound
    where `corrects` names no entry of the same subject.
    """
    if corrects is not None:
        _check_reason(facts)
    identifier = new_id()
    content, hidden = _with_hashes(facts, personal) if personal else (facts, None)
    values: list[Any] = [
        identifier, register, subject, kind, effective_on, code_of(actor), actor.office, actor.channel, cause,
        canonical(content), request_id or trace.request_id(), corrects,
    ]  # fmt: skip
    source, more = (_VALUES, []) if corrects is None else (_IF_CORRECTED_EXISTS, [subject])
    statement = _INSERT.format(source=source, more=_PERSONAL if hidden else "")
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *more, *(hidden or ())])
        if cursor.fetchone() is None:
            raise _nothing_to_correct()
    return identifier


def history(subject: UUID, register: str = "") -> list[EntryView]:
    """Return what happened to a subject, oldest first, of one register or of all. One query."""
    if register:
        return _select("subject = %s AND register = %s", [subject, register])
    return _select("subject = %s", [subject])


def newest(subjects: Sequence[UUID], kind: str) -> list[EntryView]:
    """Return of each subject the latest entry of one kind. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT ON (subject) {COLUMNS} FROM core_entry WHERE subject = ANY(%s) AND kind = %s"
            " ORDER BY subject, id DESC",
            [list(subjects), kind],
        )
        return [view(row) for row in cursor.fetchall()]


def caused_by(cause: str) -> list[EntryView]:
    """Return what one case, decision or message led to, oldest first. One query."""
    return _select("cause = %s", [cause])


def find(identifier: UUID) -> EntryView | None:
    """Return one entry, or None."""
    found = _select("id = %s", [identifier])
    return found[0] if found else None


def get(identifier: UUID) -> EntryView:
    """Return one entry. Raises NotFound."""
    found = find(identifier)
    if found is None:
        raise NotFound(Text(zh="没有这条记录。", en="There is no such entry."))
    return found


def personal_values(identifier: UUID) -> dict[str, str]:
    """Return the personal values of an entry that are not erased. The caller writes the look into the
    audit.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sealed FROM core_personal_value WHERE entry_id = %s", [identifier])
        return {name: sealed_values.unseal(sealed) for name, sealed in cursor.fetchall()}


def opened_values(identifier: UUID) -> list[OpenedValue]:
    """Return the personal values of an entry that are not erased, each with the salt that opens its hash. One query.

    For a person's own proof; the caller has seen to it that they are theirs.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, salt, sealed FROM core_personal_value WHERE entry_id = %s ORDER BY name", [identifier]
        )
        rows = cursor.fetchall()
    return [OpenedValue(name, bytes(salt).hex(), sealed_values.unseal(sealed)) for name, salt, sealed in rows]


def erase_personal(*, subject: UUID, register: str, effective_on: date, actor: Actor, cause: str, reason: str) -> UUID:
    """Delete every personal value and salt behind a subject's entries of one register, and write that down.

    The entries keep their hashes, so seals stay valid; without the salt a hash tells nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM core_personal_value WHERE entry_id IN"
            " (SELECT id FROM core_entry WHERE subject = %s AND register = %s) RETURNING entry_id",
            [subject, register],
        )
        erased = sorted({str(row[0]) for row in cursor.fetchall()})
    return write(
        register=register, subject=subject, kind="personal_erased", effective_on=effective_on, actor=actor,
        cause=cause, facts={"reason": reason, "entries": erased},
    )  # fmt: skip


def code_of(actor: Actor) -> str:
    """Return how an actor stands in an entry: a citizen by account, everybody else by label."""
    return (
        f"{actor.kind}:{actor.account_id or actor.label}" if actor.kind == "citizen" else f"{actor.kind}:{actor.label}"
    )


def personal_hash(salt: bytes, value: str) -> str:
    """Return what an entry holds in place of a personal value."""
    return hmac.new(bytes(salt), value.encode(), hashlib.sha256).hexdigest()


def canonical(facts: Mapping[str, Any]) -> str:
    """Return facts as RFC 8785 JSON. Dates, UUIDs, decimals, enums and sets become strings and lists.

    Raises BadInput for what JSON or the database cannot hold: floats that are no numbers, integers beyond
    53 bits, the NUL character, half a surrogate pair.
    """
    try:
        return rfc8785.dumps(_plain(facts)).decode()
    except (rfc8785.CanonicalizationError, UnicodeError) as error:
        raise _bad_facts() from error


def _check_reason(facts: Mapping[str, Any]) -> None:
    if not str(facts.get("reason") or "").strip():
        raise BadInput("reason", Text(zh="更正必须写明原因。", en="A correction must give its reason."))


def _nothing_to_correct() -> NotFound:
    return NotFound(
        Text(
            zh="要更正的记录不存在，或者属于另一对象。",
            en="There is no such entry of this subject to correct.",
        )
    )


def _bad_facts() -> BadInput:
    return BadInput(
        "facts",
        Text(
            zh="内容含有无法保存的字符或数值。",
            en="The content holds a character or a number that cannot be stored.",
        ),
    )


def _plain(value: Any) -> Any:
    match value:
        case Enum():
            return _plain(value.value)
        case str():
            if "\x00" in value:
                raise _bad_facts()
            return value
        case bool() | int() | float() | None:
            return value
        case date() | datetime():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case Mapping():
            return {str(key): _plain(part) for key, part in value.items()}
        case set() | frozenset():
            return sorted(_plain(part) for part in value)
        case list() | tuple():
            return [_plain(part) for part in value]
    raise TypeError(f"Facts hold JSON, dates, UUIDs and decimals, not {type(value).__name__}")


def _with_hashes(
    facts: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[dict[str, Any], tuple[list[str], list[bytes], list[bytes]]]:
    """Return the facts with hashes under "personal", and what goes into core_personal_value."""
    names = sorted(values)
    salts = [os.urandom(_SALT_BYTES) for _ in names]
    hashes = {name: personal_hash(salt, values[name]) for name, salt in zip(names, salts, strict=True)}
    return {**facts, "personal": hashes}, (names, salts, [sealed_values.seal(values[name]) for name in names])


def _select(condition: str, values: list[Any]) -> list[EntryView]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM core_entry WHERE {condition} ORDER BY id", values)
        return [view(row) for row in cursor.fetchall()]


def view(row: tuple[Any, ...]) -> EntryView:
    """Make an EntryView of a row of `COLUMNS`, whose facts arrive as JSON text."""
    values = [*row]
    values[10] = json.loads(row[10])
    return EntryView(*values)
