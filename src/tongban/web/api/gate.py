"""What stands before every endpoint: size, media type, JSON that is one, and the right that the book's test reads."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from tongban.core.errors import TongbanError, no_room
from tongban.web.api.errors import MethodNotAllowed, NotJson, NotJsonType, TooLarge, of_domain

MOST_BYTES = 1_500_000  # a portrait in base64; everything else is a thousandth of it
DEEPEST = 8
WITH_BODY = ("POST", "PUT")
View = Callable[..., HttpResponse]


def guarded(pattern: URLPattern, right: str) -> URLPattern:
    """The same address behind the gate. `right` says who may come in ("public", "partner:GET=status")."""
    inner: View = pattern.callback

    @wraps(inner, assigned=("__doc__",), updated=())
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            _check_body(request)
            response = inner(request, *args, **kwargs)
        except TongbanError as error:
            return of_domain(request, error)
        except (DatabaseError, OSError) as error:
            full = no_room(error)
            if full is None:
                raise
            return of_domain(request, full)
        if response.status_code == MethodNotAllowed.status:
            refused = of_domain(request, MethodNotAllowed())
            refused["allow"] = ", ".join(sorted(response["allow"].replace(" ", "").split(",")))
            return refused
        return response

    view.__name__ = str(pattern.name)
    view.right = right  # type: ignore[attr-defined]
    view.csrf_exempt = True  # type: ignore[attr-defined]  # known by a token, never by a cookie
    return URLPattern(pattern.pattern, view, pattern.default_args, pattern.name)


def _check_body(request: HttpRequest) -> None:
    """Raises TooLarge, NotJsonType, NotJson."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > MOST_BYTES:
        raise TooLarge(MOST_BYTES)
    if request.method not in WITH_BODY or not request.body:
        return
    if request.content_type != "application/json":
        raise NotJsonType
    try:
        content = json.loads(request.body.decode(), parse_constant=_refuse, object_pairs_hook=_once_each)
    except (ValueError, RecursionError) as error:
        raise NotJson from error
    _check_strings(content, 0)


def _refuse(word: str) -> NoReturn:
    """NaN and Infinity are not JSON."""
    raise ValueError(word)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two members of one name mean different things to different readers."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member twice")
    return members


def _check_strings(value: Any, depth: int) -> None:
    """No NUL (no database text holds one), no lone surrogate (no UTF-8 has one), no endless nesting."""
    if depth > DEEPEST:
        raise NotJson
    if isinstance(value, str) and any(char == "\0" or "\ud800" <= char <= "\udfff" for char in value):
        raise NotJson
    if isinstance(value, dict):
        for key, member in value.items():
            _check_strings(key, depth + 1)
            _check_strings(member, depth + 1)
    elif isinstance(value, list):
        for member in value:
            _check_strings(member, depth + 1)
