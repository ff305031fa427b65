"""The engine of settings.DATABASES. Django finds it by this name: `tongban.config.postgresql`."""

import select
from typing import Any

from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL
from psycopg._preparing import PrepareManager


class Prepared(PrepareManager):
    """The statements that a connection has prepared: they stay as long as it.

    psycopg forgets them all at every rollback, since a table may be another one then: each refusal of ours would have
    the next dozen of statements parsed and planned anew. The application's role makes and changes no tables.
    """

    prepared_max = 1_000  # of psycopg's 100 each would be dropped before it comes again: one case alone asks 113

    def clear(self) -> bool:
        """Forget nothing."""
        return False


class DatabaseWrapper(PostgreSQL):
    """Django asks the server once in each request whether the connection is usable, a whole statement for nothing.

    A server that ended has closed the socket, and the kernel knows that at once. So the socket is looked at, and the
    server is asked only where the socket has something to say or an error was seen before.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection that keeps what it has prepared."""
        connection = super().get_new_connection(conn_params)
        prepared = Prepared()
        prepared.prepare_threshold = connection.prepare_threshold
        connection._prepared = prepared
        return connection

    def is_usable(self) -> bool:
        """True where the connection may be used: quiet, or the server says so."""
        if self.connection is None:
            return False
        if self.errors_occurred or has_something_to_say(self.connection.fileno()):
            return bool(super().is_usable())
        return True


def has_something_to_say(socket: int) -> bool:
    """True where a quiet server has written: most often that it has ended."""
    poll = select.poll()
    poll.register(socket, select.POLLIN)
    return bool(poll.poll(0))
