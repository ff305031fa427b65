"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from tongban.core import clock
from tongban.web.forms import new_key


def page(request: HttpRequest) -> dict[str, Any]:
    """The demonstration's day where it is fixed, and a fresh key for the page's forms."""
    return {
        "demo_day": clock.today() if settings.TONGBAN_TODAY and settings.TONGBAN_DEMO else None,
        "form_key": new_key(),
    }
