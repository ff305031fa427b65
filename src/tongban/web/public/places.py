"""Quotas in numbers: how many places of a scheme were taken and given back, for anybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongban.allocation import scheme_places
from tongban.core import clock
from tongban.core.law_book import book
from tongban.law.rules import crossing
from tongban.services.cross_border.clearances import NAMES
from tongban.web.rights import public

SCHEME = "hengqin"


@public
def quota(request: HttpRequest) -> HttpResponse:
    """The ledger of the quota for Hengqin, and what is left of this month."""
    now = crossing.quota(SCHEME, crossing.ADULT, clock.today(), book())
    context = {
        "scheme": NAMES[SCHEME],
        "period": now[0] if now else None,
        "limit": now[1] if now else None,
        "left": max(0, now[1] - scheme_places.used(SCHEME, now[0])) if now else None,
        "rows": scheme_places.ledger(SCHEME),
    }
    return render(request, "public/quota.html", context)
