"""One line to one reader, kept for ever: attach, hand over, acknowledge, compare clocks, attach again."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from tongban.core import clock
from tongban.exchange.readers import wire
from tongban.exchange.readers.wire import Frame, Mark, Nonsense, TagRead

SILENCE = 15.0  # seconds without any frame (protocol, point 5)
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
log = structlog.get_logger(__name__)


class Refusal(ConnectionError):
    """The roadside unit does not let us at this reader, and says why."""


@dataclass(frozen=True, slots=True)
class Caller:
    """What a line needs of its caller. `keep` returns once the reads are written; `heard` is told how far the reader's
    clock is off, in seconds, and whether the line stands; `kept` says how far reads are kept."""

    kept: Callable[[], Awaitable[Mark]]
    keep: Callable[[int, list[TagRead]], Awaitable[None]]
    heard: Callable[[float], Awaitable[None]]
    lost: Callable[[str], Awaitable[None]]


async def follow(reader: str, address: str, caller: Caller, *, pause: float = FIRST_PAUSE) -> None:
    """Read a reader until cancelled. A lost line, silence and nonsense are told to `lost`, then it is tried again."""
    wait = pause
    while True:
        begun = asyncio.get_running_loop().time()
        try:
            await _once(reader, address, caller)
        except (OSError, TimeoutError, EOFError, Nonsense) as error:
            log.warning("reader_lost", reader=reader, why=str(error) or type(error).__name__)
            await caller.lost(str(error) or type(error).__name__)
        if asyncio.get_running_loop().time() - begun > LONGEST_PAUSE:
            wait = pause  # it stood for a while: begin with short pauses again
        await asyncio.sleep(wait)
        wait = min(2 * wait, LONGEST_PAUSE)


async def _once(reader: str, address: str, caller: Caller) -> None:
    host, _, port = address.rpartition(":")
    async with asyncio.timeout(SILENCE):  # not wait_for: in Python 3.11 it can lose that it was cancelled
        incoming, outgoing = await asyncio.open_connection(host, int(port or 0))
    try:
        await _talk(reader, incoming, outgoing, caller)
    finally:
        outgoing.close()
        with contextlib.suppress(OSError):
            await outgoing.wait_closed()


async def _talk(
    reader: str, incoming: asyncio.StreamReader, outgoing: asyncio.StreamWriter, caller: Caller
) -> None:  # fmt: skip
    outgoing.write(wire.pack(wire.attach(1, reader, await caller.kept())))
    answer = await _next(incoming)
    if answer.type == wire.REFUSED:
        raise Refusal(wire.refused(answer.body))
    if answer.type != wire.ATTACHED:
        raise Nonsense(f"frame {answer.type} instead of an answer")
    run, said = wire.attached(answer.body)
    await caller.heard(_off(said))
    while True:
        frame = await _next(incoming)
        if frame.type == wire.REPORT:
            found = wire.reads(frame.body)
            if found:
                await caller.keep(run, found)
                outgoing.write(wire.pack(wire.ack(frame.number, Mark(run, max(one.sequence for one in found)))))
        elif frame.type == wire.KEEPALIVE:
            await caller.heard(_off(wire.clock_of(frame.body)))
            outgoing.write(wire.pack(Frame(wire.KEEPALIVE_ACK, frame.number)))
        else:
            raise Nonsense(f"frame of type {frame.type}")
        async with asyncio.timeout(SILENCE):
            await outgoing.drain()


async def _next(incoming: asyncio.StreamReader) -> Frame:
    async with asyncio.timeout(SILENCE):
        kind, length, number = wire.head(await incoming.readexactly(wire.HEAD.size))
        return Frame(kind, number, await incoming.readexactly(length))


def _off(said: datetime) -> float:
    """How many seconds a clock is before ours."""
    return (said - clock.now()).total_seconds()
