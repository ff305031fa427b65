"""The id and the ports of a copy."""

import socket
import threading
from pathlib import Path

from tongban.config import ports
from tongban.config.alive import Mark, locked
from tongban.config.install import copy_id, install


def test_a_copy_keeps_its_id(tmp_path: Path) -> None:
    assert copy_id(tmp_path / "a") == copy_id(tmp_path / "a") != copy_id(tmp_path / "b")


def test_starts_at_the_same_moment_agree_on_one_id(tmp_path: Path) -> None:
    said: list[str] = []
    threads = [threading.Thread(target=lambda: said.append(copy_id(tmp_path / "a"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 8
    assert len(set(said)) == 1


def test_the_keys_of_a_copy_may_be_read_by_their_owner_only(tmp_path: Path) -> None:
    install(tmp_path / "a")
    folder = tmp_path / "a" / "secrets"
    assert folder.stat().st_mode & 0o077 == 0
    assert [path.stat().st_mode & 0o077 for path in folder.iterdir()] == [0]


def test_ports_are_kept_while_they_are_free(tmp_path: Path) -> None:
    install(tmp_path)
    first = ports.choose(tmp_path)
    assert ports.choose(tmp_path) == first == ports.remembered(tmp_path)


def test_a_port_that_was_taken_meanwhile_is_given_up(tmp_path: Path) -> None:
    install(tmp_path)
    first = ports.choose(tmp_path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", first.web))
        other.listen()
        second = ports.choose(tmp_path)
    assert second.web != first.web
    assert second.sandbox == first.sandbox


def test_a_port_that_is_asked_for_is_taken_as_said(tmp_path: Path) -> None:
    install(tmp_path)
    assert ports.choose(tmp_path, web=8123).web == 8123


def test_nobody_answers_on_a_free_port(tmp_path: Path) -> None:
    install(tmp_path)
    assert not ports.answers(f"http://127.0.0.1:{ports.choose(tmp_path).web}/health")


def test_a_lock_that_another_holds_is_not_waited_for(tmp_path: Path) -> None:
    with locked(tmp_path / "lock") as first, locked(tmp_path / "lock", wait=False) as second:
        assert first
        assert not second
    with locked(tmp_path / "lock", wait=False) as third:
        assert third


def test_a_pid_that_is_used_again_is_not_the_same_process() -> None:
    mark = Mark.of(1)
    assert mark.process() is not None
    assert Mark(mark.pid, mark.started - 3600).process() is None
    assert Mark(2**22 + 1, 0.0).process() is None


def test_a_mark_that_was_cut_short_is_none(tmp_path: Path) -> None:
    (tmp_path / "mark").write_text('{"pid": 1')
    assert Mark.read(tmp_path / "mark") is None
    assert Mark.read(tmp_path / "none") is None
