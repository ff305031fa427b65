"""Every test of the room runs on one day and in one transaction."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pytest_django import Settings

from tongban.core import clock

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_one_day(db: None) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture(autouse=True)
def _cheap_passwords(settings: Settings) -> None:
    """Scrypt takes a tenth of a second each time; the test that counts hashes puts it back."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
