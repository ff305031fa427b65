"""The request as our views get it: what the middleware adds, for the type checker."""

from django.http import HttpRequest

from tongban.core.actor import Actor
from tongban.people.models import Account


class Request(HttpRequest):
    """A request with its actor (`middleware.ActorMiddleware`), language and account."""

    actor: Actor
    LANGUAGE_CODE: str
    user: Account  # for nobody Django's AnonymousUser, which has what we ask of it
