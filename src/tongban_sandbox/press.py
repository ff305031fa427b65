"""A plate press that speaks the line protocol of docs/partners/press-protocol.md.

`python -m tongban_sandbox.press --port N --home DIR`. It can jam before or after a plate is made, lose the line, answer
twice, be slow, misread, and find no blank; its jobs are kept in a file, so that one job stays one plate.
"""

import argparse
import asyncio
import base64
import json
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

MACHINE = "demo-press/die-7"
FAULTS = ("JAM_BEFORE", "JAM_AFTER", "DROP", "TWICE", "SLOW", "MISREAD", "EMPTY")
COLOURS = {"blue": ("#1d4f9e", "#fff"), "yellow": ("#f5c518", "#111"), "green": ("#7fd1a0", "#111")}
LONGEST = 1 << 20

Made = dict[str, str]


class Press:
    """The machine: what it made by job, and the faults laid in for what comes next."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._file = home / "jobs.jsonl"
        self.made: dict[str, Made] = {}
        self.next: dict[str, str] = {}
        self._working = asyncio.Lock()  # one plate after the other, whoever asks
        if self._file.exists():
            for line in self._file.read_text(encoding="utf-8").splitlines():
                one = json.loads(line)
                self.made[one["job"]] = one

    def press(self, job: str, plate_type: str, number: str, kind: str) -> Made:
        """Press one plate and write it down before saying so."""
        read = f"{number[:-1]}{(ord(number[-1]) + 1) % 10}" if self._take("MISREAD") else number
        instant = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        made = {"job": job, "type": plate_type, "number": number, "kind": kind, "read": read, "at": instant}
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(made, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self.made[job] = made
        return made

    def lay(self, fault: str, value: str) -> None:
        """Lay in a fault for the next job."""
        self.next[fault] = value

    def _take(self, fault: str) -> str:
        return self.next.pop(fault, "")

    async def answer(self, words: list[str], out: asyncio.StreamWriter) -> bool:
        """Answer one line; False ends the line."""
        match words:
            case ["HELLO", "1", _]:
                _say(out, "PRESS", "1", MACHINE)
            case ["MAKE", job, plate_type, number, kind]:
                async with self._working:
                    return await self._make(job, plate_type, number, kind, out)
            case ["STATE", job]:
                async with self._working:
                    _say(out, *(_made(self.made[job]) if job in self.made else ("NONE", job)))
            case ["PICTURE", job]:
                _say(out, *(_picture(self.made[job]) if job in self.made else ("NONE", job)))
            case ["SIM", "COUNT"]:
                _say(out, "SIM", str(len(self.made)))
            case ["SIM", fault, *rest] if fault in FAULTS:
                self.lay(fault, (rest or ["1"])[0])
                _say(out, "SIM", "OK")
            case _:
                return False  # BYE, or no line of this protocol
        return True

    async def _make(self, job: str, plate_type: str, number: str, kind: str, out: asyncio.StreamWriter) -> bool:
        known = self.made.get(job)
        if known:
            same = (known["type"], known["number"]) == (plate_type, number)
            _say(out, *(_made(known) if same else ("CONFLICT", job)))
            return True
        if self._take("EMPTY"):
            _say(out, "FAIL", job, "EMPTY")
            return True
        if self._take("JAM_BEFORE"):
            _say(out, "FAIL", job, "JAM")
            return True
        for _ in range(int(self._take("SLOW") or 0)):
            _say(out, "WAIT", job, "1")
            await out.drain()
            await asyncio.sleep(1)
        made = self.press(job, plate_type, number, kind)
        if self._take("DROP"):
            return False
        if self._take("JAM_AFTER"):
            _say(out, "FAIL", job, "JAM")
            return True
        for _ in range(2 if self._take("TWICE") else 1):
            _say(out, *_made(made))
        return True


def _made(made: Made) -> tuple[str, ...]:
    return "MADE", made["job"], made["number"], MACHINE, made["at"]


def _picture(made: Made) -> tuple[str, ...]:
    drawn = base64.b64encode(_drawn(made).encode()).decode()
    return "PICTURE", made["job"], made["read"], "image/svg+xml", drawn


def _drawn(made: Made) -> str:
    """What the camera sees: the plate as pressed."""
    ground, ink = next((pair for name, pair in COLOURS.items() if made["kind"].startswith(name)), ("#ddd", "#111"))
    shown = f"{made['read'][:2]}·{made['read'][2:]}"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 440 140" role="img">'
        f'<rect width="440" height="140" rx="12" fill="{ground}"/>'
        f'<rect x="6" y="6" width="428" height="128" rx="8" fill="none" stroke="{ink}" stroke-width="3"/>'
        f'<text x="220" y="96" font-size="76" text-anchor="middle" fill="{ink}" textLength="390" '
        f'font-family="sans-serif">{shown}</text></svg>'
    )


def _say(out: asyncio.StreamWriter, *words: str) -> None:
    out.write((" ".join(words) + "\n").encode())


async def serve(press: Press, host: str, port: int) -> asyncio.Server:
    """Listen; each line is one connection."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                if not await press.answer(line.decode("utf-8", "replace").split(), writer):
                    break
                await writer.drain()
        except (ConnectionError, ValueError):
            pass
        finally:
            writer.close()

    return await asyncio.start_server(talk, host, port, limit=LONGEST)


async def _play(host: str, port: int, home: Path) -> int:
    server = await serve(Press(home), host, port)
    stop = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    await stop.wait()
    server.close()
    return 0


def main() -> int:
    """Be the press until told to stop; 1 with a sentence on stderr if that is not possible."""
    parser = argparse.ArgumentParser(prog="python -m tongban_sandbox.press", description="Plays a plate press.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--home", type=Path, required=True, help="folder of the file of jobs")
    options = parser.parse_args()
    try:
        return asyncio.run(_play(options.host, options.port, options.home))
    except OSError as error:
        print(f"tongban_sandbox.press: cannot serve {options.host}:{options.port}: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
