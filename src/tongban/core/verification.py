"""Checks the whole log of entries against its seals, and against roots that others have kept.

The entries are read again and every leaf and root computed anew, so what is found does not depend on
anything stored beside them. Somebody with the rights of the database's owner, even with the sealing key,
cannot rewrite what an older root on a receipt covers. What no seal and no receipt covers yet (the last
seconds) is not protected by it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from tongban.core import leaves, personal, seal_key
from tongban.core.entries import personal_hash
from tongban.core.errors import BadInput
from tongban.core.tree import EMPTY_ROOT, Frontier, Node
from tongban.law.text import Text

CHUNK = 5_000  # leaves held in memory at a time
SHOWN = 20  # problems of one kind named one by one; the rest is counted

_CHANGED = Text(
    zh="记录 {entry} 的内容被修改（封存位置 {position}）。",
    en="Entry {entry} was changed (position {position}).",
)
_REMOVED = Text(
    zh="记录 {entry} 被删除（封存位置 {position}）。", en="Entry {entry} was removed (position {position})."
)
_NO_LEAF = Text(zh="封存位置 {position} 缺失。", en="The leaf at position {position} is missing.")
_ADDED = Text(
    zh="记录 {entry} 未经封存程序添加。",
    en="Entry {entry} was added past the sealer, or its seal was taken away.",
)
_SPARE_LEAF = Text(
    zh="有 {count} 个封存位置不属于任何封存。",
    en="{count} leaves belong to no seal: seals were taken away or leaves added.",
)
_ROOT = Text(
    zh="第 {number} 号封存的根与记录不符（{size} 条）。",
    en="The root of seal {number} ({size} entries) does not match the entries.",
)
_NODE = Text(
    zh="第 {level} 层第 {place} 个节点与记录不符，用它作的证明不成立。",
    en="Node {place} of level {level} does not match the entries: proofs made with it will not hold.",
)
_CHAIN = Text(zh="第 {number} 号封存与前一封存不衔接。", en="Seal {number} does not follow on the one before it.")
_SIGNATURE = Text(zh="第 {number} 号封存的签名无效。", en="The signature of seal {number} is not ours.")
_OTHER_ROOT = Text(
    zh="凭证上的根（{size} 条）与现有记录不符：历史被改写。",
    en="The root of {size} entries on the receipt is not that of the log: history was rewritten.",
)
_SHORTER = Text(
    zh="凭证上的根覆盖 {size} 条记录，现有记录只有 {have} 条：记录被删除。",
    en="The receipt's root covers {size} entries, the log has only {have}: entries were cut off.",
)
_UNKNOWN_ROOT = Text(
    zh="凭证上的根 {root} 不属于任何封存：历史被改写。",
    en="The receipt's root {root} is not that of any seal: history was rewritten.",
)
_PERSONAL = Text(
    zh="记录 {entry} 的个人信息（{name}）与其摘要不符。",
    en="The personal value {name} of entry {entry} was changed.",
)
_MORE = Text(zh="另有 {count} 处同类问题。", en="And {count} more of this kind.")


@dataclass(frozen=True, slots=True)
class Report:
    """What was found; `size` and `root` are those of the log as it stands, to be compared with receipts."""

    ok: bool
    problems: list[Text]
    size: int
    root: str


@dataclass(slots=True)
class _Findings:
    problems: list[Text] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, sentence: Text, **values: object) -> None:
        self.counts[sentence.en] += 1
        if self.counts[sentence.en] <= SHOWN:
            self.problems.append(sentence.fill(**values))

    def report(self, frontier: Frontier) -> Report:
        rest = [_MORE.fill(count=count - SHOWN) for count in self.counts.values() if count > SHOWN]
        problems = self.problems + rest
        return Report(not problems, problems, frontier.size, frontier.root().hex())


def verify(roots: Sequence[tuple[int | None, str]] = ()) -> Report:
    """Check all entries and seals, and the (size, root) pairs of receipts given. Reads everything once.

    A root whose size is not known (None) must be that of some seal.
    """
    findings, frontier = _Findings(), Frontier()
    given: dict[int, set[str]] = {}
    for size, root in roots:
        if size is not None:
            given.setdefault(size, set()).add(root.lower())
    previous, number = EMPTY_ROOT, 0
    somewhere = {root.lower() for size, root in roots if size is None} - {EMPTY_ROOT.hex()}
    for seal in _seals():
        _append_leaves(frontier, seal.size, given, findings)
        _check_seal(seal, frontier, previous, number, findings)
        previous, number = seal.root, seal.number
        somewhere.discard(frontier.root().hex())
    _check_beyond(frontier, findings)
    _check_personal(findings)
    for size in sorted(size for size in given if size > frontier.size):
        findings.add(_SHORTER, size=size, have=frontier.size)
    for root in sorted(somewhere):
        findings.add(_UNKNOWN_ROOT, root=root)
    return findings.report(frontier)


def verify_command(roots: Sequence[str]) -> int:
    """Print what `verify` finds, in both languages; return 0 where all is well, else 1 (the command line's
    exit code).

    A root is written as on a receipt: "SIZE:ROOT", or the root alone. Raises BadInput for anything else.
    """
    report = verify([_read_root(root) for root in roots])
    for problem in report.problems:
        print(f"{problem.en} {problem.zh}")
    print(f"{'ok' if report.ok else 'NOT OK'}: {report.size} entries, root {report.root}")
    return 0 if report.ok else 1


def _read_root(text: str) -> tuple[int | None, str]:
    read = re.fullmatch(r"(?:([0-9]{1,18}):)?([0-9a-fA-F]{64})", "".join(text.split()))
    if read is None:
        raise BadInput(
            "root",
            Text(zh="根应为“条数:64位十六进制数”。", en='A root is "SIZE:" and 64 hexadecimal digits.'),
        )
    return (int(read[1]) if read[1] else None), read[2].lower()


@dataclass(frozen=True, slots=True)
class _Seal:
    number: int
    size: int
    root: bytes
    previous_root: bytes
    sealed_at: Any
    key_id: str
    signature: bytes


def _seals() -> Iterator[_Seal]:
    """Read seals in the order of their numbers, some at a time."""
    last = -1
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT number, size, root, previous_root, sealed_at, key_id, signature FROM core_seal"
                " WHERE number > %s ORDER BY number LIMIT %s",
                [last, CHUNK],
            )
            rows = cursor.fetchall()
        for number, size, root, before, sealed_at, key_id, signature in rows:
            yield _Seal(number, size, bytes(root), bytes(before), sealed_at, key_id, bytes(signature))
        if len(rows) < CHUNK:
            return
        last = rows[-1][0]


def _check_seal(seal: _Seal, frontier: Frontier, previous: bytes, number: int, findings: _Findings) -> None:
    if frontier.root() != seal.root or frontier.size != seal.size:
        findings.add(_ROOT, number=seal.number, size=seal.size)
    if seal.previous_root != previous or seal.number != number + 1:
        findings.add(_CHAIN, number=seal.number)
    said = seal_key.statement(seal.size, seal.root, seal.previous_root, seal.sealed_at)
    if not seal_key.is_signed(said, seal.key_id, seal.signature):
        findings.add(_SIGNATURE, number=seal.number)


def _append_leaves(frontier: Frontier, size: int, given: dict[int, set[str]], findings: _Findings) -> None:
    """Compute the leaves up to a seal's size anew, and compare the roots of receipts on the way.

    A root given for the empty log says nothing and is not compared.
    """
    while frontier.size < size:
        upto = min(frontier.size + CHUNK, size)
        made = list[Node]()
        for position, leaf in _leaves(frontier.size, upto, findings):
            made += frontier.append(leaf)
            if position + 1 in given and given[position + 1] != {frontier.root().hex()}:
                findings.add(_OTHER_ROOT, size=position + 1)
        _compare_nodes(made, findings)


def _compare_nodes(made: list[Node], findings: _Findings) -> None:
    """Compare the nodes that were computed anew with those that proofs read."""
    if not made:
        return
    levels, places, _ = zip(*made, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT level, place, hash FROM core_seal_node"
            " JOIN unnest(%s::smallint[], %s::bigint[]) AS wanted (level, place) USING (level, place)",
            [list(levels), list(places)],
        )
        kept = {(level, place): bytes(node) for level, place, node in cursor.fetchall()}
    for level, place, node in made:
        if kept.get((level, place)) != node:
            findings.add(_NODE, level=level, place=place)


def _leaves(start: int, end: int, findings: _Findings) -> list[tuple[int, bytes]]:
    """Return position and leaf hash, computed from the entries; where an entry is gone, the hash it had."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position, entry, hash FROM core_seal_leaf WHERE position >= %s AND position < %s",
            [start, end],
        )
        stored = {position: (entry, bytes(leaf)) for position, entry, leaf in cursor.fetchall()}
    computed = _computed([entry for entry, _ in stored.values()])
    found = []
    for position in range(start, end):
        entry, leaf = stored.get(position, (None, b""))
        if entry is None:
            findings.add(_NO_LEAF, position=position)
        elif entry not in computed:
            findings.add(_REMOVED, entry=entry, position=position)
        elif computed[entry] != leaf:
            findings.add(_CHANGED, entry=entry, position=position)
        found.append((position, computed.get(entry, leaf) if entry else leaf))
    return found


def _computed(entries: list[UUID]) -> dict[UUID, bytes]:
    """Return the leaf hash of each entry that is still there. The bounds let the planner leave out other
    months.
    """
    if not entries:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {leaves.COLUMNS} FROM core_entry WHERE id BETWEEN %s AND %s AND id = ANY(%s)",
            [min(entries), max(entries), entries],
        )
        return {row[0]: leaves.hash_of(row) for row in cursor.fetchall()}


def _check_beyond(frontier: Frontier, findings: _Findings) -> None:
    """Find entries that neither a leaf nor the waiting list knows, and leaves that no seal covers.

    Each in one statement, so that a seal made at the same moment cannot mislead.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM core_entry e WHERE NOT EXISTS (SELECT FROM core_seal_leaf l WHERE l.entry = e.id)"
            " AND NOT EXISTS (SELECT FROM core_unsealed u WHERE u.entry = e.id) ORDER BY id"
        )
        for (entry,) in cursor.fetchall():
            findings.add(_ADDED, entry=entry)
        cursor.execute(
            "SELECT count(*) FROM core_seal_leaf WHERE position >= (SELECT coalesce(max(size), 0) FROM core_seal)"
        )
        (spare,) = cursor.fetchone()
    if spare:
        findings.add(_SPARE_LEAF, count=spare)


def _check_personal(findings: _Findings) -> None:
    """Compare each personal value that is not erased with the hash its entry holds."""
    last = -1
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT p.id, p.entry_id, p.name, p.salt, p.sealed, e.facts -> 'personal' ->> p.name"
                " FROM core_personal_value p JOIN core_entry e ON e.id = p.entry_id"
                " WHERE p.id > %s ORDER BY p.id LIMIT %s",
                [last, CHUNK],
            )
            rows = cursor.fetchall()
        for _, entry, name, salt, sealed, committed in rows:
            if not _matches(salt, sealed, committed):
                findings.add(_PERSONAL, entry=entry, name=name)
        if len(rows) < CHUNK:
            return
        last = rows[-1][0]


def _matches(salt: bytes, sealed: bytes, committed: str) -> bool:
    try:
        return personal_hash(salt, personal.unseal(sealed)) == committed
    except personal.Unreadable:
        return False
