"""Every test of the room runs on one day."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pytest_django import Settings

from tongban.core import clock


@pytest.fixture(autouse=True)
def _on_one_day() -> Iterator[None]:
    with clock.frozen(datetime(2026, 11, 22, 2, 0, tzinfo=UTC)):
        yield


@pytest.fixture(autouse=True)
def _cheap_passwords(settings: Settings) -> None:
    """Scrypt takes a tenth of a second each time; the test that counts hashes puts it back."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
