"""The circuit breaker.

After several failures in a row a partner is left in peace, then tried with one question.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tongban.core import clock

FAILURES_TO_OPEN = 5
OPEN_SECONDS = 10.0

CLOSED, OPEN, HALF_OPEN = "closed", "open", "half_open"


@dataclass(slots=True)
class Breaker:
    """One partner's breaker in this process. Every process learns by itself; each needs five failures."""

    ticks: Callable[[], float] = clock.ticks
    failures: int = 0
    opened_at: float | None = None
    probing: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def state(self) -> str:
        """Return `closed` (asks), `open` (does not ask) or `half_open` (lets one question through)."""
        if self.opened_at is None:
            return CLOSED
        return OPEN if self.ticks() - self.opened_at < OPEN_SECONDS else HALF_OPEN

    def allow(self) -> bool:
        """Return whether a question may be sent now; in half-open one caller gets a yes, the others a no."""
        if self.opened_at is None:
            return True
        with self._lock:
            state = self.state
            if state == HALF_OPEN and not self.probing:
                self.probing = True
                return True
            return state == CLOSED

    def succeeded(self) -> None:
        """The partner answered (also where it refused): close."""
        if self.failures or self.opened_at is not None:
            with self._lock:
                self.failures, self.opened_at, self.probing = 0, None, False

    def failed(self) -> None:
        """The partner did not answer: count, and open where it was one too many or the probe failed."""
        with self._lock:
            self.failures += 1
            if self.probing or self.failures >= FAILURES_TO_OPEN:
                self.opened_at, self.probing = self.ticks(), False


_breakers: dict[str, Breaker] = {}
_lock = threading.Lock()


def of(partner: str) -> Breaker:
    """Return the breaker of a partner in this process."""
    with _lock:
        return _breakers.setdefault(partner, Breaker())


def states() -> dict[str, str]:
    """Return the state of every breaker this process has used."""
    return {partner: each.state for partner, each in sorted(_breakers.items())}


def reset() -> None:
    """Close all breakers of this process (an operator says the line is mended; tests)."""
    with _lock:
        _breakers.clear()
