"""The site's own process over HTTP: nothing that was acknowledged is lost, whenever it is killed."""

import base64
import http.client
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.conftest import PROJECT

from tongban.assessment.exams.away import envelope
from tongban_site import keys
from tongban_site.store import Journal

OFFICE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SITTING, RIDER, SESSION = (f"00000000-0000-7000-8000-00000000000{n}" for n in (1, 2, 3))
RETURN_KEY = bytes(32)


def today() -> str:
    return (datetime.now(UTC) + timedelta(hours=8)).date().isoformat()


def a_package(folder: Path) -> bytes:
    """What an office sends along: one theory paper of fifty true-or-false questions, one ride."""
    items = [
        {"place": n, "kind": "judge", "zh": f"第{n}题", "en": f"Question {n}", "options": [], "right": "T"}
        for n in range(1, 51)
    ]
    common = {"session": SESSION, "class": "D", "name": "<王五>", "identity": "3101****", "portrait": "", "after": ""}
    told = {
        "package": "p1", "site": "NJ-M1", "authority": "", "day": today(), "site_name": {"zh": "竹镇", "en": "Zhuzhen"},
        "packed_at": (datetime.now(UTC) - timedelta(minutes=5)).isoformat(), "return_key": RETURN_KEY.hex(), "book": "",
        "examiners": [{"staff": "KS-1"}, {"staff": "KS-2"}],
        "sessions": [{"id": SESSION, "begins_at": datetime.now(UTC).isoformat(), "ends_at": "", "subjects": "S1"}],
        "sheets": {"x": {"edition": "E", "items": {"fall": {"points": 20, "words": {"zh": "脚着地", "en": "Foot"}}}}},
        "sittings": [
            common | {"id": SITTING, "subject": "S1", "examiner": "KS-1", "pass_mark": 90, "sheet": "",
                      "paper": {"minutes": 45, "marks": 2, "may_lose": 10, "items": items}},
            common | {"id": RIDER, "subject": "S2", "examiner": "KS-1", "pass_mark": 80, "sheet": "x", "paper": None},
        ],
    }  # fmt: skip
    opening = keys.of(folder).opening.public_key().public_bytes_raw().hex()
    return envelope.package(told, site="NJ-M1", number="p1", opening=opening, key=OFFICE)


class Running:
    """The process, and a browser with its cookies."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.cookies = folder, dict[str, str]()
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "tongban_site", "--data", str(self.folder), "--office",
                   OFFICE.public_key().public_bytes_raw().hex()]  # fmt: skip
        environment = {**os.environ, "PYTHONPATH": str(PROJECT / "src")}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        assert self.process.stdout is not None
        lines = [self.process.stdout.readline() for _ in range(3)]
        found = re.search(r"http://127.0.0.1:(\d+)/enter\?key=(\S+)", "".join(lines))
        assert found, lines
        self.port, self.key = int(found[1]), found[2]
        self.cookies["site"] = self.key

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def ask(
        self, path: str, body: bytes | None = None, kind: str = "application/x-www-form-urlencoded"
    ) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line.request("POST" if body is not None else "GET", path, body, {"Cookie": cookie, "Content-Type": kind})
        answer = line.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for one in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value
        line.close()
        return answer.status, answer.headers.get("Location") or text

    def post(self, path: str, **form: str) -> tuple[int, str]:
        return self.ask(path, urlencode(form).encode())

    def upload(self, path: str, content: bytes, **form: str) -> tuple[int, str]:
        parts = [f'--x\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in form.items()]
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
        body = b"".join(parts) + head + content + b"\r\n--x--\r\n"
        return self.ask(path, body, "multipart/form-data; boundary=x")


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    made = Running(tmp_path / "site")
    assert made.upload("/package", a_package(tmp_path / "site")) == (303, "/")
    assert made.post("/who", who="KS-1") == (303, "/")
    yield made
    made.kill()


def at_a_desk(running: Running, sitting: str = SITTING) -> None:
    assert running.upload(f"/try/{sitting}", b"", action="same")[0] == 303
    _, where = running.post(f"/try/{sitting}", action="code")
    assert running.post("/desk", code=where.partition("code=")[2]) == (303, "/paper")


def answered(folder: Path) -> set[int]:
    journal = Journal(folder / "journal.sqlite")
    found = {one.said["place"] for one in journal.events() if one.kind == "answered"}
    assert not list(journal.broken())
    journal.close()
    return found


def test_killed_at_any_moment_no_acknowledged_answer_is_lost(running: Running) -> None:
    at_a_desk(running)
    acknowledged: set[int] = set()
    place, chance = 1, random.Random(7)
    for _ in range(6):  # six times: killed while answers are under way
        timer = threading.Timer(chance.uniform(0.01, 0.12), running.kill)
        timer.start()
        while place < 50:
            try:
                status, _ = running.post("/paper", place=str(place), given="T")
            except (OSError, http.client.HTTPException):
                break
            assert status == 303
            acknowledged.add(place)
            place += 1
        timer.join()
        assert acknowledged <= answered(running.folder)
        running.start()
        assert "第" in running.ask("/paper")[1]  # the same desk goes on where it was
    assert acknowledged
    for rest in range(1, 51):
        running.post("/paper", place=str(rest), given="T")
    assert "100" in running.ask("/paper")[1]


def test_a_ride_by_the_pages_from_arrival_to_the_file(running: Running) -> None:
    here = f"/try/{RIDER}"
    assert "&lt;王五&gt;" in running.ask("/")[1]
    assert running.post(here, action="start")[0] == 409
    running.upload(here, b"\xff\xd8\xffjpeg", action="same")
    running.post(here, action="start")
    running.post(here, action="take_off", item="fall", why="")
    assert "80" in running.ask(here)[1]
    running.post(here, action="end")
    pad = "data:image/png;base64," + base64.b64encode(b"\x89PNG").decode()
    running.post(here, action="sign", role="candidate", image=pad)
    running.post(here, action="sign_paper", role="examiner")
    assert running.upload(here, b"film", action="record", camera="site")[0] == 303
    told = file_of(running)
    (one,) = told["results"]
    assert (one["sitting"], one["score"], len(one["signatures"]), len(one["recordings"])) == (RIDER, 80, 2, 1)
    assert one["compared"]["picture"] == base64.b64encode(b"\xff\xd8\xffjpeg").decode()


def file_of(running: Running) -> dict[str, Any]:
    first, _ = running.ask("/file")[1].split()
    outer = json.loads(base64.b64decode(first))
    assert b"\xe7\x8e\x8b" not in zlib.compress(json.dumps(outer).encode())
    opened: dict[str, Any] = envelope.opened(outer["sealed"], RETURN_KEY)
    return opened


def test_an_answer_is_final_and_a_code_works_once(running: Running) -> None:
    at_a_desk(running)
    running.post("/paper", place="1", given="F")
    running.post("/paper", place="1", given="T")
    journal = Journal(running.folder / "journal.sqlite")
    assert [one.said["given"] for one in journal.events() if one.kind == "answered"] == ["F"]
    journal.close()
    _, where = running.post(f"/try/{SITTING}", action="code")
    code = where.partition("code=")[2]
    assert running.post("/desk", code=code)[0] == 303
    assert running.post("/desk", code=code)[0] == 409


def test_a_candidate_at_a_desk_reaches_no_page_of_the_examiners(running: Running) -> None:
    running.cookies.pop("site")
    for path in ("/", f"/try/{RIDER}", f"/portrait/{RIDER}", "/file"):
        assert running.ask(path) == (303, "/desk")
    assert running.post(f"/try/{RIDER}", action="absent") == (303, "/desk")
    assert "王五" not in running.ask("/desk")[1]


def test_the_journal_takes_no_change_and_shows_one_made_by_force(running: Running) -> None:

    at_a_desk(running)
    running.post("/paper", place="1", given="F")
    running.kill()
    file = sqlite3.connect(running.folder / "journal.sqlite")
    for statement in ("UPDATE event SET said = '{}'", "DELETE FROM event"):
        with pytest.raises(sqlite3.DatabaseError):
            file.execute(statement)
    file.execute("DROP TRIGGER event_kept")
    file.execute("UPDATE event SET said = replace(said, '\"F\"', '\"T\"') WHERE kind = 'answered'")
    file.commit()
    file.close()
    running.start()
    assert running.ask("/file")[0] == 409
