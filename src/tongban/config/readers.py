"""The process that reads the RFID readers at the roadside: one line to each reader in use, all in one event loop.

What comes is written by one thread, through `registers.bikes.reading`, before it is acknowledged. Readers that were
opened or closed since are looked for every few seconds. Without the database nothing is acknowledged, so nothing is
lost; the lines are tried again.
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

import django

from tongban.config.alive import Mark
from tongban.exchange.readers import line
from tongban.exchange.readers.wire import Mark as Kept
from tongban.exchange.readers.wire import TagRead

LOOK_SECONDS = 5.0
P = ParamSpec("P")
T = TypeVar("T")


class Writer:
    """The one thread that writes: its connection to the database is made anew where it was lost."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reads")

    async def run(self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an action in that thread. A database that is gone is a lost line: OSError."""
        from django.db import DatabaseError, close_old_connections

        def fresh() -> T:
            close_old_connections()
            return act(*args, **kwargs)

        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, fresh)
        except DatabaseError as error:
            raise ConnectionError(f"database: {error}") from error


def caller_of(reader: str, writer: Writer) -> line.Caller:
    """What the line of a reader does with what it hears."""
    from tongban.registers.bikes import reading

    async def kept() -> Kept:
        return await writer.run(reading.kept, reader)

    async def keep(run: int, reads: list[TagRead]) -> None:
        await writer.run(reading.keep, reader=reader, run=run, reads=reads)

    async def heard(off: float) -> None:
        await writer.run(reading.heard, reader=reader, off=off)

    async def lost(why: str) -> None:
        with contextlib.suppress(ConnectionError):  # the database itself is what was lost
            await writer.run(reading.lost, reader=reader, why=why)

    return line.Caller(kept, keep, heard, lost)


async def read_all(stop: asyncio.Event, look: float = LOOK_SECONDS) -> None:
    """Keep a line to every reader in use until told to stop."""
    from tongban.registers.bikes import reading

    writer, lines = Writer(), dict[tuple[str, str], asyncio.Task[None]]()
    while not stop.is_set():
        with contextlib.suppress(ConnectionError):
            wanted = set((await writer.run(reading.open_readers)).items())
            for gone in set(lines) - wanted:
                lines.pop(gone).cancel()
            for reader, address in wanted - set(lines):
                task = asyncio.create_task(line.follow(reader, address, caller_of(reader, writer)))
                lines[reader, address] = task
            for key in [key for key, task in lines.items() if task.done()]:
                lines.pop(key).result()  # a fault of ours ends the process; `up` starts it again
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), look)
    for task in lines.values():
        task.cancel()
    await asyncio.gather(*lines.values(), return_exceptions=True)


async def _until_told(ready: Path | None) -> None:
    stop = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    if ready:
        Mark.of(os.getpid()).write(ready)
    await read_all(stop)


def main(arguments: Sequence[str] = ()) -> int:
    """Set Django up and read; an argument is the file in which to say that we are ready."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
    django.setup()
    asyncio.run(_until_told(Path(arguments[0]) if arguments else None))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
