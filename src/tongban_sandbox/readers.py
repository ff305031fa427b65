"""A roadside unit with RFID readers, by docs/partners/reader-protocol.md.

`python -m tongban_sandbox.readers --port N --home DIR [--roam SECONDS]`. It keeps reads in a file until they are
acknowledged, and can cut a line in the middle of a report, report twice, talk nonsense, fall silent, have a wrong
clock, count anew, and let one tag pass two places at once.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import struct
import sys
import time
from pathlib import Path
from typing import Any

VERSION, LONGEST = 1, 1 << 16
HEAD, MARK, CLOCK, READ = struct.Struct(">HII"), struct.Struct(">IQ"), struct.Struct(">Q"), struct.Struct(">QQBbB")
ATTACH, ATTACHED, REFUSED, REPORT, ACK, KEEPALIVE, KEEPALIVE_ACK, CLOSE, CLOSED = 10, 11, 12, 61, 65, 62, 72, 14, 4
SIM, SIM_ANSWER, NO_TYPE = 1000, 1001, 999
READERS = tuple(f"R{number}" for number in range(1, 7))
AT_ONCE, EVERY, REST = 50, 2.0, 600.0

Kept = dict[str, Any]


class Roadside:
    """The readers: what each has read and nobody has acknowledged, how far its clock is off, and the faults laid in."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._file = home / "readers.json"
        self.readers: dict[str, Kept] = {name: {"run": 1, "next": 1, "off": 0.0, "waiting": []} for name in READERS}
        self.roaming: list[str] = []
        if self._file.exists():
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            self.readers, self.roaming = kept["readers"], kept["roaming"]
        self.attached: set[str] = set()
        self.changed = asyncio.Event()
        self.fault = ""
        self.silent_until = 0.0

    def passes(self, reader: str, epc: str, ago: float = 0.0) -> None:
        """A tag passes a reader: kept before anybody hears of it."""
        one = self.readers[reader]
        read = [one["next"], int((time.time() - ago + one["off"]) * 1e6), epc.upper()]
        one["next"] += 1
        one["waiting"].append(read)
        self.keep()

    def keep(self) -> None:
        """Write everything down, through a loss of power."""
        part = self._file.with_suffix(".part")
        with part.open("w", encoding="utf-8") as file:
            json.dump({"readers": self.readers, "roaming": self.roaming}, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._file)
        self.changed.set()
        self.changed = asyncio.Event()

    def acknowledge(self, reader: str, run: int, sequence: int) -> None:
        """Forget what is kept elsewhere."""
        one = self.readers[reader]
        if run == one["run"]:
            one["waiting"] = [read for read in one["waiting"] if read[0] > sequence]
            self.keep()

    def clock(self, reader: str) -> int:
        """The clock of a reader, which may be off."""
        return int((time.time() + self.readers[reader]["off"]) * 1e6)

    def told(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Do what the control frame asks."""
        match wish:
            case {"pass": epc, "reader": reader}:
                self.passes(reader, epc, float(wish.get("ago", 0)))
            case {"roam": tags}:
                self.roaming = list(tags)
                self.keep()
            case {"fault": "SILENT", "seconds": seconds}:
                self.silent_until = time.monotonic() + float(seconds)
            case {"fault": fault}:
                self.fault = str(fault)
            case {"reader": reader, "clock": off}:
                self.readers[reader]["off"] = float(off)
                self.keep()
            case {"reader": reader, "reset": True}:
                self.readers[reader].update(run=self.readers[reader]["run"] + 1, next=1, waiting=[])
                self.keep()
            case {"count": reader}:
                return {"waiting": len(self.readers[reader]["waiting"])}
            case _:
                return {"error": "not understood"}
        return {}

    def take_fault(self) -> str:
        """The fault that was laid in for what comes next."""
        fault, self.fault = self.fault, ""
        return fault


def frame(kind: int, number: int, body: bytes = b"") -> bytes:
    """A frame as bytes."""
    return HEAD.pack(VERSION << 10 | kind, HEAD.size + len(body), number) + body


def report(reads: list[Any]) -> bytes:
    """The body of a report."""
    body = struct.pack(">H", len(reads))
    for sequence, at, epc in reads:
        tag = bytes.fromhex(epc)
        body += READ.pack(sequence, at, 1 + sequence % 4, -50 - sequence % 20, len(tag)) + tag
    return body


async def next_frame(reader: asyncio.StreamReader) -> tuple[int, int, bytes]:
    """(type, number, body) of the next frame; ConnectionError for nonsense."""
    kind, length, number = HEAD.unpack(await reader.readexactly(HEAD.size))
    if kind >> 10 != VERSION or not HEAD.size <= length <= LONGEST:
        raise ConnectionError("no frame of this protocol")
    return kind & 0x3FF, number, await reader.readexactly(length - HEAD.size)


async def talk(roadside: Roadside, incoming: asyncio.StreamReader, outgoing: asyncio.StreamWriter) -> None:
    """One connection: one reader, or the control frame."""
    kind, number, body = await next_frame(incoming)
    if kind == SIM:
        answer = json.dumps(roadside.told(json.loads(body))).encode()
        outgoing.write(frame(SIM_ANSWER, number, answer))
        await outgoing.drain()
        return
    name = body[MARK.size + 1 :].decode("ascii", "replace")
    why = "UNKNOWN" if name not in roadside.readers else "BUSY" if name in roadside.attached else ""
    if kind != ATTACH or why:
        outgoing.write(frame(REFUSED, number, bytes([len(why)]) + why.encode()))
        await outgoing.drain()
        return
    roadside.attached.add(name)
    try:
        run, sequence = MARK.unpack_from(body)
        roadside.acknowledge(name, run, sequence)
        outgoing.write(frame(ATTACHED, number, MARK.pack(roadside.readers[name]["run"], roadside.clock(name))))
        sending = asyncio.create_task(send(roadside, name, outgoing))
        hearing = asyncio.create_task(hear(roadside, name, incoming, outgoing))
        done, left = await asyncio.wait({sending, hearing}, return_when=asyncio.FIRST_COMPLETED)
        for task in left:
            task.cancel()
        for task in done:
            task.result()
    finally:
        roadside.attached.discard(name)


async def hear(roadside: Roadside, name: str, incoming: asyncio.StreamReader, outgoing: asyncio.StreamWriter) -> None:
    """What the client says."""
    while True:
        kind, number, body = await next_frame(incoming)
        if kind == ACK:
            roadside.acknowledge(name, *MARK.unpack(body))
        elif kind == CLOSE:
            outgoing.write(frame(CLOSED, number))
            return


async def send(roadside: Roadside, name: str, outgoing: asyncio.StreamWriter) -> None:
    """Report what waits, each read until it is acknowledged or the line ends; in between say that we live."""
    number, said, run = 1, 0, roadside.readers[name]["run"]
    while roadside.readers[name]["run"] == run:  # who counts anew ends the line
        changed = roadside.changed
        if time.monotonic() < roadside.silent_until:
            await asyncio.sleep(0.1)
            continue
        number += 1
        reads = [read for read in roadside.readers[name]["waiting"] if read[0] > said][:AT_ONCE]
        if reads:
            fault, whole = roadside.take_fault(), frame(REPORT, number, report(reads))
            if fault == "CUT":
                outgoing.write(whole[: len(whole) // 2])
                await outgoing.drain()
                return
            outgoing.write(frame(NO_TYPE, number) if fault == "NONSENSE" else whole * (2 if fault == "TWICE" else 1))
            said = reads[-1][0]
        else:
            outgoing.write(frame(KEEPALIVE, number, CLOCK.pack(roadside.clock(name))))
        await outgoing.drain()
        if not reads:
            try:
                await asyncio.wait_for(changed.wait(), EVERY)
            except TimeoutError:
                continue


async def roam(roadside: Roadside, seconds: float) -> None:
    """Let the known tags pass now and then, each with time enough to ride to the next reader."""
    last: dict[str, float] = {}
    while True:
        await asyncio.sleep(seconds)
        rested = [tag for tag in roadside.roaming if time.monotonic() - last.get(tag, -REST) >= REST]
        if rested:
            tag = random.choice(rested)
            last[tag] = time.monotonic()
            roadside.passes(random.choice(READERS), tag)


async def serve(roadside: Roadside, host: str, port: int) -> asyncio.Server:
    """Listen; whoever talks nonsense is left."""

    async def connected(incoming: asyncio.StreamReader, outgoing: asyncio.StreamWriter) -> None:
        try:
            await talk(roadside, incoming, outgoing)
        except (OSError, EOFError, ValueError, KeyError, struct.error):
            pass
        finally:
            outgoing.close()

    return await asyncio.start_server(connected, host, port)


async def _play(options: argparse.Namespace) -> int:
    roadside = Roadside(options.home)
    server = await serve(roadside, options.host, options.port)
    walking = asyncio.create_task(roam(roadside, options.roam)) if options.roam else None
    stop = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    await stop.wait()
    if walking:
        walking.cancel()
    server.close()
    return 0


def main() -> int:
    """Be the roadside until told to stop; 1 with a sentence on stderr if that is not possible."""
    parser = argparse.ArgumentParser(prog="python -m tongban_sandbox.readers", description="Plays RFID readers.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--home", type=Path, required=True, help="folder of the file of reads")
    parser.add_argument("--roam", type=float, default=0, help="seconds between two passages of the tags that roam")
    options = parser.parse_args()
    try:
        return asyncio.run(_play(options))
    except OSError as error:
        print(f"tongban_sandbox.readers: cannot serve {options.host}:{options.port}: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
