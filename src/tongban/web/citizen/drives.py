"""My own test behind the wheel: the drive as the machine saw it, for some days after the test."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.assessment.exams.driving import queries
from tongban.core import audit
from tongban.core.errors import NotFound
from tongban.web import drives
from tongban.web.request import Request
from tongban.web.rights import citizen


@citizen
def drive(request: Request, sitting_id: UUID) -> HttpResponse:
    """The drive of one of my sittings. NotFound for anybody else's, and when the days are over."""
    found = queries.find_drive_of(sitting_id)
    if found is None:
        raise NotFound(queries.NO_DRIVE)
    row = queries.get_drive(found.id, request.actor)
    audit.look(actor=request.actor, person_id=row.person, purpose="own", what="drive")
    context = {"here": "services", "drive": drives.replay(row), "back_href": reverse("citizen:exams")}
    return render(request, "citizen/drive.html", context)
