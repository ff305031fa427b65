"""The tests' database: real PostgreSQL 18, migrated as its owner, used as the application's role.

One template is made per version of the migrations; every test run clones it (tens of milliseconds) and drops the clone.
"""

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import httpx
import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, connections
from hypothesis import settings as hypothesis_settings
from procrastinate.contrib.django import app

from tongban.config import catalogues, database, devdb
from tongban.config.embedded import Urls
from tongban.core import fresh

PROJECT = Path(__file__).resolve().parents[1]
# How long one example takes is the machine's business: two workers on a busy one are no fault.
hypothesis_settings.register_profile("tongban", deadline=None)
hypothesis_settings.load_profile("tongban")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: needs Chromium")
    config.addinivalue_line("markers", "slow: takes more than ten seconds")
    if not hasattr(config, "workerinput"):  # once, before anybody reads a translation
        catalogues.compile_catalogues()


def renamed(url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def template(urls: Urls) -> str:
    """The name of a migrated, empty database of this version of the code, made if it is not there."""
    name = f"template_{database.version().split()[-1]}"
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("SELECT pg_advisory_lock(712)")
        if not owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            part = f"{name}_part"
            owner.execute(f'DROP DATABASE IF EXISTS "{part}"')
            owner.execute(f'CREATE DATABASE "{part}" TEMPLATE template0')
            database.prepare(Urls(app=renamed(urls.app, part), owner=renamed(urls.owner, part)))
            owner.execute(f'ALTER DATABASE "{part}" RENAME TO "{name}"')
    return name


def clone(urls: Urls, name: str) -> Urls:
    """A database of its own for tests that commit."""
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        # copied as files: in memory a tenth of the time that copying through the log takes
        owner.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template(urls)}" STRATEGY file_copy')
    return Urls(app=renamed(urls.app, name), owner=renamed(urls.owner, name))


def drop(urls: Urls, name: str) -> None:
    """Drop a clone; connections that threads of a server left behind are ended by the role that made them."""
    with psycopg.connect(urls.app, autocommit=True) as own:
        own.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user",
            [name],
        )
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute(f'DROP DATABASE IF EXISTS "{name}"')


@pytest.fixture(scope="session")
def server() -> Urls:
    """The tests' PostgreSQL: an address from outside, or the embedded one, started if it does not run."""
    if os.environ.get("TONGBAN_TEST_URL"):
        return Urls(app=os.environ["TONGBAN_TEST_URL"], owner=os.environ["TONGBAN_TEST_OWNER_URL"])
    return devdb.start()


@pytest.fixture(scope="session")
def django_db_setup(server: Urls, django_db_blocker: pytest.FixtureRequest) -> Iterator[Urls]:
    """Point Django at a clone for this run."""
    with django_db_blocker.unblock(), _pointed_at_a_clone(server) as urls:  # type: ignore[attr-defined]
        yield urls


@contextmanager
def _pointed_at_a_clone(server: Urls) -> Iterator[Urls]:
    name = f"test_{uuid4().hex[:12]}"
    urls = clone(server, name)
    _point_to(urls)
    yield urls
    connections.close_all()
    drop(server, name)


def _point_to(urls: Urls) -> None:
    from tongban.config.settings import database as described

    connections["default"].close()
    django_settings.DATABASES["default"].update(described(urls.app))
    connections["default"].settings_dict.update(described(urls.app))


@pytest.fixture
def committed(server: Urls, django_db_blocker: pytest.FixtureRequest, django_db_setup: Urls) -> Iterator[Urls]:
    """A database of this test's own, in which transactions commit and threads see each other."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        with _pointed_at_a_clone(server) as urls:
            yield urls
        _point_to(django_db_setup)


@pytest.fixture(autouse=True)
def _forget_caches() -> None:
    cache.clear()
    fresh.forget_all()


def run_product(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "tongban.config.cli", *arguments],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT / "src"), **environment},
        capture_output=True,
        text=True,
        timeout=600,
    )


@dataclass
class City:
    """A product and a sandbox that reach each other over HTTP, with a database of this test's own."""

    web: str
    sandbox: str
    urls: Urls

    def control(self, method: str, path: str, body: object = None) -> Any:
        """Call the sandbox's control address."""
        answer = httpx.request(method, f"{self.sandbox}/control/{path}", json=body, timeout=10, trust_env=False)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def work(self) -> None:
        """Do what waits for the worker: jobs, and cases whose time has come, until nothing is left."""
        from tongban.casework import tasks

        for _ in range(30):
            run_jobs()
            due = tasks.lease_due(50)
            for case_id in due:
                tasks.move_on(case_id)
            if not due and not waiting_jobs():
                return
        raise AssertionError("the work does not come to an end")


def run_jobs() -> None:
    """Run every job that may run now, as the worker process does."""

    async def run() -> None:
        async with running.open_async():
            await running.run_worker_async(
                wait=False, install_signal_handlers=False, delete_jobs="successful", listen_notify=False
            )

    with app.replace_connector(app.connector.get_worker_connector()) as running:
        asyncio.run(run())


def waiting_jobs() -> int:
    """How many jobs could run now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs"
            " WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())"
        )
        return int(cursor.fetchone()[0])


@pytest.fixture(scope="session")
def _sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """One sandbox process for the run; its product is whoever listens on the port given to it."""
    web_port, port = free_port(), free_port()
    command = [
        sys.executable, "-m", "tongban_sandbox", "--port", str(port),
        "--home", str(tmp_path_factory.mktemp("sandbox")), "--callback", f"http://127.0.0.1:{web_port}",
    ]  # fmt: skip
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(PROJECT / "src")})
    address = f"http://127.0.0.1:{port}"
    wait_until_answers(f"{address}/healthz")
    yield address, web_port
    process.terminate()
    process.wait(timeout=10)


@pytest.fixture
def city(committed: Urls, _sandbox: tuple[str, int], settings: Any, tmp_path: Path) -> Iterator[City]:
    """The product served over HTTP from this process, and the sandbox emptied for this test."""
    sandbox, web_port = _sandbox
    web = f"http://127.0.0.1:{web_port}"
    settings.TONGBAN_SANDBOX_URL, settings.TONGBAN_PUBLIC_URL = sandbox, web
    settings.TONGBAN_TODAY = ""
    httpx.delete(f"{sandbox}/control/all", timeout=10, trust_env=False).raise_for_status()
    server = ThreadedServer(("127.0.0.1", web_port), QuietHandler)
    server.set_app(WSGIHandler())
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    from tongban.exchange import actions as exchange

    exchange.register_partner_keys(base_url=sandbox)
    yield City(web=web, sandbox=sandbox, urls=committed)
    server.shutdown()
    server.server_close()
    thread.join()


class ThreadedServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a test's output is its result."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_answers(address: str, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if httpx.get(address, timeout=2, trust_env=False).status_code < 500:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise TimeoutError(address)
