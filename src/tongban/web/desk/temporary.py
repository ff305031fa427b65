"""Temporary plates of the office that run out: who may still be reached before a vehicle has none."""

from django.http import HttpResponse
from django.shortcuts import render

from tongban.core import clock
from tongban.documents.temporary import queries
from tongban.web import temporary as words
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

WITHIN_DAYS = 7


@staff("acceptance", "consultation", "review")
def running_out(request: Request) -> HttpResponse:
    """The plates that run out within a week, and those that ran out yesterday; the next first."""
    found = queries.running_out(request.actor, clock.today(), WITHIN_DAYS)
    context = frame.page(request, "temporary", plates=[words.row(one) for one in found], within=WITHIN_DAYS)
    return render(request, "desk/temporary.html", context)
