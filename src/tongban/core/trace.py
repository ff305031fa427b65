"""The id of the request being answered, so that entries and looks of one request can be found together."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("tongban_request_id", default="")


def request_id() -> str:
    """Return the id of the request or job being handled; empty outside of any."""
    return _current.get()


@contextmanager
def request(identifier: str) -> Iterator[None]:
    """Give everything written inside the block this request id (the web's middleware, the partner API,
    jobs).
    """
    token = _current.set(identifier)
    try:
        yield
    finally:
        _current.reset(token)
