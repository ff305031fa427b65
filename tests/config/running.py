"""A throw-away copy at work with people on it, and what a saboteur may do to it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tongban.config import story
from tongban.config.install import PROJECT
from tongban.config.up import Copy, throwaway

PATIENCE_SECONDS = 4.0  # the worker seals every three
Person = dict[str, str]


@dataclass
class City:
    """The copy, people who have not lost their licence yet, and ways to do harm."""

    copy: Copy
    keep: Path
    people: Iterator[Person]

    def partner(self, name: str, **switches: Any) -> None:
        """Make a partner slow, wrong or down; without switches well again."""
        self.control("PUT" if switches else "DELETE", f"partners/{name}", switches or None)

    def control(self, method: str, path: str, body: object = None) -> Any:
        """Call the sandbox's control address."""
        url = f"{self.copy.sandbox_url}/control/{path}"
        answer = httpx.request(method, url, json=body, timeout=10, trust_env=False)
        answer.raise_for_status()
        return answer.json()

    @contextmanager
    def superuser(self) -> Iterator[psycopg.Connection]:
        """The database as its cluster's superuser, with triggers off: nothing in it can stop them."""
        with psycopg.connect(self.copy.server.admin_url(), autocommit=True) as connection:  # type: ignore[union-attr]
            connection.execute("SET session_replication_role = replica")
            yield connection

    def run(self, code: str) -> str:
        """Run Python inside the product, with its keys."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{code}"],
            env=self.copy.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def place(self, **instead: Any) -> story.Place:
        """Where the copy is, with less patience than a person has."""
        usual = story.place_of(self.copy, self.keep)
        values = {"web": usual.web, "database": usual.database, "verify_entries": usual.verify_entries}
        return story.Place(**{**values, "keep": self.keep, "patience": PATIENCE_SECONDS, **instead})


@dataclass
class Told(story.Told):
    """Tells the story in silence, and does something before a step begins."""

    say: Callable[[str], None] = lambda line: None
    before: dict[str, Callable[[], object]] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        if name in self.before:
            self.before[name]()
        with super().step(name):
            yield


def people_of(copy: Copy, count: int, *options: str) -> list[Person]:
    """Make people with a licence and an account who are known to the partners."""
    done = subprocess.run(
        [sys.executable, "-m", "bench._city", "--people", str(count), *options],
        env={**copy.environment, "PYTHONPATH": f"{PROJECT / 'src'}:{PROJECT}"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@contextmanager
def running_city(folder: Path, people: int, *options: str) -> Iterator[City]:
    """A throw-away copy in `folder` with people on it (`options`: of bench/_city.py), without the demo city."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TONGBAN_HOME", str(folder / "home"))
        patched.setenv("PYTHONPATH", str(PROJECT / "src"))
        for name in ("DATABASE_URL", "TONGBAN_OWNER_URL", "TONGBAN_TODAY"):
            patched.delenv(name, raising=False)
        assert "TONGBAN_AS_OWNER" not in os.environ
        with throwaway(demo=False) as copy:
            keep = folder / "keep"
            keep.mkdir()
            made = people_of(copy, people, *options)
            story.wait_for_seal(copy.urls.app)
            yield City(copy, keep, iter(made))
