"""Readers over their binary protocol, the roadside in a process of its own: nothing is lost, nothing is twice."""

import asyncio
import contextlib
import json
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.device import Device

from tongban.exchange.readers import line, wire
from tongban.exchange.readers.wire import Frame, Mark, Nonsense, TagRead

TAG, OTHER = "E2801160600002045A1B2C3D", "E2801160600002045A1B2C3E"


class Roadside(Device):
    """The simulated roadside unit, and its control frame."""

    program = "readers"

    def sim(self, **wish: object) -> dict[str, object]:
        body = json.dumps(wish).encode()
        with self.connection() as connection:
            connection.sendall(wire.pack(Frame(1000, 7, body)))
            with connection.makefile("rb") as reader:
                kind, length, number = wire.head(reader.read(wire.HEAD.size))
                assert (kind, number) == (1001, 7)
                answer: dict[str, object] = json.loads(reader.read(length))
                return answer

    def passes(self, tag: str = TAG, reader: str = "R1", ago: float = 0.0) -> None:
        self.sim(**{"pass": tag, "reader": reader, "ago": ago})


class Book:
    """A caller that keeps reads in a list, as the register keeps them in a table."""

    def __init__(self) -> None:
        self.mark, self.reads, self.off, self.troubles = Mark(), list[TagRead](), list[float](), list[str]()
        self.reported = 0
        self.broken = False

    async def kept(self) -> Mark:
        return self.mark

    async def keep(self, run: int, reads: list[TagRead]) -> None:
        self.reported += len(reads)
        if self.broken:
            self.broken = False
            raise ConnectionError("the database is gone")
        new = [one for one in reads if run != self.mark.run or one.sequence > self.mark.sequence]
        self.reads += new
        if new:
            self.mark = Mark(run, max(one.sequence for one in new))

    async def heard(self, off: float) -> None:
        self.off.append(off)

    async def lost(self, why: str) -> None:
        self.troubles.append(why)

    @property
    def caller(self) -> line.Caller:
        return line.Caller(self.kept, self.keep, self.heard, self.lost)

    def follow(self, roadside: Roadside, until: Callable[[], object], seconds: float = 20, reader: str = "R1") -> None:
        """Follow a reader until something is true."""

        async def run() -> None:
            task = asyncio.create_task(line.follow(reader, roadside.address, self.caller, pause=0.05))
            async with asyncio.timeout(seconds):
                while not until():
                    await asyncio.sleep(0.02)
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

        asyncio.run(run())


@pytest.fixture
def roadside(tmp_path: Path) -> Iterator[Roadside]:
    started = Roadside(tmp_path)
    yield started
    started.stop()


def test_what_passed_before_we_attached_is_reported_and_forgotten_once_it_is_kept(roadside: Roadside) -> None:
    for tag in (TAG, OTHER, TAG):
        roadside.passes(tag)
    book = Book()
    book.follow(roadside, lambda: len(book.reads) == 3)
    assert [one.epc for one in book.reads] == [TAG, OTHER, TAG] and abs(book.off[0]) < 1
    book.follow(roadside, lambda: roadside.sim(count="R1") == {"waiting": 0})
    assert len(book.reads) == 3


@pytest.mark.parametrize("fault", ["CUT", "NONSENSE", "TWICE"])
def test_a_line_that_is_cut_or_talks_nonsense_or_twice_loses_nothing_and_doubles_nothing(
    roadside: Roadside, fault: str
) -> None:
    for _ in range(3):
        roadside.passes()
    roadside.sim(fault=fault)
    book = Book()
    book.follow(roadside, lambda: len(book.reads) == 3 and roadside.sim(count="R1") == {"waiting": 0})
    assert [one.sequence for one in book.reads] == [1, 2, 3]
    assert bool(book.troubles) == (fault != "TWICE")


def test_a_line_that_is_cancelled_is_cancelled_whatever_it_does_at_that_moment() -> None:
    """At each of its steps, in the loop of a reader that talks without a pause."""
    hello = wire.pack(Frame(wire.ATTACHED, 1, struct.pack(">IQ", 1, 0)))
    alive = wire.pack(Frame(wire.KEEPALIVE, 2, struct.pack(">Q", 0)))

    async def talk(incoming: asyncio.StreamReader, outgoing: asyncio.StreamWriter) -> None:
        outgoing.write(hello + 200 * alive)
        await incoming.read(-1)
        outgoing.close()

    async def run() -> None:
        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        for steps in range(80):
            task = asyncio.create_task(line.follow("R1", f"127.0.0.1:{port}", Book().caller))
            for _ in range(steps):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task], timeout=1)
            assert task.cancelled(), steps
        server.close()

    asyncio.run(run())


def test_what_could_not_be_written_is_not_acknowledged_and_comes_again(roadside: Roadside) -> None:
    roadside.passes()
    book = Book()
    book.broken = True
    book.follow(roadside, lambda: len(book.reads) == 1)
    assert book.reported == 2 and book.troubles == ["the database is gone"]


def test_the_roadside_s_loss_of_power_loses_no_read(roadside: Roadside) -> None:
    roadside.passes()
    roadside.stop()
    roadside.start()
    book = Book()
    book.follow(roadside, lambda: len(book.reads) == 1)


def test_a_wrong_clock_is_told_and_a_reader_that_counts_anew_is_read_on(roadside: Roadside) -> None:
    roadside.sim(reader="R1", clock=-95.0)
    roadside.passes()
    book = Book()
    book.follow(roadside, lambda: len(book.reads) == 1)
    assert book.off[-1] == pytest.approx(-95, abs=1)
    roadside.sim(reader="R1", reset=True)
    roadside.passes(OTHER)
    book.follow(roadside, lambda: len(book.reads) == 2)
    assert (book.reads[-1].sequence, book.mark) == (1, Mark(2, 1))


def test_a_reader_that_is_not_there_is_told_and_a_silent_one_is_given_up(roadside: Roadside, monkeypatch) -> None:
    book = Book()
    book.follow(roadside, lambda: book.troubles, reader="R99")
    assert book.troubles[0] == "UNKNOWN"
    monkeypatch.setattr(line, "SILENCE", 0.5)
    roadside.sim(fault="SILENT", seconds=3)
    roadside.passes()
    silent = Book()
    silent.follow(roadside, lambda: len(silent.reads) == 1)
    assert "TimeoutError" in silent.troubles


READS = st.builds(
    TagRead,
    sequence=st.integers(0, 2**64 - 1),
    at=st.datetimes(min_value=wire._EPOCH.replace(tzinfo=None)).map(lambda at: at.replace(tzinfo=wire._EPOCH.tzinfo)),
    antenna=st.integers(0, 255),
    strength=st.integers(-128, 127),
    epc=st.binary(min_size=1, max_size=62).map(lambda raw: raw.hex().upper()),
)


@given(st.lists(READS, max_size=20))
def test_reads_go_through_the_frame_as_they_are(reads: list[TagRead]) -> None:
    body = len(reads).to_bytes(2)
    for one in reads:
        tag = bytes.fromhex(one.epc)
        at = (one.at - wire._EPOCH) // wire.timedelta(microseconds=1)
        body += wire._READ.pack(one.sequence, at, one.antenna, one.strength, len(tag)) + tag
    assert wire.reads(body) == reads


@given(st.binary(max_size=200))
def test_any_bytes_are_reads_or_nonsense(raw: bytes) -> None:
    for read in (wire.reads, wire.attached, wire.clock_of, wire.refused):
        with contextlib.suppress(Nonsense):
            read(raw)
    if len(raw) >= wire.HEAD.size:
        with contextlib.suppress(Nonsense):
            wire.head(raw[: wire.HEAD.size])
