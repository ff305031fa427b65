"""Copies that exist for one test, and an ordinary user to be when the tests run as root."""

import itertools
import json
import os
import pwd
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from tests.conftest import drop, renamed

from tongban.config import devdb
from tongban.config.embedded import Embedded, Urls
from tongban.config.install import PROJECT

ORDINARY = "nobody"
COUNTER = itertools.count()


@pytest.fixture(autouse=True)
def as_from_a_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests start finds our packages and no database of another test."""
    monkeypatch.setenv("PYTHONPATH", str(PROJECT / "src"))
    for name in ("DATABASE_URL", "TONGBAN_OWNER_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def copy_in() -> Iterator[Callable[[Path], Embedded]]:
    """Makes the embedded server of a copy in a folder; all of them are removed after the test."""
    made: list[Embedded] = []

    def make(home: Path) -> Embedded:
        home.mkdir(parents=True, exist_ok=True)
        made.append(Embedded(home))
        return made[-1]

    yield make
    for server in made:
        server.remove()


@pytest.fixture
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Ordinary"]:
    """An ordinary user with a folder of their own: ourselves, or `nobody` where the tests run as root."""
    folder = Path("/tmp") if os.geteuid() == 0 else tmp_path_factory.mktemp("ordinary")
    home = folder / f"tongban-test-{os.getpid()}" if os.geteuid() == 0 else folder
    home.mkdir(exist_ok=True)
    user = Ordinary(home)
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("root without setpriv cannot become another user")
    if os.geteuid() == 0:
        entry = pwd.getpwnam(ORDINARY)
        os.chown(home, entry.pw_uid, entry.pw_gid)
        if user.run("print(1)", check=False).stdout != "1\n":
            pytest.skip("no interpreter of this version that an ordinary user may run")
    yield user
    shutil.rmtree(home, ignore_errors=True)


class Ordinary:
    """Runs Python as the ordinary user."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(
        self, code: str, check: bool = True, interpreter: str = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run code with our packages; where it fails (and `check`) the test fails with what it said."""
        done = subprocess.run(
            [*self._become(), interpreter or _interpreter(), "-c", code],
            cwd=self.home,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.home),
                "TMPDIR": "/tmp",
                "PYTHONPATH": f"{PROJECT / 'src'}:{sysconfig.get_path('purelib')}",
                "PYTHONDONTWRITEBYTECODE": "1",
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert not (check and done.returncode), done.stdout + done.stderr
        return done

    def environment(self) -> str:
        """The interpreter of an environment of their own, with our packages: what its children run too."""
        folder = self.home / "environment"
        self.run(f"import venv; venv.create({str(folder)!r}, symlinks=True)")
        packages = next(folder.glob("lib/python*/site-packages"))
        (packages / "ours.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
        return str(folder / "bin" / "python")

    def json(self, code: str, **environment: str) -> dict[str, object]:
        """Run code that prints one JSON object."""
        return dict(json.loads(self.run(code, **environment).stdout))

    def _become(self) -> list[str]:
        if os.geteuid() != 0:
            return []
        entry = pwd.getpwnam(ORDINARY)
        return ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups", "--"]


def _interpreter() -> str:
    """The system's Python where it is ours too: one installed under /root is closed to others."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    system = shutil.which(f"python{version}", path="/usr/bin")
    return system if os.geteuid() == 0 and system else sys.executable


@pytest.fixture
def empty_database() -> Iterator[Urls]:
    """An empty database of the tests' server, as application and as owner."""
    urls = devdb.start()
    name = f"config_{os.getpid()}_{next(COUNTER)}"
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield Urls(app=renamed(urls.app, name), owner=renamed(urls.owner, name))
    drop(urls, name)
