"""The embedded server in the situations in which the package's own start-up was seen to fail."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest
from tests.config.conftest import Ordinary

from tongban.config import place
from tongban.config.embedded import Embedded
from tongban.config.place import SOCKET_PATH_BYTES
from tongban.config.server import External

MakeCopy = Callable[[Path], Embedded]

START_AND_SAY = """
import json, os, sys
from pathlib import Path
import psycopg
from tongban.config.embedded import Embedded
server = Embedded(Path(sys.argv[1] if len(sys.argv) > 1 else os.environ["COPY"]))
urls = server.start()
with psycopg.connect(urls.owner, autocommit=True) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS seen (word text)")
    connection.execute("INSERT INTO seen VALUES ('通办')")
    count, = connection.execute("SELECT count(*) FROM seen").fetchone()
print(json.dumps({"socket": str(server.place.socket), "count": count, "app": urls.app}), flush=True)
"""


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def postgres_processes(server: Embedded) -> list[psutil.Process]:
    data = str(server.place.data)
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd() == data:
                found.append(process)
        except psutil.Error:
            continue
    return found


def until(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_a_language_that_is_not_generated_changes_nothing(
    tmp_path: Path, copy_in: MakeCopy, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANG", "LC_ALL", "LC_CTYPE", "LANGUAGE"):
        monkeypatch.setenv(name, "tlh_QS.ISO8859-15")
    urls = copy_in(tmp_path).start()
    assert ask(urls.app, "SELECT datlocprovider FROM pg_database WHERE datname = 'tongban'") == "b"
    assert ask(urls.app, "SELECT datlocale FROM pg_database WHERE datname = 'tongban'") == "C.UTF-8"
    assert ask(urls.app, "SELECT upper('é通')") == "É通"


def test_a_path_of_150_characters_with_space_and_chinese_works_for_an_ordinary_user(
    ordinary: Ordinary,
) -> None:
    folder = "车管所 窗口 " + "x" * 150
    said = ordinary.json(START_AND_SAY, COPY=str(ordinary.home / folder))
    assert said["count"] == 1
    assert len(os.fsencode(f"{said['socket']}/.s.PGSQL.5432")) < SOCKET_PATH_BYTES
    again = ordinary.json(START_AND_SAY, COPY=str(ordinary.home / folder))
    assert again["count"] == 2
    assert again["socket"] == said["socket"]


def test_root_first_then_an_ordinary_user_do_not_meet(tmp_path: Path, copy_in: MakeCopy, ordinary: Ordinary) -> None:
    first = copy_in(tmp_path)
    first.start()
    said = ordinary.json(START_AND_SAY, COPY=str(ordinary.home / "copy"))
    assert said["count"] == 1
    assert said["socket"] != str(first.place.socket)
    assert first.running()


def test_no_folder_that_was_there_has_its_mode_changed(tmp_path: Path, copy_in: MakeCopy) -> None:
    home = tmp_path / "private" / "home"
    home.mkdir(parents=True)
    for folder, mode in ((tmp_path / "private", 0o711), (home, 0o750)):
        folder.chmod(mode)
    before = {path: path.stat().st_mode for path in (home, *home.parents)}
    server = copy_in(home)
    server.start()
    assert {path: path.stat().st_mode for path in before} == before
    for private in (server.place.base, server.place.data, server.place.socket):
        assert stat.S_IMODE(private.stat().st_mode) == 0o700


def test_nobody_gets_in_without_a_password_and_there_is_no_port(tmp_path: Path, copy_in: MakeCopy) -> None:
    server = copy_in(tmp_path)
    urls = server.start()
    password = urls.app.split(":")[2].split("@")[0]
    for wrong in (urls.app.replace(password, "wrong"), urls.app.replace(f":{password}", "")):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(wrong)
    assert ask(urls.app, "SHOW listen_addresses") == ""
    assert ask(urls.app, "SHOW jit") == "off"
    assert ask(urls.app, "SHOW synchronous_commit") == "on"


def test_the_application_owns_nothing(tmp_path: Path, copy_in: MakeCopy) -> None:
    urls = copy_in(tmp_path).start()
    assert ask(urls.app, "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = user") is False
    with psycopg.connect(urls.app) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE mine (id int)")


def test_what_was_committed_survives_kill_9_of_everything(tmp_path: Path, copy_in: MakeCopy) -> None:
    server = copy_in(tmp_path)
    urls = server.start()
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 5000) AS n")
    for process in postgres_processes(server):
        with suppress(psutil.NoSuchProcess):  # a worker of PostgreSQL's may have ended by itself meanwhile
            process.send_signal(signal.SIGKILL)
    assert until(lambda: not server.running())
    again = Embedded(tmp_path)
    urls = again.start()
    assert ask(urls.owner, "SELECT count(*) FROM kept") == 5000
    assert [one.ppid() for one in postgres_processes(again)].count(os.getpid()) == 1
    again.stop()
    assert postgres_processes(again) == []


def test_kill_9_of_the_postmaster_alone_is_mended_by_the_next_start(tmp_path: Path, copy_in: MakeCopy) -> None:
    server = copy_in(tmp_path)
    at_work = psycopg.connect(server.start().app)
    (postmaster,) = (one for one in postgres_processes(server) if one.ppid() == os.getpid())
    postmaster.send_signal(signal.SIGKILL)
    assert until(lambda: not server.running())
    assert ask(server.start().app, "SELECT 1") == 1
    at_work.close()


def test_the_server_ends_with_the_process_that_started_it(tmp_path: Path, copy_in: MakeCopy) -> None:
    server = copy_in(tmp_path)
    code = START_AND_SAY + "\nimport time; time.sleep(60)"
    starter = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE)
    assert starter.stdout and starter.stdout.readline()
    assert server.running()
    starter.kill()
    starter.wait()
    starter.stdout.close()
    assert until(lambda: not postgres_processes(server))


def test_a_lasting_server_outlives_its_starter_and_is_taken_over(tmp_path: Path, copy_in: MakeCopy) -> None:
    server = copy_in(tmp_path)
    code = START_AND_SAY.replace("server.start()", "server.start(lasting=True)")
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, capture_output=True)
    before = {process.pid for process in postgres_processes(server)}
    assert before
    server.start()
    assert before <= {process.pid for process in postgres_processes(server)}
    server.stop()
    assert server.running()
    server.stop(lasting_too=True)
    assert not server.running()


def test_a_pid_file_that_names_another_living_process_is_no_server(tmp_path: Path, copy_in: MakeCopy) -> None:
    server = copy_in(tmp_path)
    server.start()
    pid_file = server.place.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    server.stop()
    pid_file.write_text("\n".join([str(os.getppid()), *lines[1:]]) + "\n")
    assert not server.running()
    assert ask(server.start().app, "SELECT 1") == 1


def test_a_start_that_was_killed_while_making_the_database_is_begun_again(tmp_path: Path, copy_in: MakeCopy) -> None:
    server = copy_in(tmp_path)
    half = server.place.base / "data.part"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    assert ask(server.start().app, "SELECT 1") == 1


def test_two_copies_live_side_by_side(tmp_path: Path, copy_in: MakeCopy) -> None:
    one, other = copy_in(tmp_path / "one"), copy_in(tmp_path / "other")
    urls = [one.start(), other.start()]
    assert one.place.socket != other.place.socket
    with psycopg.connect(urls[0].owner, autocommit=True) as connection:
        connection.execute("CREATE TABLE only_here (id int)")
    assert ask(urls[1].app, "SELECT to_regclass('only_here')") is None
    one.stop()
    assert other.running()


def test_the_tests_data_lie_in_memory_where_there_is_room_and_nobody_elses_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory, home = tmp_path / "memory", tmp_path / "copy"
    memory.mkdir()
    monkeypatch.setattr(place, "MEMORY", memory)
    try:
        monkeypatch.setattr(place, "MEMORY_ROOM_BYTES", 1 << 62)
        full = place.settle(home, lasting=False)
        assert full.data.parent == full.base
        monkeypatch.setattr(place, "MEMORY_ROOM_BYTES", 1)
        store = place.settle(home, lasting=False).data.parent
        assert store.parent == memory and stat.S_IMODE(store.stat().st_mode) == 0o700
        assert place.settle(home).data.parent == full.base
        store.chmod(0o777)
        assert place.settle(home, lasting=False).data.parent == full.base
    finally:
        place.remove(home)
    assert list(memory.iterdir()) == [] and not full.base.exists()


def test_a_server_that_cannot_start_says_what_its_log_says(tmp_path: Path, copy_in: MakeCopy) -> None:
    server = copy_in(tmp_path)
    server.start()
    server.stop()
    (server.place.data / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(Exception, match="no_such_setting"):
        server.start()


def test_a_database_url_that_does_not_answer_is_a_sentence(tmp_path: Path) -> None:
    address = f"postgresql://nobody@/none?host={tmp_path}"
    with pytest.raises(Exception, match="DATABASE_URL does not answer"):
        External(address, address).start()
