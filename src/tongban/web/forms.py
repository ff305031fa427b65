"""Small things every form shares: the key against repeats, errors beside their fields, dates in three parts."""

import base64
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from tongban.core import requests
from tongban.core.errors import BadInput, TongbanError
from tongban.law.text import Text

T = TypeVar("T")
LONGEST_KEY = 64


def new_key() -> str:
    """A key for one form as shown; the same form sent twice carries the same key."""
    return str(uuid4())


def redirect_once(request: HttpRequest, act: Callable[[], str]) -> HttpResponse:
    """Do something once per form and redirect to what it led to; a second click is led to the same place.

    `act` returns the address.
    """
    return HttpResponseRedirect(once(request, act))


def once(request: HttpRequest, act: Callable[[], str]) -> str:
    """Do something once per form and return what it led to, the same for a second click.

    `act` runs in one transaction with the note that it was done.
    """
    scope = f"account:{request.user.pk}"
    key = (request.POST.get("key") or new_key())[:LONGEST_KEY]
    body = {name: value for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "key")}
    with transaction.atomic():
        repeat = requests.once(scope=scope, key=key, body=body)
        if repeat and repeat.row:
            return repeat.row
        led_to = act()
        requests.remember(scope=scope, key=key, row=led_to)
    return led_to


def show_errors(
    request: HttpRequest, template: str, context: dict[str, Any], error: TongbanError, field: str = ""
) -> HttpResponse:
    """Show the page again: what was typed is kept, the error stands at the top and beside its field.

    `field` is the input the error belongs to, where the error does not name it as the page does.
    """
    place = field or (error.field if isinstance(error, BadInput) else "")
    shown = {
        **context,
        "values": request.POST,
        "errors": {place: error.message},
        "error_summary": [{"field": place, "message": error.message}],
    }
    return render(request, template, shown, status=error.status)


def typed(post: QueryDict, key: str, kind: str) -> str:
    """What was typed for a question: a date comes in three parts, several choices in a box each, all else in one."""
    if kind == "choices":
        return " ".join(str(value) for value in post.getlist(key))
    if kind != "date":
        return str(post.get(key, ""))
    year, month, day = (str(post.get(f"{key}_{part}", "")).strip() for part in ("year", "month", "day"))
    if not (year or month or day):
        return ""
    return f"{year.zfill(4)}-{month.zfill(2)}-{day.zfill(2)}"


def picture(request: HttpRequest, key: str) -> str:
    """An uploaded picture in base64. Raises BadInput where there is none or it is too large."""
    given = request.FILES.get(key)
    if given is None or not given.size:
        raise BadInput(key, Text(zh="请选择照片。", en="Choose a photograph."))
    if given.size > settings.TONGBAN_UPLOAD_MAX_BYTES:
        most = Text(zh="照片最大 {limit} MB，请压缩后再传。", en="A photograph may have up to {limit} MB.")
        raise BadInput(key, most.fill(limit=settings.TONGBAN_UPLOAD_MAX_BYTES // 1024**2))
    return base64.b64encode(given.read()).decode()


def text(value: Any) -> Text:
    """A value that reads the same in both languages."""
    return Text(zh=str(value), en=str(value))
