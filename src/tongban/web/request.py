"""The request as our views get it: what the middleware adds, for the type checker."""

from typing import Any

from django.http import HttpRequest

from tongban.core.actor import Actor


class Request(HttpRequest):
    """A request with its actor (`middleware.ActorMiddleware`), language and account."""

    actor: Actor
    LANGUAGE_CODE: str
    page_time: dict[str, Any]  # what `citizen.page_time` counts; there once a view has counted
    user: Any  # people.Account, or Django's AnonymousUser for nobody
