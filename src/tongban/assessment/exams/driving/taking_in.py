"""The program that test cars talk to: docs/partners/test-car-protocol.md, from our side.

One connection is one car. Every message begins with a letter and four bytes of length. A car proves who it is by
signing our challenge together with its hello. A batch of frames is acknowledged after the transaction that keeps it: a
car may forget what was acknowledged and nothing else. While a batch is being kept no other one is read from that car,
the line itself holds it back. Where the database does not answer, the car is told to come again with the batch.
"""

import asyncio
import json
import logging
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import DatabaseError, close_old_connections, connections

from tongban.assessment.exams.driving import actions, queries
from tongban.assessment.exams.driving.frames import SIZE, is_whole
from tongban.assessment.exams.driving.types import DriveView
from tongban.core.actor import Actor
from tongban.core.errors import TongbanError
from tongban.law.text import Text

VERSION = 1
SIGNED = b"tongban-test-car-1"
LONGEST, MOST_FRAMES = 1 << 20, 1200
SILENCE_SECONDS, AGAIN_MS = 60.0, 2000
WRITERS = 4
UNKNOWN_CAR = Text(
    zh="没有登记这辆考试车，或签名不对。", en="No such test car is registered, or its signature is wrong."
)
NOT_UNDERSTOOD = Text(zh="消息无法识别。", en="The message makes no sense.")

log = logging.getLogger("tongban.test_cars")


class _Refused(Exception):
    def __init__(self, code: str, message: Text) -> None:
        super().__init__(code)
        self.code, self.message = code, message


@dataclass
class _Line:
    """One connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def hear(self) -> tuple[bytes, bytes]:
        """The next message. Raises IncompleteReadError where the line ends, TimeoutError after a minute of silence."""
        async with asyncio.timeout(SILENCE_SECONDS):
            head = await self.reader.readexactly(5)
            length = int.from_bytes(head[1:], "little")
            if length > LONGEST:
                raise _Refused("too_long", NOT_UNDERSTOOD)
            return head[:1], await self.reader.readexactly(length)

    async def say(self, kind: bytes, content: bytes) -> None:
        self.writer.write(kind + len(content).to_bytes(4, "little") + content)
        await self.writer.drain()


class TakingIn:
    """Takes in what cars report. `serve` listens until it is cancelled."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(WRITERS, thread_name_prefix="frames")

    async def serve(self, host: str, port: int, ready: Callable[[int], None] = lambda port: None) -> None:
        """Listen; `ready` is told the port."""
        server = await asyncio.start_server(self._talk, host, port, limit=2 * LONGEST)
        ready(server.sockets[0].getsockname()[1])
        try:
            async with server:
                await server.serve_forever()
        finally:
            self._close_connections()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = _Line(reader, writer)
        try:
            drive = await self._welcome(line)
            while await self._next(line, drive):
                pass
        except _Refused as refused:
            said = {"code": refused.code, "zh": refused.message.zh, "en": refused.message.en}
            await line.say(b"R", json.dumps(said).encode())
        except (asyncio.IncompleteReadError, TimeoutError, ConnectionError):
            pass  # a line ends when it ends: what was acknowledged is kept, the car comes again with the rest
        finally:
            writer.close()

    async def _welcome(self, line: _Line) -> DriveView:
        challenge = os.urandom(32)
        await line.say(b"C", challenge)
        kind, content = await line.hear()
        signature, hello = content[:64], content[64:]
        if kind != b"H":
            raise _Refused("hello_first", NOT_UNDERSTOOD)
        drive, stored = await self._kept(_begin, challenge, signature, hello)
        said = {"protocol": VERSION, "drive": str(drive.id), "stored": stored, "most": MOST_FRAMES}
        await line.say(b"W", json.dumps(said).encode())
        return drive

    async def _next(self, line: _Line, drive: DriveView) -> bool:
        kind, content = await line.hear()
        if kind == b"F":
            await self._batch(line, drive, content)
        elif kind == b"E" and len(content) == 4:
            await self._kept(_end, drive, int.from_bytes(content, "little"))
            await line.say(b"D", b"")
            return False
        else:
            raise _Refused("not_understood", NOT_UNDERSTOOD)
        return True

    async def _batch(self, line: _Line, drive: DriveView, content: bytes) -> None:
        batch, frames = content[:4], content[4:]
        if len(batch) < 4 or len(frames) % SIZE or len(frames) > MOST_FRAMES * SIZE:
            raise _Refused("not_understood", NOT_UNDERSTOOD)
        try:
            await self._kept(_keep, drive.id, frames)
        except DatabaseError as error:
            log.warning("frames of drive %s were not kept, the car comes again: %s", drive.id, error)
            await line.say(b"B", batch + AGAIN_MS.to_bytes(4, "little"))
        else:
            await line.say(b"A", batch)

    async def _kept(self, act: Callable[..., Any], *arguments: Any) -> Any:
        """Run an action in a thread with a connection of its own; what people are told becomes a refusal."""

        def acting() -> Any:
            close_old_connections()
            return act(*arguments)

        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, acting)
        except TongbanError as error:
            raise _Refused(error.code, error.message) from error

    def _close_connections(self) -> None:
        """Every thread closes its own connection."""
        all_here = threading.Barrier(WRITERS)

        def close() -> None:
            all_here.wait(10)
            connections.close_all()

        for done in [self._threads.submit(close) for _ in range(WRITERS)]:
            done.result(20)
        self._threads.shutdown()


def _begin(challenge: bytes, signature: bytes, hello: bytes) -> tuple[DriveView, int]:
    """Check who speaks, and open the drive or go on with it."""
    try:
        said = json.loads(hello)
        code, sitting, course = str(said["car"]), UUID(said["sitting"]), str(said["course"])
        began_at, version = datetime.fromisoformat(said["began_at"]), said["protocol"]
    except (ValueError, KeyError, TypeError) as error:
        raise _Refused("not_understood", NOT_UNDERSTOOD) from error
    if version != VERSION or began_at.tzinfo is None:
        raise _Refused("not_understood", NOT_UNDERSTOOD)
    car = queries.find_car(code)
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(car.public_key if car else ""))
        key.verify(signature, SIGNED + challenge + hello)
    except (ValueError, InvalidSignature) as error:
        raise _Refused("unknown_car", UNKNOWN_CAR) from error
    drive = actions.open_drive(sitting_id=sitting, car=code, course=course, began_at=began_at, actor=_car(code))
    return drive, queries.stored_to(drive.id)


def _keep(drive_id: UUID, frames: bytes) -> None:
    """Keep the whole frames of a batch; broken ones are noted, and what they looked like."""
    pieces = [frames[at : at + SIZE] for at in range(0, len(frames), SIZE)]
    whole = [piece for piece in pieces if is_whole(piece)]
    broken = [piece.hex() for piece in pieces if not is_whole(piece)]
    if broken:
        actions.note(drive_id=drive_id, kind="broken_frames", detail={"count": len(broken), "frames": broken[:20]})
    if whole:
        actions.take_in(drive_id=drive_id, frames=b"".join(whole))


def _end(drive: DriveView, sent: int) -> None:
    actions.close_drive(drive_id=drive.id, sent=sent, actor=_car(drive.car))


def _car(code: str) -> Actor:
    return Actor(kind="partner", label=f"car-{code}", channel="partner")
