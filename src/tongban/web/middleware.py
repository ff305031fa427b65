"""Every request gets an id, an actor, safe headers; every understandable error becomes a page."""

import re
from collections.abc import Callable
from uuid import uuid4

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from tongban.core import trace
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, TongbanError
from tongban.outlets import queries as outlets

log = structlog.get_logger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; form-action 'self' {cashier}; "
    "frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
TEMPLATES = {400: "400.html", 403: "403.html", 404: "404.html", 409: "conflict.html", 503: "unavailable.html"}
KNOWN_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")
NOBODY = Actor(kind="public", label="public", channel="online")


class RequestMiddleware:
    """Outermost of ours: the request id, the headers, the error pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("x-request-id", "")
        identifier = given if KNOWN_ID.match(given) else str(uuid4())
        with trace.request(identifier):
            response = self.get_response(request)
        response["x-request-id"] = identifier
        response.setdefault("content-security-policy", POLICY.format(cashier=settings.TONGBAN_SANDBOX_URL))
        response.setdefault("referrer-policy", "same-origin")
        if request.path.startswith(("/me/", "/desk/", "/supervisor/")):
            response.setdefault("cache-control", "no-store")
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """An error that people understand is a page (or JSON) with its words; anything else is ours to mend."""
        if not isinstance(error, TongbanError):
            return None
        words = error.message.in_language(get_language() or "zh-hans")
        if request.headers.get("accept", "").startswith("application/json"):
            return JsonResponse({"code": error.code, "detail": words}, status=error.status)
        context = {"message": error.message, "field": error.field if isinstance(error, BadInput) else ""}
        return render(request, TEMPLATES.get(error.status, "400.html"), context, status=error.status)


class ActorMiddleware:
    """`request.actor`: resolved once, when somebody asks for it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def actor_of(request: HttpRequest) -> Actor:
    """Who asks: a citizen or a member of staff with resolved grants, or nobody in particular."""
    if not request.user.is_authenticated:
        return NOBODY
    channel = "window" if request.user.kind == "staff" else "online"
    return outlets.actor_for(request.user, channel)
