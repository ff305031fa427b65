"""Repeats: a second click, or a message sent again, gets the answer of the first.

The outermost action calls `once` first in its transaction, and `remember` before it ends:

    repeat = requests.once(scope=f"account:{account_id}", key=key, body=form)
    if repeat:
        return get_case(repeat.row)
    ...
    requests.remember(scope=..., key=key, row=case.id)

While the first transaction runs, a second one with the same key waits; if the first is rolled back, the
second does the work. Payments keep their own unique reference for ever.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tongban.core import clock
from tongban.core.entries import canonical
from tongban.core.errors import BadInput, Conflict
from tongban.law.text import Text

KEPT_DAYS = 30
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Repeat:
    """The request was made before; `row` is what it led to (None where it led to nothing that was kept)."""

    row: str | None


class KeyReused(Conflict):
    """The same key came with another body."""

    code = "key_reused"

    def __init__(self) -> None:
        super().__init__(
            Text(
                zh="这个请求编号已经用于另一项内容。请刷新页面后重新提交。",
                en="This request key was used for something else. Reload the page and send it again.",
            )
        )


def once(*, scope: str, key: str, body: bytes | Mapping[str, Any], kept_days: int = KEPT_DAYS) -> Repeat | None:
    """Return None for the first time, a Repeat for every later one. Must run inside a transaction.

    Raises KeyReused for another body under the same key, BadInput for a key that is empty, too long or no
    text.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("requests.once needs the transaction of its action")
    _check(scope, key)
    digest = _digest(body)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_request (scope, key, digest, forget_on) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (scope, key) DO NOTHING RETURNING true",
            [scope, key, digest, clock.day_of(clock.now()) + timedelta(days=kept_days)],
        )
        if cursor.fetchone():
            return None
        cursor.execute("SELECT digest, row FROM core_request WHERE scope = %s AND key = %s", [scope, key])
        known, row = cursor.fetchone()
    if bytes(known) != digest:
        raise KeyReused
    return Repeat(row)


def remember(*, scope: str, key: str, row: UUID | str) -> None:
    """Keep the id of the row the request led to, in the transaction of `once`."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_request SET row = %s WHERE scope = %s AND key = %s", [str(row), scope, key])


def forget(on: date) -> int:
    """Delete the keys whose retention has ended on that day; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_request WHERE forget_on <= %s", [on])
        return int(cursor.rowcount)


def _check(*parts: str) -> None:
    if any(not part or len(part) > _LONGEST or not part.isprintable() for part in parts):
        raise BadInput(
            "idempotency-key",
            Text(
                zh=f"请求编号应为1至{_LONGEST}个字符。",
                en=f"A request key has 1 to {_LONGEST} printable characters.",
            ),
        )


def _digest(body: bytes | Mapping[str, Any]) -> bytes:
    return hashlib.sha256(body if isinstance(body, bytes) else canonical(body).encode()).digest()
