"""How the car's unit sends: signed hello, batches, acknowledgements; it keeps what nobody has acknowledged.

It can misbehave: cut the line, send twice, out of order or with broken check sums, and hold the wrong key.
"""

import asyncio
import json
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

BATCH = 50


@dataclass(frozen=True)
class Faults:
    """What goes wrong on the way. Numbers are of batches, from 0."""

    cut_after: frozenset[int] = frozenset()  # the line is cut before the acknowledgement is heard
    twice: frozenset[int] = frozenset()
    swapped: frozenset[int] = frozenset()  # with the one after it
    broken: frozenset[int] = frozenset()  # one frame with a wrong check sum
    lost: frozenset[int] = frozenset()  # never sent
    stops_after: int = -1  # the car is switched off


@dataclass
class Sent:
    """What came of it."""

    acknowledged: list[int] = field(default_factory=list)  # batches
    lines: int = 0
    refused: str = ""
    done: bool = False


@dataclass(frozen=True)
class Unit:
    """The unit of one car, with the sitting it is driven for."""

    car: str
    key: Ed25519PrivateKey
    sitting: str
    course: str
    began_at: str

    @property
    def hello(self) -> bytes:
        """What it says of itself."""
        said = {"protocol": 1, "car": self.car, "sitting": self.sitting, "course": self.course}
        return json.dumps({**said, "began_at": self.began_at}).encode()

    async def send(
        self,
        frames: list[bytes],
        port: int,
        faults: Faults | None = None,
        *,
        tries: int = 8,
        pause: float = 0.0,
        sent: Sent | None = None,
    ) -> Sent:
        """Send a drive, coming again after each cut line. `pause`: seconds between batches; `sent`: told on the way."""
        faults, sent = faults or Faults(), sent or Sent()
        batches = dict(enumerate(frames[at : at + BATCH] for at in range(0, len(frames), BATCH)))
        waiting = _order(list(batches), faults)
        cut = set(faults.cut_after)
        while tries and not sent.done and not sent.refused:
            tries -= 1
            sent.lines += 1
            try:
                await self._line(batches, waiting, port, faults, cut, sent, pause, len(frames))
            except (OSError, asyncio.IncompleteReadError):
                await asyncio.sleep(0.05)
            if faults.stops_after in sent.acknowledged:
                break
        return sent

    async def _line(
        self,
        batches: dict[int, list[bytes]],
        waiting: list[int],
        port: int,
        faults: Faults,
        cut: set[int],
        sent: Sent,
        pause: float,
        count: int,
    ) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            kind, content = await _hear(reader)
            _say(writer, b"H", self.key.sign(b"tongban-test-car-1" + content + self.hello) + self.hello)
            kind, content = await _hear(reader)
            if kind == b"R":
                sent.refused = json.loads(content)["code"]
                return
            while waiting:
                number = waiting[0]
                _say(writer, b"F", number.to_bytes(4, "little") + _bytes(batches[number], number in faults.broken))
                await writer.drain()
                if number in cut:
                    cut.discard(number)
                    return
                kind, content = await _hear(reader)
                if kind == b"B":
                    await asyncio.sleep(int.from_bytes(content[4:], "little") / 1000)
                    continue
                if kind == b"R":
                    sent.refused = json.loads(content)["code"]
                    return
                waiting.pop(0)
                sent.acknowledged.append(number)
                if number == faults.stops_after:
                    return
                await asyncio.sleep(pause)
            _say(writer, b"E", count.to_bytes(4, "little"))
            kind, _ = await _hear(reader)
            sent.done = kind == b"D"
        finally:
            writer.close()


def _order(numbers: list[int], faults: Faults) -> list[int]:
    """The batches in the order in which they are sent."""
    order: list[int] = []
    for number in numbers:
        if number not in faults.lost:
            order += [number] * (2 if number in faults.twice else 1)
    for place in range(len(order) - 1):
        if order[place] in faults.swapped and order[place + 1] == order[place] + 1:
            order[place], order[place + 1] = order[place + 1], order[place]
    return order


def _bytes(frames: list[bytes], broken: bool) -> bytes:
    if broken:
        frames = [frames[0][:-1] + bytes([frames[0][-1] ^ 0xFF]), *frames[1:]]
    return b"".join(frames)


async def _hear(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readexactly(5)
    return head[:1], await reader.readexactly(int.from_bytes(head[1:], "little"))


def _say(writer: asyncio.StreamWriter, kind: bytes, content: bytes) -> None:
    writer.write(kind + len(content).to_bytes(4, "little") + content)
