"""Ids: uuidv7 (RFC 9562), made here from `core.clock` and never by the database.

The first 48 bits are the millisecond, so ids sort by time and month bounds of partitions are ids.
"""

import os
import threading
from datetime import UTC, datetime
from uuid import UUID

from tongban.core import clock

_TAIL_BITS = 74  # random bits of a uuidv7: 12 behind the version, 62 behind the variant
_LOW_BITS = 62
_LOW_MASK = (1 << _LOW_BITS) - 1
_VERSION = 7 << 76
_VARIANT = 2 << 62


class _Maker:
    """Gives growing (millisecond, tail) pairs: within a millisecond the tail counts on by a random step."""

    def __init__(self) -> None:
        self.millisecond = -1
        self.tail = 0

    def next(self, millisecond: int) -> tuple[int, int]:
        if millisecond > self.millisecond:
            # the top bit stays free, so that counting on within the millisecond cannot overflow in practice
            self.millisecond = millisecond
            self.tail = int.from_bytes(os.urandom(10)) >> (80 - _TAIL_BITS + 1)
            return self.millisecond, self.tail
        self.tail += 1 + int.from_bytes(os.urandom(4))
        if self.tail >> _TAIL_BITS:
            self.millisecond, self.tail = self.millisecond + 1, self.tail & _LOW_MASK
        return self.millisecond, self.tail


_lock = threading.Lock()
_real = _Maker()
_frozen = _Maker()


def new_id() -> UUID:
    """Return a new uuidv7. Ids of one process grow strictly, also when the machine's clock is set back.

    Under a frozen clock they follow that clock, forwards and backwards.
    """
    return new_ids(1)[0]


def new_ids(count: int) -> list[UUID]:
    """Return so many new uuidv7 of this moment, growing: with one look at the clock, for bulk."""
    global _frozen
    millisecond = _milliseconds(clock.now())
    with _lock:
        maker = _real
        if clock.is_frozen():
            if millisecond != _frozen.millisecond:
                _frozen = _Maker()
            maker = _frozen
        return [_uuid(*maker.next(millisecond)) for _ in range(count)]


def moment(identifier: UUID) -> datetime:
    """Return the instant (to the millisecond, UTC) at which a uuidv7 was made."""
    milliseconds = identifier.int >> 80
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def first_id(at: datetime) -> UUID:
    """Return the bound below every id made at or after an instant (no valid uuidv7 itself)."""
    return UUID(int=_milliseconds(at) << 80)


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _uuid(millisecond: int, tail: int) -> UUID:
    return UUID(int=millisecond << 80 | _VERSION | (tail >> _LOW_BITS) << 64 | _VARIANT | tail & _LOW_MASK)
