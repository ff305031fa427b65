"""Every test of the demo city runs on its usual day, with a cheap hash for passwords."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from tests.demo.builders import CHEAP, MORNING

from tongban.core import clock


@pytest.fixture(autouse=True)
def _on_one_day(settings: LazySettings) -> Iterator[None]:
    settings.PASSWORD_HASHERS = [CHEAP]
    with clock.frozen(MORNING):
        yield
