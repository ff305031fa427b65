"""Which database the copy uses: the one DATABASE_URL names, or the embedded one."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tongban.config.alive import locked
from tongban.config.embedded import DatabaseError, Embedded, Progress, Urls

OLDEST = 18


class External:
    """A server somebody else keeps: DATABASE_URL, and TONGBAN_OWNER_URL where the owner is another role."""

    def __init__(self, url: str, owner_url: str) -> None:
        self._urls = Urls(app=url, owner=owner_url)

    def start(self, progress: Progress = lambda line: None) -> Urls:
        """Return the addresses, after seeing that both answer and are PostgreSQL 18 or newer."""
        for url in {self._urls.app, self._urls.owner}:
            try:
                with psycopg.connect(url, connect_timeout=10) as connection:
                    version = connection.info.server_version
            except psycopg.OperationalError as error:
                raise DatabaseError(f"The database of DATABASE_URL does not answer: {error}") from error
            if version < OLDEST * 10000:
                raise DatabaseError(f"PostgreSQL {OLDEST} or newer is needed; DATABASE_URL is {version // 10000}.")
        return self._urls

    def stop(self) -> None:
        """Leave it running: it is not ours."""

    def running(self) -> bool:
        """Always true: an outage shows where it is used."""
        return True


def database_of(home: Path) -> Embedded | External:
    """Return the database of the copy: the one DATABASE_URL names, or its embedded server."""
    url = os.environ.get("DATABASE_URL", "")
    return External(url, os.environ.get("TONGBAN_OWNER_URL") or url) if url else Embedded(home)


@contextlib.contextmanager
def at_hand(home: Path, progress: Progress = lambda line: None) -> Iterator[Urls]:
    """Give a database to one command: DATABASE_URL, the running server, or one started for the block."""
    server = database_of(home)
    if server.running():
        yield server.start(progress)
        return
    with locked(home / "run" / "up.lock", wait=False) as ours:  # an `up` that starts just now will keep it
        urls = server.start(progress)
        try:
            yield urls
        finally:
            if ours:
                server.stop()
