"""What changes when: every change of law with the words for the public."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongban.core.law_book import book
from tongban.web import changes
from tongban.web.rights import public


@public
def when(request: HttpRequest) -> HttpResponse:
    """Coming changes, and those that hold."""
    context = {"here": "ask", "rows": changes.rows(), "checked_until": book().last_checked_day()}
    return render(request, "public/changes.html", context)
