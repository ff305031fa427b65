"""Frames of the reader protocol: bytes to values and back. Pure: no socket, no clock."""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

VERSION = 1
HEAD = struct.Struct(">HII")
LONGEST = 1 << 16
ATTACH, ATTACHED, REFUSED, REPORT, ACK, KEEPALIVE, KEEPALIVE_ACK, CLOSE, CLOSED = 10, 11, 12, 61, 65, 62, 72, 14, 4
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MARK = struct.Struct(">IQ")  # run, sequence; or run, clock
_CLOCK = struct.Struct(">Q")
_COUNT = struct.Struct(">H")
_READ = struct.Struct(">QQBbB")


class Nonsense(ValueError):
    """A frame that is not of the protocol."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole frame. `number` is repeated by its answer."""

    type: int
    number: int
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the reads of a reader are kept: its run, and the last sequence of it."""

    run: int = 0
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class TagRead:
    """One tag near one reader, at the instant of the reader's clock. `epc`: hexadecimal, upper case."""

    sequence: int
    at: datetime
    antenna: int
    strength: int
    epc: str


def pack(frame: Frame) -> bytes:
    """A frame as bytes."""
    return HEAD.pack(VERSION << 10 | frame.type, HEAD.size + len(frame.body), frame.number) + frame.body


def head(raw: bytes) -> tuple[int, int, int]:
    """(type, bytes of the body, number) of a head. Raises Nonsense."""
    kind, length, number = HEAD.unpack(raw)
    if kind >> 10 != VERSION or not HEAD.size <= length <= LONGEST:
        raise Nonsense(f"no head of version {VERSION}: {raw.hex()}")
    return kind & 0x3FF, length - HEAD.size, number


def attach(number: int, reader: str, kept: Mark) -> Frame:
    """Ask for a reader, and for its reads after those that are kept."""
    name = reader.encode("ascii")
    return Frame(ATTACH, number, _MARK.pack(kept.run, kept.sequence) + bytes([len(name)]) + name)


def ack(number: int, kept: Mark) -> Frame:
    """Say how far reads are kept."""
    return Frame(ACK, number, _MARK.pack(kept.run, kept.sequence))


def attached(body: bytes) -> tuple[int, datetime]:
    """(run, the reader's clock). Raises Nonsense."""
    run, clock = _whole(_MARK, body)
    return run, _instant(clock)


def refused(body: bytes) -> str:
    """Why a reader does not attach. Raises Nonsense."""
    if not body or len(body) != body[0] + 1 or not body[1:].isascii():
        raise Nonsense("no reason")
    return body[1:].decode("ascii")


def clock_of(body: bytes) -> datetime:
    """The reader's clock. Raises Nonsense."""
    (clock,) = _whole(_CLOCK, body)
    return _instant(clock)


def reads(body: bytes) -> list[TagRead]:
    """The reads of a report, in their order. Raises Nonsense."""
    if len(body) < _COUNT.size:
        raise Nonsense("a report without a count")
    (count,), place, found = _COUNT.unpack_from(body), _COUNT.size, list[TagRead]()
    for _ in range(count):
        if len(body) < place + _READ.size:
            raise Nonsense("a report that ends in a read")
        sequence, at, antenna, strength, length = _READ.unpack_from(body, place)
        place += _READ.size
        epc = body[place : place + length]
        if len(epc) != length or not length:
            raise Nonsense("a report that ends in a tag")
        place += length
        found.append(TagRead(sequence, _instant(at), antenna, strength, epc.hex().upper()))
    if place != len(body):
        raise Nonsense("a report with something after its reads")
    return found


def _whole(form: struct.Struct, body: bytes) -> tuple[int, ...]:
    if len(body) != form.size:
        raise Nonsense(f"{len(body)} bytes instead of {form.size}")
    return form.unpack(body)


def _instant(microseconds: int) -> datetime:
    try:
        return _EPOCH + timedelta(microseconds=microseconds)
    except OverflowError as error:
        raise Nonsense("no instant") from error
