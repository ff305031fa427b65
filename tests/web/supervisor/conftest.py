"""Pages of staff: partners answer over HTTP; the second factor is asked elsewhere."""

import pytest
from django.conf import LazySettings
from tests.exchange.conftest import forgetful_process, partner

__all__ = ["forgetful_process", "partner"]


@pytest.fixture(autouse=True)
def no_second_factor(settings: LazySettings) -> None:
    """As in a demonstration: a password is enough."""
    settings.TONGBAN_DEMO = True
