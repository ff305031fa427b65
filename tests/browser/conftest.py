"""A browser, a city and people for the tests that click: one of each for a module.

Playwright's loop lives in the tests' thread, where Django asks no database; `Stage.aside` asks it in a thread of its
own.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import pytest
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, sync_playwright
from tests import conftest as base
from tests.browser import cast
from tests.browser.hand import Hand
from tests.conftest import City

from tongban.config.catalogues import compile_catalogues
from tongban.exchange import actions as exchange
from tongban.exchange import breaker

T = TypeVar("T")
CHROMIUM = os.environ.get("TONGBAN_CHROMIUM") or shutil.which("chromium")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


class Stage:
    """The city of a module, and whoever comes into it."""

    def __init__(self, city: City, people: cast.Cast, thread: ThreadPoolExecutor) -> None:
        self.city, self.people, self.thread = city, people, thread
        self.web = city.web.replace("127.0.0.1", "localhost")  # passkeys need a name, not a number

    def aside(self, act: Callable[..., T], *values: Any, **named: Any) -> T:
        """Do something with the database, in the thread that may."""
        return self.thread.submit(act, *values, **named).result(timeout=60)

    def enter(self, role: str) -> cast.Person:
        """Somebody new for a role of the cast."""
        return self.aside(self.people.enter, role)

    def work(self) -> None:
        """Let the worker do what waits for it."""
        self.aside(self.city.work)

    def code_sent_to(self, phone: str) -> str:
        """The one-time code in the newest message to a telephone."""
        self.work()
        told = self.city.control("GET", f"messages?to={phone}")["messages"][0]["text"]
        return next(word for word in told.replace("，", " ").replace(",", " ").split() if word.isdigit())


@pytest.fixture(scope="module")
def chromium(stage: "Stage") -> Iterator[Browser]:
    """One browser for a module; its loop ends with it, so that other tests may ask the database again."""
    if not CHROMIUM:
        pytest.skip("there is no Chromium")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # fixtures of Django run while the loop is there
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def stage(server: Any, _sandbox: tuple[str, int], django_db_setup: Any, django_db_blocker: Any) -> Iterator[Stage]:
    """A product that answers over HTTP with a database of this module's own, the sandbox, and an office."""
    sandbox, port = _sandbox
    name = f"test_{uuid4().hex[:12]}"
    urls = base.clone(server, name)
    web = f"http://127.0.0.1:{port}"
    httpx.delete(f"{sandbox}/control/all", timeout=10, trust_env=False).raise_for_status()
    settings = override_settings(
        TONGBAN_SANDBOX_URL=sandbox,
        TONGBAN_PUBLIC_URL=web.replace("127.0.0.1", "localhost"),
        TONGBAN_TODAY="",
        CSRF_TRUSTED_ORIGINS=[web, web.replace("127.0.0.1", "localhost")],
    )
    with django_db_blocker.unblock(), settings, ThreadPoolExecutor(1) as thread:
        base._point_to(urls)
        compile_catalogues()
        listener = base.ThreadedServer(("127.0.0.1", port), base.QuietHandler)
        listener.set_app(base.WSGIHandler())
        threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True).start()
        city = City(web=web, sandbox=sandbox, urls=urls)
        breaker.reset()
        thread.submit(exchange.register_partner_keys, base_url=sandbox).result()
        people = thread.submit(cast.Cast, city).result()
        yield Stage(city, people, thread)
        listener.shutdown()
        listener.server_close()
        thread.submit(connections.close_all).result()
        base._point_to(django_db_setup)
    base.drop(server, name)


@pytest.fixture
def hand(chromium: Browser, stage: Stage) -> Iterator[Callable[..., Hand]]:
    """A hand on a phone: `hand(language="en", keyboard=True, script=False)`. Faults of a page fail the test."""
    hands: list[Hand] = []

    def take(**how: Any) -> Hand:
        hands.append(Hand(chromium, stage.web, **how))
        return hands[-1]

    yield take
    faults = [fault for one in hands for fault in one.faults]
    for one in hands:
        one.close()
    assert not faults
