"""What changes when, with the notes for staff."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongban.web import changes
from tongban.web.rights import staff


@staff()
def when(request: HttpRequest) -> HttpResponse:
    """Coming changes, and those that hold, each with its note for the window."""
    return render(request, "desk/changes.html", {"here": "changes", "rows": changes.rows()})
