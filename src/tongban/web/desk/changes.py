"""What changes when, with the notes for staff."""

from django.http import HttpResponse
from django.shortcuts import render

from tongban.web import changes
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff


@staff()
def when(request: Request) -> HttpResponse:
    """Coming changes, and those that hold, each with its note for the window."""
    return render(request, "desk/changes.html", frame.page(request, "changes", rows=changes.rows()))
