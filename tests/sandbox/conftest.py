"""One sandbox process per file of tests, emptied before each test; a product of its own beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.sandbox.builders import Product, Sandbox


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    product = Product()
    product.start()
    sandbox = Sandbox(tmp_path_factory.mktemp("sandbox"), product)
    sandbox.start()
    yield sandbox
    sandbox.kill()
    product.stop()


@pytest.fixture
def sandbox(running: Sandbox) -> Iterator[Sandbox]:
    running.control("DELETE", "all")
    running.product.received.clear()
    yield running


@pytest.fixture
def own_sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """For tests that kill it or take the product away."""
    product = Product()
    product.start()
    sandbox = Sandbox(tmp_path, product)
    sandbox.start()
    yield sandbox
    sandbox.kill()
    product.stop()
