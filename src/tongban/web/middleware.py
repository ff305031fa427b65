"""Every request gets an id, a language, an actor, safe headers; every understandable error becomes a page."""

import re
from collections.abc import Callable
from typing import Any, cast
from uuid import uuid4

import structlog
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from tongban.core import trace
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, NoRoom, TongbanError, no_room
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.people import sessions

log = structlog.get_logger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; form-action 'self' {cashier}; "
    "frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
TEMPLATES = {
    400: "400.html",
    403: "403.html",
    404: "404.html",
    409: "conflict.html",
    429: "too_often.html",
    502: "unavailable.html",
    503: "unavailable.html",
}
MACHINES = ("/api/", "/partners/")  # where a client says its language with each request
LANGUAGE_KEPT_SECONDS = 365 * 24 * 3600
CHUNK_BYTES = 64 * 1024
FORM_BYTES = 64 * 1024  # what a form adds to its file
DRAIN_BYTES = 128 * 1024 * 1024  # read and thrown away, so that the browser reads our answer instead of a broken pipe
KNOWN_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")
NO_NUL = Text(
    zh="内容里有不能使用的控制字符（空字符），请去掉后再提交。",
    en="There is a control character (NUL) in what was sent. Please take it out and send it again.",
)
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
        if request.path.startswith(("/me/", "/desk/", "/supervisor/", "/school/")):
            response.setdefault("cache-control", "no-store")
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Refuse the one character that no database text can hold, wherever it was sent."""
        if request.path.startswith("/api/"):
            return None  # the gate of the API refuses it in its own words
        sent = [request.path, *request.GET.values()]
        if request.method == "POST" and not request.path.startswith(MACHINES):
            sent += [str(value) for value in request.POST.values()]
        return self.process_exception(request, BadInput("", NO_NUL)) if any("\0" in one for one in sent) else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """An error that people understand is a page (or JSON) with its words; anything else is ours to mend."""
        known = error if isinstance(error, TongbanError) else no_room(error)
        if known is None:
            return None
        if known is not error:
            log.error("no_room", error=str(error))
        words = known.message.in_language(get_language() or "zh-hans")
        if request.headers.get("accept", "").startswith("application/json"):
            return JsonResponse({"code": known.code, "detail": words}, status=known.status)
        if isinstance(known, NoRoom):
            return render_to_page("no_room.html", {"message": known.message}, status=known.status)
        context = {"message": known.message, "field": known.field if isinstance(known, BadInput) else ""}
        return render(request, TEMPLATES.get(known.status, "400.html"), context, status=known.status)


class LanguageMiddleware:
    """Chinese, until somebody chooses: by the switch (a cookie) or by `?language=en` in an address.

    What a browser says it prefers does not count: many phones in China say English without their owner's knowledge.
    Machines choose with Accept-Language.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = known_language(request.GET.get("language", ""))
        language = asked or language_of(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.setdefault("content-language", language)
        if asked:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, asked, max_age=LANGUAGE_KEPT_SECONDS, samesite="Lax")
        return response


def known_language(code: str) -> str:
    """The code where it is one of the product's languages, else ""."""
    return code if code in dict(settings.LANGUAGES) else ""


def language_of(request: HttpRequest) -> str:
    """The language somebody chose before; for machines what they ask for; else Chinese."""
    chosen = known_language(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))
    if not chosen and request.path.startswith(MACHINES):
        return translation.get_language_from_request(request)
    return chosen or settings.LANGUAGE_CODE


class SizeMiddleware:
    """A body that is too large gets a page that says so; nothing of it is kept or parsed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(MACHINES) or body_bytes(request) <= most_bytes(request):
            return self.get_response(request)
        drain(request, DRAIN_BYTES)
        limit = settings.TONGBAN_UPLOAD_MAX_BYTES // (1024 * 1024)
        return render_to_page("413.html", {"limit_mb": limit}, status=413)


def body_bytes(request: HttpRequest) -> int:
    """How long the body says it is; 0 where it does not say."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isdigit() else 0


def most_bytes(request: HttpRequest) -> int:
    """How long a body may be: a form with a file, or one without."""
    if request.content_type == "multipart/form-data":
        return int(settings.TONGBAN_UPLOAD_MAX_BYTES) + FORM_BYTES
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def drain(request: HttpRequest, most: int) -> None:
    """Read the body away, up to `most` bytes."""
    left = most
    while left > 0:
        read = request.read(min(CHUNK_BYTES, left))
        if not read:
            return
        left -= len(read)


def render_to_page(template: str, context: dict[str, Any], status: int) -> HttpResponse:
    """A page that needs neither session nor account: an error before they are known."""
    return HttpResponse(render_to_string(template, context), status=status)


class AccountMiddleware(AuthenticationMiddleware):
    """`request.user`: whoever the session was read with, resolved when somebody asks for it."""

    def process_request(self, request: HttpRequest) -> None:
        """In place of Django's two statements, none: the session's own read has brought the account."""
        request.user = cast(Any, SimpleLazyObject(lambda: sessions.signed_in(request) or AnonymousUser()))


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
    holder = sessions.holder(request)
    if request.user.kind == "citizen" and holder and holder.account.pk == request.user.pk:
        return outlets.citizen(holder.account, holder.person, "online")
    return outlets.actor_for(request.user, "window" if request.user.kind == "staff" else "online")
