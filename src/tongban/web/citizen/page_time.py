"""How much of a person's time an application takes: with our pages open, from the first one to sending.

Counted on the server: the time between a page and the next request for the same case, at most ten minutes a page (it
was left open). The count travels in a signed cookie until the case is sent, so that no page costs a write; then
service, office, day and seconds are kept, and nothing that says whose they were.
"""

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tongban.casework import preparing
from tongban.casework.types import CaseRow
from tongban.core import clock
from tongban.web.request import Request

LONGEST_PAGE = 600.0


def tick(request: Request, case: CaseRow) -> None:
    """A page of a case that is not sent yet was opened, or came back."""
    known = _known(request)
    now = clock.now().timestamp()
    spent = 0.0
    if known.get("case") == case.number:
        spent = known["seconds"] + min(max(now - known["at"], 0.0), LONGEST_PAGE)
    request.page_time = {"case": case.number, "seconds": spent, "at": now}


def sent(request: Request, case: CaseRow) -> None:
    """The person has sent it: the sum is kept without the person, and the browser forgets it."""
    known, request.page_time = _known(request), {}
    if known.get("case") == case.number:
        preparing.keep_time(case, round(known["seconds"], 1))


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give the browser what a view has counted."""

    def counted(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        count = getattr(request, "page_time", None)
        if count:
            secure = settings.SESSION_COOKIE_SECURE
            value = json.dumps(count)
            response.set_signed_cookie(_name(), value, path="/me/", secure=secure, httponly=True, samesite="Lax")
        elif count is not None:
            response.delete_cookie(_name(), path="/me/", samesite="Lax")
        return response

    return counted


def _known(request: Request) -> dict[str, Any]:
    count = getattr(request, "page_time", None)
    return count if count is not None else json.loads(request.get_signed_cookie(_name(), default="{}") or "{}")


def _name() -> str:
    return f"tongban-{settings.TONGBAN_ID}-time"
