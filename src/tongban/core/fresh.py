"""What every process may hold for a moment: small tables that nearly never change and are asked in every request."""

from collections.abc import Callable
from typing import Generic, TypeVar

from tongban.core import clock

T = TypeVar("T")
SECONDS = 1.0  # how much later than the process that wrote it another process may see a change


class Fresh(Generic[T]):
    """A value read by `read`, at most one second old. Whoever changes what it was read from calls `forget_all`."""

    _all: "list[Fresh[object]]" = []

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._held: tuple[float, T] | None = None
        Fresh._all.append(self)  # type: ignore[arg-type]

    def get(self) -> T:
        """Return the value, read again where it is older than a second."""
        held, now = self._held, clock.ticks()
        if held is None or now - held[0] > SECONDS:
            self._held = held = now, self._read()
        return held[1]

    def forget(self) -> None:
        """Read it again at the next asking."""
        self._held = None


def forget_all() -> None:
    """Forget every held value of this process."""
    for each in Fresh._all:
        each.forget()
