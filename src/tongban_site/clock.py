"""The site's own clock. It starts from an instant that stands in the journal and runs by the machine's ticks: whatever
the machine's clock says afterwards moves nothing. A machine clock that jumps is noticed, and written down."""

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tongban_site.store import Event, Journal

CHINA_HOURS = timedelta(hours=8)
JUMP_SECONDS = 120.0


def boot() -> str:
    """Which start of the machine this is: its ticks go on through every restart of this program, not of the machine."""
    with contextlib.suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return f"process-{time.time_ns()}"


def ticks() -> float:
    """Seconds since the machine started; they run on while it sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass
class Clock:
    """The clock of a site with its journal. `wall`, `ticks`, `boot` are the machine's."""

    journal: Journal
    wall: Callable[[], float] = time.time
    ticks: Callable[[], float] = ticks
    boot: str = field(default_factory=boot)

    def __post_init__(self) -> None:
        last = self.journal.last()
        self._at, self._from = self._beginning(last)
        self._off = self.wall() - self.now().timestamp()

    def _beginning(self, last: Event | None) -> tuple[datetime, float]:
        wall = datetime.fromtimestamp(self.wall(), UTC)
        if last is None:
            return wall, self.ticks()
        before = datetime.fromisoformat(last.at)
        if last.boot == self.boot and self.ticks() >= last.ticks:
            return before, last.ticks
        return max(wall, before), self.ticks()  # the machine was off: never earlier than what was written down

    def now(self) -> datetime:
        """The site's time."""
        return self._at + timedelta(seconds=self.ticks() - self._from)

    def day(self) -> str:
        """The site's day in China."""
        return (self.now() + CHINA_HOURS).date().isoformat()

    def set(self, at: datetime) -> None:
        """A person has looked at a watch."""
        self._at, self._from = at, self.ticks()
        self._off = self.wall() - at.timestamp()

    def jumped(self) -> float | None:
        """By how many seconds the machine's clock has jumped since this was last asked; None where it has not."""
        off = self.wall() - self.now().timestamp()
        by = off - self._off
        if abs(by) < JUMP_SECONDS:
            return None
        self._off = off
        return by

    def since(self, event: Event) -> float:
        """Seconds since a line was written: by ticks, and by the site's time only where the machine was off since."""
        if event.boot == self.boot:
            return max(0.0, self.ticks() - event.ticks)
        return max(0.0, (self.now() - datetime.fromisoformat(event.at)).total_seconds())
