"""Who asks: a client by its token, within its roles and its number of requests a minute."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import cache
from django.http import HttpRequest
from ninja.security import HttpBearer

from tongban.core import clock
from tongban.core.errors import NotAllowed
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.outlets.types import ApiClientView
from tongban.web.api.errors import NoClient, TooMany

MINUTE = 60
F = TypeVar("F", bound=Callable[..., Any])


class Bearer(HttpBearer):
    """A bearer token that opens one role; for the clerk that a header names, where it names one. Raises NoClient,
    TooMany, NotAllowed."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self.role = role

    def authenticate(self, request: HttpRequest, token: str) -> ApiClientView:
        client = outlets.api_client(token)
        if client is None:
            raise NoClient
        _count(client)
        if self.role not in client.roles:
            raise NotAllowed(
                Text(zh="该客户端没有“{role}”角色。", en='This client does not have the role "{role}".').fill(
                    role=self.role
                )
            )
        clerk = request.headers.get("tongban-clerk", "")
        return outlets.named_clerk(client, clerk) if clerk else client


def _count(client: ApiClientView) -> None:
    """Count this request in the client's minute. Each web process counts for itself: it is against haste."""
    second = int(clock.now().timestamp())
    key = f"api-{client.id}-{second // MINUTE}"
    cache.add(key, 0, 2 * MINUTE)
    try:
        count = cache.incr(key)
    except ValueError:  # the cache was full and dropped it between the two lines
        return
    if count > client.per_minute:
        raise TooMany(MINUTE - second % MINUTE)
