"""Signing in with the national identity: two addresses, there and back. Off where no provider is configured."""

from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.core.actor import Actor
from tongban.core.errors import BadInput, NotAllowed, NotFound
from tongban.exchange import national_login
from tongban.exchange.national_login import Begun, Identity, Provider
from tongban.exchange.types import ExchangeError
from tongban.law.text import Text
from tongban.people import actions as people
from tongban.people import queries
from tongban.web.public import register
from tongban.web.rights import public

log = structlog.get_logger(__name__)
SESSION = "national_login"
VISITOR = Actor(kind="citizen", label="citizen", channel="online")
OFF = Text(zh="这里没有开通国家身份认证登录。", en="Signing in with the national identity is not offered here.")
AGAIN = Text(zh="登录已过期或者已用过，请重新登录。", en="This log-in is over or was used: please sign in again.")


@public
def start(request: HttpRequest) -> HttpResponse:
    """Send the person to the provider."""
    try:
        address, begun = national_login.begin(_provider(), _back())
    except ExchangeError as error:
        return _not_in(request, error.message, error)
    request.session[SESSION] = begun.kept()
    return HttpResponseRedirect(address)


@public
def back(request: HttpRequest) -> HttpResponse:
    """The person came back: believe the provider, find the account, sign in. What was begun is used up."""
    provider, kept = _provider(), request.session.pop(SESSION, None)
    if kept is None:
        return _not_in(request, AGAIN)
    try:
        identity = national_login.finish(provider, _back(), Begun(**kept), request.GET.dict())
        account = _account(identity)
    except (ExchangeError, BadInput, NotAllowed) as error:
        return _not_in(request, error.message, error)
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return HttpResponseRedirect(reverse("citizen:home"))


def _account(identity: Identity) -> Any:
    """The account of whom the provider vouches for; somebody unknown is looked for in the population register."""
    population = None if queries.find_person(identity.number) else register.population_of(identity.number)
    with transaction.atomic():
        account = people.enter_with_national_identity(
            identity_number=identity.number,
            name=identity.name,
            level=identity.level,
            population=population,
            actor=VISITOR,
        )
    return get_user_model().objects.get(pk=account)


def _provider() -> Provider:
    found = national_login.provider()
    if found is None:
        raise NotFound(OFF)
    return found


def _back() -> str:
    return str(settings.TONGBAN_PUBLIC_URL) + reverse("public:national_back")


def _not_in(request: HttpRequest, message: Text, error: Exception | None = None) -> HttpResponse:
    """Nobody is signed in, in words; what exactly was wrong stands in the log, without the person."""
    log.warning("national_login_failed", why=getattr(error, "detail", ""), kind=type(error).__name__)
    return render(request, "public/national.html", {"message": message}, status=getattr(error, "status", 400))
