"""The baseline: the statements of some cases, as the server logged them, replayed without the application.

Statements are recorded with `log_statement` while citizens have their cases one after another, and replayed on a copy
of the database as it was before, at the same number of connections, through libpq's simple protocol. What is left out
is everything but SQL: pages, signatures, partners, papers.
"""

import contextlib
import os
import re
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import pq

from tongban.config.embedded import APP, Embedded
from tongban.config.up import Copy

DATABASE = "replay"
_LINE = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) UTC \[(\d+)\] (\S*) ([A-Z]+):  (.*)$")
_STATEMENT = re.compile(r"^(?:statement|execute [^:]*): (.*)$", re.DOTALL)
_PARAMETER = re.compile(r"\$(\d+) = (NULL|'(?:[^']|'')*')")
_ROUTINE = re.compile(r"^(LISTEN|UNLISTEN|SET|SHOW|DISCARD|SELECT 1$)")


@dataclass
class Unit:
    """One transaction, or one statement outside of any."""

    at: float
    statements: list[str]


@dataclass
class Recorded:
    """The units of each case, in the order in which they began."""

    cases: list[list[Unit]]
    web: float = 0.0  # statements for each case by citizens' requests, and by jobs
    jobs: float = 0.0

    @property
    def statements(self) -> int:
        return sum(len(unit.statements) for case in self.cases for unit in case)


@dataclass
class Replayed:
    """What replaying took."""

    cases_per_second: float
    failed: int  # statements the server refused (a job number that fell otherwise)
    seconds: float
    times_ms: list[float] = field(default_factory=list)


def copy_database(copy: Copy) -> None:
    """Copy the database of a running copy into another one on the same server, as of now."""
    server = _server(copy)
    admin = server.admin_url()
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        connection.execute(f"CREATE DATABASE {DATABASE} OWNER tongban_owner")
    dump = subprocess.Popen([server.place.programs / "pg_dump", admin], stdout=subprocess.PIPE)
    restore = [server.place.programs / "psql", "-q", "-o", os.devnull, _renamed(admin)]
    subprocess.run(restore, stdin=dump.stdout, check=True, stderr=subprocess.DEVNULL)
    if dump.wait():
        raise RuntimeError("The database could not be dumped.")
    with psycopg.connect(_renamed(admin), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


@contextlib.contextmanager
def recording(copy: Copy) -> Iterator[list[str]]:
    """Log every statement of the application while the block runs; the list holds the log's lines afterwards."""
    server, lines = _server(copy), list[str]()
    log = Path(copy.home) / "log" / "postgresql.log"
    with psycopg.connect(server.admin_url(), autocommit=True) as connection:
        connection.execute(f"ALTER ROLE {APP} SET log_statement = 'all'")
        _reconnect(connection)
        start = log.stat().st_size
        try:
            yield lines
        finally:
            connection.execute(f"ALTER ROLE {APP} RESET log_statement")
            _reconnect(connection)
    with log.open("rb") as file:
        file.seek(start)
        lines += file.read().decode("utf-8", "replace").splitlines()


def _reconnect(connection: psycopg.Connection) -> None:
    """What a role is set to holds for new sessions: the idle ones are ended, the application makes others."""
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s AND state = 'idle'", [APP]
    )
    time.sleep(1)


def by_case(lines: Sequence[str], begun: Sequence[float]) -> Recorded:
    """Give each case what began between its begin and that of the next."""
    units = _units(lines)
    cases: list[list[Unit]] = [[] for _ in begun]
    for unit in units:
        place = sum(1 for at in begun if at <= unit.at) - 1
        if place >= 0:
            cases[place].append(unit)
    return Recorded(cases)


def _units(lines: Sequence[str]) -> list[Unit]:
    """Transactions and single statements in the order in which they began, each from one session."""
    done: list[Unit] = []
    open_units: dict[str, Unit] = {}
    for at, session, statement in _statements(lines):
        word = statement.split(None, 1)[0].upper().rstrip(";") if statement.strip() else ""
        if session in open_units:
            open_units[session].statements.append(statement)
            if word in ("COMMIT", "ROLLBACK", "END") and "SAVEPOINT" not in statement.upper():
                done.append(open_units.pop(session))
        elif word in ("BEGIN", "START"):
            open_units[session] = Unit(at, [statement])
        elif not _ROUTINE.match(statement):
            done.append(Unit(at, [statement]))
    return sorted(done, key=lambda unit: unit.at)


def _statements(lines: Sequence[str]) -> Iterator[tuple[float, str, str]]:
    """Instant, session and text of each statement, with the values of its parameters put in."""
    for record in _records(lines):
        found = _STATEMENT.match(record.text)
        if found:
            yield record.at, record.session, _with_values(found[1], record.detail)


@dataclass
class _Record:
    at: float
    session: str
    text: str
    detail: str = ""


def _records(lines: Sequence[str]) -> Iterator[_Record]:
    """The log's records; a statement may take several lines, its parameters follow as DETAIL."""
    last: dict[str, _Record] = {}
    current: tuple[_Record, str] | None = None
    ordered: list[_Record] = []
    for line in lines:
        head = _LINE.match(line)
        if head is None:
            if current:
                record, part = current
                setattr(record, part, f"{getattr(record, part)}\n{line.removeprefix(chr(9))}")
            continue
        at, session, user, kind, text = head.groups()
        if user != APP:
            current = None
        elif kind == "LOG":
            instant = datetime.strptime(at, "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC).timestamp()
            last[session] = _Record(instant, session, text)
            ordered.append(last[session])
            current = (last[session], "text")
        elif kind == "DETAIL" and session in last:
            last[session].detail = text
            current = (last[session], "detail")
        else:
            current = None
    yield from ordered


def _with_values(statement: str, detail: str) -> str:
    values = dict(_PARAMETER.findall(detail))
    if not values:
        return statement
    return re.sub(r"\$(\d+)", lambda found: values.get(found[1], found[0]), statement)


def admin_url(copy: Copy) -> str:
    """The address of the copy's database as its superuser."""
    return _server(copy).admin_url()


def replay(copy: Copy, recorded: Recorded, connections: int) -> Replayed:
    """Replay every case once, at `connections` at a time, on the copied database."""
    url = _renamed(copy.urls.app)
    waiting, lock, result = iter(recorded.cases), threading.Lock(), Replayed(0, 0, 0)

    def work() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            while True:
                with lock:
                    case = next(waiting, None)
                if case is None:
                    return
                begun = time.perf_counter()
                failed = sum(_unit(connection.pgconn, unit) for unit in case)
                result.times_ms.append((time.perf_counter() - begun) * 1000)
                with lock:
                    result.failed += failed

    threads = [threading.Thread(target=work) for _ in range(connections)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result.seconds = time.perf_counter() - begun
    result.cases_per_second = len(recorded.cases) / result.seconds
    return result


def _unit(server: pq.abc.PGconn, unit: Unit) -> int:
    """Send one transaction; return how many of its statements were refused."""
    failed = 0
    for statement in unit.statements:
        answer = server.exec_(statement.encode())
        failed += answer.status == pq.ExecStatus.FATAL_ERROR
    if server.transaction_status != pq.TransactionStatus.IDLE:
        server.exec_(b"ROLLBACK")
    return failed


def _server(copy: Copy) -> Embedded:
    if not isinstance(copy.server, Embedded):
        raise RuntimeError("Statements are recorded on a throw-away copy only.")
    return copy.server


def _renamed(url: str) -> str:
    return url.replace("/tongban?", f"/{DATABASE}?")
