"""The embedded PostgreSQL 18: made, started, waited for and stopped from the binaries of one package.

Two roles: `tongban_owner` owns the database and migrates; `tongban_app` is what the product runs as. A
third, `tongban_reader`, cannot log in and sees only the published views. All log in with passwords (SCRAM)
over a Unix socket in a folder of mode 0700; there is no port. The server ends with the process that started
it, unless it was started as *lasting* (the tests' server); one that was left over is taken over by the next
start.
"""

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT, SIGQUIT
from urllib.parse import quote

import psutil
import psycopg
from psycopg import pq, sql

from tongban.config import child, place
from tongban.config.alive import Mark, end, locked
from tongban.config.tuning import server_settings

DATABASE = "tongban"
SUPERUSER, OWNER, APP, READER = "postgres", "tongban_owner", "tongban_app", "tongban_reader"
STOP_SECONDS = 60.0
LOG_KEPT_BYTES = 10_000_000

Progress = Callable[[str], None]


class DatabaseError(Exception):
    """The database could not be had; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Urls:
    """Addresses of one database, as the application and as its owner."""

    app: str
    owner: str


class Embedded:
    """The server of the copy in `home`. `durable=False` is for tests: fast, in memory if there is room, lost soon."""

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home
        self.durable = durable
        self._place: place.Place | None = None
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def place(self) -> place.Place:
        """The server's folders, made at first asking."""
        if self._place is None:
            self._place = place.settle(self.home, lasting=self.durable)
        return self._place

    def start(self, progress: Progress = lambda line: None, *, lasting: bool = False) -> Urls:
        """Return the addresses of the running server, started if need be; waits as long as recovery lasts.

        With `lasting` the server stays when this process ends. Raises DatabaseError with the log's last
        lines.
        """
        with locked(self.home / "run" / "postgres.lock"):
            if not self.place.data.exists():
                progress("making the database")
                self._create()
            if not self._answers(progress):
                self._launch(lasting)
                if not self._answers(progress):
                    raise DatabaseError(f"PostgreSQL did not start. Its log ends with:\n{self._log_end()}")
            self._make_roles()
        return self.urls()

    def stop(self, *, lasting_too: bool = False) -> None:
        """Stop the server (a checkpoint is written); a lasting one only with `lasting_too`."""
        server = self._server()
        if server is None or (self.is_lasting() and not lasting_too):
            return
        for signal in (SIGINT, SIGQUIT):  # fast, then at once
            with contextlib.suppress(psutil.NoSuchProcess, psutil.TimeoutExpired):
                server.send_signal(signal)
                server.wait(STOP_SECONDS)
        if self._child is not None:
            self._child.wait(STOP_SECONDS)
            self._child = None

    def running(self) -> bool:
        """True while the server of this copy answers."""
        return self._server() is not None and self._ping() == pq.Ping.OK

    def is_lasting(self) -> bool:
        """True for a server that was started to outlive its starter."""
        mark = Mark.read(self.home / "run" / "postgres-lasting.json")
        return mark is not None and mark.process() is not None

    def remove(self) -> None:
        """Stop the server and delete its data for ever (throw-away copies)."""
        self.stop(lasting_too=True)
        place.remove(self.home)
        self._place = None

    def urls(self) -> Urls:
        """Return the addresses; the passwords stand beside the data, since they live and die with it."""
        return Urls(app=self._url(APP), owner=self._url(OWNER))

    def admin_url(self) -> str:
        """Return the address of the database as the cluster's superuser (dumps, tests of sabotage)."""
        return self._url(SUPERUSER)

    def _url(self, role: str, database: str = DATABASE) -> str:
        password = self._passwords()[role]
        folder = quote(str(self.place.socket), safe="")
        return f"postgresql://{role}:{password}@/{database}?host={folder}&port=5432"

    def _passwords(self) -> dict[str, str]:
        return dict(json.loads((self.place.data.parent / "passwords.json").read_text()))

    def _create(self) -> None:
        """Run initdb beside the final folder and move it there, so that a half-made one is never used."""
        beside = self.place.data.parent
        part = beside / "data.part"
        shutil.rmtree(part, ignore_errors=True)
        passwords = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, OWNER, APP)}
        first = beside / "first-password"
        self._private(beside / "passwords.json", json.dumps(passwords))
        self._private(first, passwords[SUPERUSER])
        self._run(
            str(self.place.programs / "initdb"), "--pgdata", str(part), "--username", SUPERUSER,
            "--pwfile", str(first), "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C",
            "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--no-instructions",
        )  # fmt: skip
        first.unlink()
        part.rename(self.place.data)

    def _private(self, path: Path, text: str) -> None:
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        if self.place.owner:
            os.chown(path, *self.place.owner)

    def _environment(self) -> dict[str, str]:
        """Without the caller's language: a LANG that is not generated makes initdb fail."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("LANG", "LC_", "PG"))}
        return {**kept, "LC_ALL": "C"}

    def _run(self, *command: str) -> None:
        done = subprocess.run(
            child.wrapped(command, signal=0, owner=self.place.owner),
            env=self._environment(),
            cwd=self.place.base,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            said = (done.stdout + done.stderr).decode(errors="replace").strip()
            raise DatabaseError(f"{Path(command[0]).name} failed:\n{said}")

    def _launch(self, lasting: bool) -> None:
        """Start the server, after what an earlier one left behind is gone.

        Its lock files too: PostgreSQL itself is fooled by a pid that is used again or that nobody waited for.
        """
        end(self._left_backends())
        for left in (self.place.data / "postmaster.pid", self.place.socket / f"{place.SOCKET_NAME}.lock"):
            left.unlink(missing_ok=True)
        settings = server_settings(self.place.socket, durable=self.durable)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [str(self.place.programs / "postgres"), "-D", str(self.place.data), *options]
        with self._log().open("ab") as log:
            self._child = subprocess.Popen(
                child.wrapped(command, signal=0 if lasting else SIGINT, owner=self.place.owner),
                env=self._environment(),
                cwd=self.place.base,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        lasting_mark = self.home / "run" / "postgres-lasting.json"
        lasting_mark.unlink(missing_ok=True)
        if lasting:
            Mark.of(self._child.pid).write(lasting_mark)

    def _answers(self, progress: Progress) -> bool:
        """Wait while there is a server that does not answer yet; False where there is none."""
        begun, told = time.monotonic(), 0
        while self._server() is not None or (self._child is not None and self._child.poll() is None):
            if self._ping() == pq.Ping.OK:
                return True
            waited = int(time.monotonic() - begun)
            if waited > told:
                told = waited
                progress(f"waiting for the database, {waited} s: {self._log_end(1)}")
            time.sleep(0.02)
        return False

    def _ping(self) -> pq.Ping:
        host = str(self.place.socket).replace("\\", r"\\").replace("'", r"\'")
        return pq.Ping(pq.PGconn.ping(f"host='{host}' port=5432 user={SUPERUSER} connect_timeout=5".encode()))

    def _server(self) -> psutil.Process | None:
        """Return the running postmaster of our data folder, whoever started it."""
        try:
            pid = int((self.place.data / "postmaster.pid").read_text().split("\n")[0])
            process = psutil.Process(pid)
            alive = process.status() != psutil.STATUS_ZOMBIE
            return process if alive and Path(process.cwd()) == self.place.data.resolve() else None
        except (FileNotFoundError, ValueError, psutil.NoSuchProcess, psutil.AccessDenied):
            return None  # AccessDenied: the pid is another user's process by now

    def _left_backends(self) -> list[psutil.Process]:
        """Return processes of a dead server that still stand in its data folder (each chdirs there)."""
        return [process for process in psutil.process_iter() if _cwd(process) == str(self.place.data.resolve())]

    def _log(self) -> Path:
        path = self.home / "log" / "postgresql.log"
        path.parent.mkdir(exist_ok=True)
        if path.exists() and path.stat().st_size > LOG_KEPT_BYTES:
            path.replace(path.with_suffix(".old.log"))
        return path

    def _log_end(self, lines: int = 15) -> str:
        return "\n".join(self._log().read_text(errors="replace").splitlines()[-lines:])

    def _make_roles(self) -> None:
        """Make roles and database once; a start that was cut short here goes on at the next one."""
        done = self.place.data.parent / "roles.done"
        if done.exists():
            return
        passwords = self._passwords()
        with psycopg.connect(self._url(SUPERUSER, "postgres"), autocommit=True) as connection:
            have = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
            for role, rights in ((OWNER, "LOGIN CREATEDB"), (APP, "LOGIN"), (READER, "NOLOGIN")):
                if role not in have:
                    connection.execute(
                        sql.SQL("CREATE ROLE {} {} PASSWORD {}").format(
                            sql.Identifier(role), sql.SQL(rights), sql.Literal(passwords.get(role))
                        )
                    )
            connection.execute(f"GRANT {READER} TO {APP} WITH INHERIT FALSE, SET TRUE")
            have = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
            if DATABASE not in have:
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        done.touch()


def _cwd(process: psutil.Process) -> str:
    try:
        return process.cwd()
    except psutil.Error:
        return ""
