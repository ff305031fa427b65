"""What cars send over the wire is kept, whatever happens on the way; what was acknowledged is never lost."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.assessment.driving.builders import a_car, a_kept_course, a_running_sitting, a_unit, frames
from tests.config.conftest import Urls
from tests.conftest import PROJECT

from tongban.assessment.exams.driving import actions, queries
from tongban.assessment.exams.driving.taking_in import TakingIn
from tongban_sandbox.test_car.wire import BATCH, Faults, Sent

SOME = frames("site")[:500]


class Begun:
    """A sitting whose test has begun, and the program that cars report to."""

    def __init__(self) -> None:
        a_car()
        self.course = a_kept_course()
        self.sitting = a_running_sitting()

    def sends(self, sent: list[bytes], faults: Faults | None = None, **unit: Any) -> Sent:
        """A car sends; returns what came of it."""
        return self.run(lambda port: a_unit(self.sitting, self.course, **unit).send(sent, port, faults))

    def run(self, scene: Callable[[int], Awaitable[Any]]) -> Any:
        """Play a scene against the program, in one process."""

        async def play() -> Any:
            listens: asyncio.Future[int] = asyncio.get_running_loop().create_future()
            serving = asyncio.create_task(TakingIn().serve("127.0.0.1", 0, listens.set_result))
            try:
                return await scene(await listens)
            finally:
                serving.cancel()
                await asyncio.gather(serving, return_exceptions=True)

        return asyncio.run(play())

    @property
    def drive(self) -> UUID:
        found = queries.find_drive_of(self.sitting)
        assert found is not None
        return found.id

    def noted(self) -> list[str]:
        return [one.kind for one in queries.notes(self.drive)]


@pytest.fixture
def begun(committed: Urls) -> Begun:
    return Begun()


def test_everything_that_is_sent_is_kept_as_it_came(begun: Begun) -> None:
    sent = begun.sends(SOME)
    assert sent.done and sent.lines == 1 and sent.acknowledged == list(range(10))
    assert queries.received(begun.drive) == b"".join(SOME)
    assert begun.noted() == []


def test_a_cut_line_loses_nothing_and_repeats_are_kept(begun: Begun) -> None:
    sent = begun.sends(SOME, Faults(cut_after=frozenset({2, 5})))
    assert sent.done and sent.lines == 3
    assert queries.numbers(begun.drive) == set(range(500))
    assert len(queries.received(begun.drive)) > len(b"".join(SOME))


def test_batches_out_of_order_and_twice_are_kept_and_nothing_is_mended(begun: Begun) -> None:
    assert begun.sends(SOME, Faults(swapped=frozenset({1}), twice=frozenset({4}))).done
    came = queries.received(begun.drive)
    assert came[BATCH * 40 : BATCH * 40 + 4] == (2 * BATCH).to_bytes(4, "little")
    assert len(came) == (500 + BATCH) * 40


def test_frames_that_never_come_are_missed(begun: Begun) -> None:
    assert begun.sends(SOME, Faults(lost=frozenset({3}))).done
    assert begun.noted() == ["count_differs"] and queries.stored_to(begun.drive) == 3 * BATCH


def test_a_broken_frame_is_noted_and_not_kept(begun: Begun) -> None:
    begun.sends(SOME, Faults(broken=frozenset({1})))
    assert begun.noted() == ["broken_frames", "count_differs"]
    assert BATCH not in queries.numbers(begun.drive)


def test_a_wrong_key_or_an_unknown_car_is_refused(begun: Begun) -> None:
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(32))
    assert begun.sends(SOME, key=stranger).refused == "unknown_car"
    assert begun.sends(SOME, car="T999").refused == "unknown_car"
    assert queries.find_drive_of(begun.sitting) is None


def test_of_two_cars_for_one_sitting_the_second_is_refused_and_noted(begun: Begun) -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes([7] * 32))
    a_car("T002", other)
    begun.sends(SOME, Faults(stops_after=3))
    assert begun.sends(SOME, car="T002", key=other).refused == "second_car"
    assert begun.noted() == ["second_car"]
    assert queries.numbers(begun.drive) == set(range(4 * BATCH))


def test_a_drive_that_has_ended_takes_nothing_more(begun: Begun) -> None:
    assert begun.sends(SOME).done
    assert begun.sends(SOME).refused == "not_open"


def test_nonsense_is_refused_in_words(begun: Begun) -> None:
    async def scene(port: int) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await reader.readexactly(37)
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        answer = await reader.read()
        writer.close()
        return answer

    assert b'"zh"' in begun.run(scene)


def test_while_the_database_does_not_answer_the_car_waits_and_comes_again(
    begun: Begun, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    real, times = actions.take_in, []

    def fails_once(**said: Any) -> int:
        times.append(1)
        if len(times) == 2:
            raise OperationalError("the server closed the connection")
        return real(**said)

    monkeypatch.setattr(actions, "take_in", fails_once)
    monkeypatch.setattr("tongban.assessment.exams.driving.taking_in.AGAIN_MS", 10)
    assert begun.sends(SOME).done and len(times) == 11
    assert queries.received(begun.drive) == b"".join(SOME)


def test_killed_in_the_middle_nothing_that_was_acknowledged_is_lost(begun: Begun, committed: Urls) -> None:
    process, port = _process(committed)
    unit = a_unit(begun.sitting, begun.course)

    async def until_killed() -> Sent:
        on_the_way = Sent()
        sending = asyncio.create_task(unit.send(SOME, port, tries=1, pause=0.05, sent=on_the_way))
        while len(on_the_way.acknowledged) < 3 and not sending.done():
            await asyncio.sleep(0.01)
        process.kill()
        return await sending

    sent = asyncio.run(until_killed())
    process.wait()
    assert not sent.done and sent.acknowledged
    kept = queries.numbers(begun.drive)
    assert {number for batch in sent.acknowledged for number in range(batch * BATCH, (batch + 1) * BATCH)} <= kept
    again, port = _process(committed)
    assert asyncio.run(unit.send(SOME, port)).done
    again.terminate()
    again.wait()
    assert queries.numbers(begun.drive) == set(range(500))


def _process(urls: Urls) -> tuple["subprocess.Popen[str]", int]:
    environment = {**os.environ, "DATABASE_URL": urls.app, "PYTHONPATH": str(PROJECT / "src")}
    command = [sys.executable, "-m", "tongban.config.test_cars", "--port", "0"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, int(process.stdout.readline().rsplit(" ", 1)[1])
