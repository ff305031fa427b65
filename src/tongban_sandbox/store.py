"""The sandbox's memory: one SQLite file with a write-ahead log, used by one thread.

A committed transaction survives `kill -9` of the process (`synchronous=NORMAL` may lose the last ones only
if the machine itself loses power, which a sandbox may).
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FORGETTABLE = (
    "switches",
    "people",
    "cars",
    "orders",
    "ledger",
    "done",
    "bills",
    "reversals",
    "parcels",
    "messages",
    "answers",
    "callbacks",
)


class Store:
    """A thin layer over SQLite: rows are `sqlite3.Row`, writes happen in `transaction()`."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self._db = sqlite3.connect(path, isolation_level=None, cached_statements=256)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript((Path(__file__).parent / "schema.sql").read_text(encoding="utf-8"))

    def one(self, sql: str, *values: object) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        row: sqlite3.Row | None = self._db.execute(sql, values).fetchone()
        return row

    def all(self, sql: str, *values: object) -> Sequence[sqlite3.Row]:
        """All rows of a query."""
        return self._db.execute(sql, values).fetchall()

    def run(self, sql: str, *values: object) -> int:
        """Execute a change; returns the id of an inserted row."""
        return self._db.execute(sql, values).lastrowid or 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; inside another transaction it joins that one."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def next_number(self, name: str, start: int) -> int:
        """The next running number of a name, beginning at `start`."""
        row = self.one(
            "INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
            name,
            start,
        )
        return int(row["value"]) if row else start

    def forget(self) -> None:
        """Empty everything but keys and running numbers, which others rely on."""
        with self.transaction():
            for table in FORGETTABLE:
                self.run(f"DELETE FROM {table}")

    def close(self) -> None:
        """Write the log back into the file and close it."""
        self._db.close()


def dump(value: Any) -> str:
    """JSON as it is stored and sent: compact, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def load(body: bytes) -> Any:
    """A JSON text that can be stored and sent again; ValueError for anything else, lone surrogates
    included.
    """
    try:
        value = json.loads(body)
        if b"\\u" in body:
            dump(value).encode()
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return value
