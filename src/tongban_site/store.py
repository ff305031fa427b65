"""The journal of a site: one SQLite file, only ever added to, each line with the hash of the one before."""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS event (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, ticks REAL NOT NULL, boot TEXT NOT NULL, who TEXT NOT NULL,
    about TEXT NOT NULL, kind TEXT NOT NULL, said TEXT NOT NULL, once TEXT UNIQUE, digest TEXT NOT NULL UNIQUE
) STRICT;
CREATE TRIGGER IF NOT EXISTS event_kept BEFORE UPDATE ON event
    BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;
CREATE TRIGGER IF NOT EXISTS event_stays BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;
"""
INSERT = """
INSERT INTO event (seq, at, ticks, boot, who, about, kind, said, once, digest)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""
SELECT = "SELECT seq, at, ticks, boot, who, about, kind, said, digest FROM event ORDER BY seq"


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the journal. `about`: the try it is about, "" for the site as a whole."""

    seq: int
    at: str
    ticks: float
    boot: str
    who: str
    about: str
    kind: str
    said: dict[str, Any]
    digest: str


class Journal:
    """The file. One writer at a time; `add` returns when the line is on the disk."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._file = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=30)
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = FULL")
        self._file.executescript(SCHEMA)

    def add(
        self, *, at: str, ticks: float, boot: str, who: str, about: str, kind: str, said: dict[str, Any], once: str = ""
    ) -> bool:
        """Write a line down; False where `once` is there already, and then nothing is written."""
        with self._lock:
            self._file.execute("BEGIN IMMEDIATE")
            try:
                row = self._file.execute("SELECT seq, digest FROM event ORDER BY seq DESC LIMIT 1").fetchone()
                seq, before = (row[0] + 1, row[1]) if row else (1, "")
                text = json.dumps(said, sort_keys=True, ensure_ascii=False)
                values = (
                    seq,
                    at,
                    ticks,
                    boot,
                    who,
                    about,
                    kind,
                    text,
                    once or None,
                    chained(before, at, about, kind, text),
                )
                written = self._file.execute(INSERT, values).rowcount
                self._file.execute("COMMIT")
            except BaseException:
                self._file.execute("ROLLBACK")
                raise
        return bool(written)

    def events(self) -> list[Event]:
        """Every line, in order."""
        with self._lock:
            return [_event(*row) for row in self._file.execute(SELECT)]

    def last(self) -> Event | None:
        """The newest line."""
        with self._lock:
            row = self._file.execute(f"{SELECT} DESC LIMIT 1").fetchone()
        return _event(*row) if row else None

    def broken(self) -> Iterator[int]:
        """The lines whose hash does not follow from the one before: somebody has had the file in their hands."""
        before = ""
        for one in self.events():
            text = json.dumps(one.said, sort_keys=True, ensure_ascii=False)
            if chained(before, one.at, one.about, one.kind, text) != one.digest:
                yield one.seq
            before = one.digest

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def chained(before: str, at: str, about: str, kind: str, text: str) -> str:
    """The hash of a line."""
    return hashlib.sha256("\n".join((before, at, about, kind, text)).encode()).hexdigest()


def _event(
    seq: int, at: str, ticks: float, boot: str, who: str, about: str, kind: str, said: str, digest: str
) -> Event:  # fmt: skip
    return Event(seq, at, ticks, boot, who, about, kind, json.loads(said), digest)
