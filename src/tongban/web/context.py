"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from tongban.core import clock
from tongban.web import demo_accounts
from tongban.web.forms import new_key


def page(request: HttpRequest) -> dict[str, Any]:
    """The demonstration's day and accounts (asked for by few pages, hence a function), a fresh key for the forms."""
    return {
        "demo_day": clock.today() if settings.TONGBAN_TODAY and settings.TONGBAN_DEMO else None,
        "demo_accounts": demo_accounts.shown,
        "national_login": bool(settings.TONGBAN_OIDC),
        "form_key": new_key(),
    }
