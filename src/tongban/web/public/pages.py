"""The front page, progress by number, sealed roots, how partners do, health."""

import re
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from tongban.casework import queries
from tongban.core import clock, seal_key, sealing
from tongban.core.errors import BadInput
from tongban.exchange import queries as exchange
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.web import forms, jobs, shown
from tongban.web.rights import public

HEX_ROOT = re.compile(r"^[0-9a-f]{64}$")
NO_CASE = Text(
    zh="没有找到这个案件，请核对编号和身份证号后四位。",
    en="There is no such case. Please check the number and the last four characters of the identity number.",
)
TRIES_PER_MINUTE = 10
TOO_OFTEN = Text(zh="查询太频繁，请一分钟后再试。", en="Too many tries: please wait a minute.")
KNOWN_ROOT = Text(zh="这是本机关封存过的根值。", en="This root was sealed here.")
UNKNOWN_ROOT = Text(
    zh="这个根值不在封存记录里。如果它来自您的回执，请联系监督部门。",
    en="This root is not among the sealed ones. If it stands on your receipt, tell the supervisors.",
)
STATES = {"up": "up", "quiet": "up", "unsteady": "slow", "down": "down"}


@public
def home(request: HttpRequest) -> HttpResponse:
    """What can be done here."""
    return render(request, "public/home.html", jobs.startable(queries.in_service(), "public:service"))


@public
def progress(request: HttpRequest) -> HttpResponse:
    """Where a case is, by number and the end of the identity number; no name, no paper."""
    if request.method != "POST":
        return render(request, "public/progress.html", {"values": {"number": request.GET.get("number", "")}})
    try:
        return render(request, "public/progress.html", {"values": request.POST, "found": _found(request)})
    except BadInput as error:
        return forms.show_errors(request, "public/progress.html", {}, error)


def _found(request: HttpRequest) -> dict[str, Any]:
    """The case, if number and identity fit; wrong pairs look the same and are slowed down."""
    key = f"progress-{request.META.get('REMOTE_ADDR', '')}"
    if (cache.get_or_set(key, 0, 60) or 0) >= TRIES_PER_MINUTE:
        raise BadInput("number", TOO_OFTEN)
    cache.incr(key)
    row = queries.find_by_number(request.POST.get("number", "").strip())
    typed = request.POST.get("last4", "").strip().upper()
    if row is None or not typed or people.identity_number(row.applicant)[-4:] != typed:
        raise BadInput("number", NO_CASE)
    case = queries.public_progress(row.id)
    return {
        **shown.case_head(case),
        "timeline": shown.timeline(case),
        "next_step": {**(shown.next_step(case) or {}), "href": ""} if shown.next_step(case) else None,
        "deadline": shown.deadline(case),
    }


@public
def status(request: HttpRequest) -> HttpResponse:
    """How every partner does, and how many cases wait for one."""
    waiting = queries.waiting_for_partners()
    partners = [
        {
            "name": one.name,
            "state": STATES[one.state],
            "since": one.last_success_at,
            "words": None,
            "waiting": waiting.get(one.code, 0),
        }
        for one in exchange.partner_states()
    ]
    return render(request, "public/status.html", {"partners": partners, "checked_at": clock.now()})


@public
def roots(request: HttpRequest) -> HttpResponse:
    """Every day's root, and a place to compare the one on a receipt."""
    context: dict[str, Any] = {"roots": sealing.roots(), "key_pem": seal_key.public_pem(), "values": {}}
    if request.method == "POST":
        typed = re.sub(r"\s", "", request.POST.get("root", "")).lower()
        if not HEX_ROOT.match(typed):
            error = BadInput("root", Text(zh="根值是 64 位十六进制数。", en="A root has 64 hexadecimal digits."))
            return forms.show_errors(request, "public/roots.html", context, error)
        known = sealing.was_sealed(typed)
        context |= {
            "values": request.POST,
            "result": {"known": known, "words": KNOWN_ROOT if known else UNKNOWN_ROOT},
        }
    return render(request, "public/roots.html", context)


@public
def health(request: HttpRequest) -> HttpResponse:
    """Answers 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse(settings.TONGBAN_ID, content_type="text/plain")


@public
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus metrics of this process."""
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
