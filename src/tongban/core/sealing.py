"""Seals: signed roots of one tree over all entries ever written.

`seal` takes what is committed and not sealed, in the order of ids, appends its leaves and signs the new
root. An entry that commits late lands in the next seal; none is passed over. Every old root stays provably
a beginning of every later one, so a receipt that carries a root exposes a history rewritten after it,
whoever rewrote it. `core.verification.verify` checks the whole log.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tongban.core import clock, leaves, seal_key
from tongban.core.errors import NotFound, Unavailable
from tongban.core.seal_key import public_pem
from tongban.core.tree import EMPTY_ROOT, KEPT_LEVEL, Frontier, consistency_path, inclusion_path, peaks_of
from tongban.core.verification import Report, verify, verify_command
from tongban.law.text import Text

__all__ = [
    "Consistency", "Inclusion", "Report", "Root", "Seal", "Witness", "consistency_proof", "inclusion_proof",
    "latest_root", "public_pem", "root_of_day", "roots", "seal", "seal_all", "verify", "verify_command", "witness",
]  # fmt: skip

BATCH = 10_000  # entries in one transaction of the sealer, leaves in memory at a time
_LOCK = 7_203_001  # advisory lock: one sealer at a time
NOT_YET = Text(
    zh="这条记录刚刚写下，正在封存，通常几秒钟就好。请稍后再试。",
    en="This entry was written just now and is being sealed, usually within seconds. Please try again in a moment.",
)


@dataclass(frozen=True, slots=True)
class Root:
    """A published root: what receipts and pages carry. `signature` is hexadecimal, empty before the first
    seal.
    """

    size: int
    root_hex: str
    day: date
    signature: str


@dataclass(frozen=True, slots=True)
class Seal:
    """One seal as stored."""

    number: int
    size: int
    root_hex: str
    previous_root_hex: str
    sealed_at: datetime
    day: date
    key_id: str
    signature: str


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Shows with `core.tree.includes` that an entry stands in the log of this size and root."""

    entry_id: UUID
    position: int
    leaf_hex: str
    size: int
    root_hex: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consistency:
    """Shows with `core.tree.is_prefix` that the old log is a beginning of the new one."""

    old_size: int
    old_root_hex: str
    size: int
    root_hex: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Witness:
    """An entry as it is sealed, its place under a signed root, and an older root as a beginning of that one.

    `content` is what the leaf is over, `statement` what `signature` is over.
    """

    content: str
    inclusion: Inclusion
    statement: str
    signature: str
    consistency: Consistency | None


def seal(limit: int = BATCH) -> Seal | None:
    """Seal up to `limit` entries in one transaction; None where there is nothing to do or another sealer is
    at work.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return None
        rows = _take(cursor, limit)
        if not rows:
            return None
        number, previous, frontier = _last(cursor)
        first = frontier.size
        hashes = [leaves.hash_of(row) for row in rows]
        nodes = [node for leaf in hashes for node in frontier.append(leaf)]
        cursor.execute(
            "INSERT INTO core_seal_leaf (position, entry, hash)"
            " SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::bytea[])",
            [list(range(first, frontier.size)), [row[0] for row in rows], hashes],
        )
        cursor.executemany("INSERT INTO core_seal_node (level, place, hash) VALUES (%s, %s, %s)", nodes)
        return _store(cursor, number + 1, frontier, previous)


def seal_all() -> int:
    """Seal until nothing is left; return how many entries were sealed (used after loading many, and by the
    job).
    """
    before = latest_root().size
    while seal() is not None:
        pass
    return latest_root().size - before


def latest_root() -> Root:
    """Return the newest root. One query on one row."""
    return _root("ORDER BY number DESC LIMIT 1", []) or Root(0, EMPTY_ROOT.hex(), clock.day_of(clock.now()), "")


def root_of_day(day: date) -> Root | None:
    """Return the last root of a day in China, or None where nothing was sealed on it."""
    return _root("WHERE day = %s ORDER BY number DESC LIMIT 1", [day])


def was_sealed(root_hex: str) -> bool:
    """True where this root was sealed at some time: what a receipt's root is compared with. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM core_seal WHERE root = decode(%s, 'hex'))", [root_hex])
        return bool(cursor.fetchone()[0])


def roots(limit: int = 100) -> list[Root]:
    """Return the last root of each day, newest first, for the public page."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT size, encode(root, 'hex'), day, encode(signature, 'hex') FROM core_seal"
            " WHERE number IN (SELECT max(number) FROM core_seal GROUP BY day ORDER BY day DESC LIMIT %s)"
            " ORDER BY number DESC",
            [limit],
        )
        return [Root(*row) for row in cursor.fetchall()]


def inclusion_proof(entry_id: UUID) -> Inclusion:
    """Return the proof that a sealed entry stands in the newest log. Raises Unavailable for one not sealed yet."""
    newest = latest_root()
    with connection.cursor() as cursor:
        cursor.execute("SELECT position, hash FROM core_seal_leaf WHERE entry = %s", [entry_id])
        found = cursor.fetchone()
    if found is None:
        raise Unavailable(NOT_YET)
    path = inclusion_path(found[0], 0, newest.size, _stored_subtree)
    return Inclusion(entry_id, found[0], bytes(found[1]).hex(), newest.size, newest.root_hex, _hex(path))


def consistency_proof(old_size: int) -> Consistency:
    """Return the proof that the log of `old_size` leaves is a beginning of the newest. Raises NotFound."""
    newest = latest_root()
    if not 0 < old_size <= newest.size:
        raise NotFound(Text(zh="没有这么长的记录。", en="The log was never of this length."))
    path = consistency_path(old_size, newest.size, _stored_subtree)
    old_root = _stored_subtree(0, old_size).hex()
    return Consistency(old_size, old_root, newest.size, newest.root_hex, _hex(path))


def witness(entry_id: UUID, old_size: int) -> Witness:
    """Return what shows, without us, that an entry is sealed and that the log of `old_size` was not rewritten since.

    Raises Unavailable for an entry that is not sealed yet.
    """
    while True:  # a seal made between two of these questions starts them anew
        inclusion = inclusion_proof(entry_id)
        consistency = consistency_proof(old_size) if old_size else None
        if consistency is None or consistency.size == inclusion.size:
            break
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {leaves.COLUMNS} FROM core_entry WHERE id = %s", [entry_id])
        content = leaves.content(cursor.fetchone())
        cursor.execute(
            "SELECT root, previous_root, sealed_at, signature FROM core_seal WHERE size = %s", [inclusion.size]
        )
        root, previous, sealed_at, signature = cursor.fetchone()
    statement = seal_key.statement(inclusion.size, root, previous, sealed_at)
    return Witness(content.decode(), inclusion, statement.decode(), bytes(signature).hex(), consistency)


def _take(cursor: Any, limit: int) -> list[tuple[Any, ...]]:
    """Take committed entries out of the waiting list, in the order of their ids.

    The bounds let the planner leave out the other months.
    """
    cursor.execute(
        "DELETE FROM core_unsealed WHERE entry IN (SELECT entry FROM core_unsealed ORDER BY entry LIMIT %s)"
        " RETURNING entry",
        [limit],
    )
    taken = sorted(row[0] for row in cursor.fetchall())
    if not taken:
        return []
    cursor.execute(
        f"SELECT {leaves.COLUMNS} FROM core_entry WHERE id BETWEEN %s AND %s AND id = ANY(%s) ORDER BY id",
        [taken[0], taken[-1], taken],
    )
    return list(cursor.fetchall())


def _last(cursor: Any) -> tuple[int, bytes, Frontier]:
    cursor.execute("SELECT number, root, size, frontier FROM core_seal ORDER BY number DESC LIMIT 1")
    row = cursor.fetchone()
    if row is None:
        return 0, EMPTY_ROOT, Frontier()
    return row[0], bytes(row[1]), Frontier.from_bytes(row[2], bytes(row[3]))


def _store(cursor: Any, number: int, frontier: Frontier, previous: bytes) -> Seal:
    root, sealed_at = frontier.root(), clock.now()
    day = clock.day_of(sealed_at)
    key, signature = seal_key.sign(seal_key.statement(frontier.size, root, previous, sealed_at))
    cursor.execute(
        "INSERT INTO core_seal"
        " (number, size, root, previous_root, sealed_at, day, frontier, key_id, signature)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [number, frontier.size, root, previous, sealed_at, day, frontier.packed(), key, signature],
    )
    return Seal(number, frontier.size, root.hex(), previous.hex(), sealed_at, day, key, signature.hex())


def _root(condition: str, values: list[Any]) -> Root | None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT size, encode(root, 'hex'), day, encode(signature, 'hex') FROM core_seal {condition}",
            values,
        )
        row = cursor.fetchone()
    return Root(*row) if row else None


def _stored_subtree(start: int, end: int) -> bytes:
    """Return the root over the log from start up to, not including, end: a subtree as proofs ask for. Two statements,
    and some hundreds of hashes at most, whatever the length."""
    whole = (end - start) >> KEPT_LEVEL << KEPT_LEVEL
    peaks = peaks_of(start, whole)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT hash FROM core_seal_node JOIN unnest(%s::smallint[], %s::bigint[]) AS wanted (level, place)"
            " USING (level, place) ORDER BY level DESC",
            [[level for level, _ in peaks], [place for _, place in peaks]],
        )
        frontier = Frontier(whole, [bytes(node) for (node,) in cursor.fetchall()])
        cursor.execute(
            "SELECT hash FROM core_seal_leaf WHERE position >= %s AND position < %s ORDER BY position",
            [start + whole, end],
        )
        for (leaf,) in cursor.fetchall():
            frontier.append(bytes(leaf))
    return frontier.root()


def _hex(path: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(node.hex() for node in path)
