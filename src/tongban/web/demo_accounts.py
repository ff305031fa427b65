"""Accounts to try, shown on the front page and the login page of a demonstration only."""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


def shown() -> list[Any]:
    """The demo's accounts, none outside a demonstration. The demo room stands above this one, so it is named."""
    if not settings.TONGBAN_DEMO:
        return []
    return list(import_string(settings.TONGBAN_DEMO_ACCOUNTS)(settings.TONGBAN_REGION))
