"""The engine of settings.DATABASES. Django finds it by this name: `tongban.config.postgresql`."""

import select

from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL


class DatabaseWrapper(PostgreSQL):
    """Django asks the server once in each request whether the connection is usable, a whole statement for nothing.

    A server that ended has closed the socket, and the kernel knows that at once. So the socket is looked at, and the
    server is asked only where the socket has something to say or an error was seen before.
    """

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
