"""An examiner's own day: the candidates that were drawn for them, and nobody else's. Supervision sees everybody's."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.assessment.exams import queries, states
from tongban.assessment.exams.driving import queries as drives
from tongban.assessment.exams.types import Sitting
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.audit import Purpose
from tongban.law.names import SUBJECT_NAMES
from tongban.outlets import queries as outlets
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

THEORY = ("S1", "S3T")


@staff("exam")
def my_tests(request: Request) -> HttpResponse:
    """Today's candidates of the examiner who is signed in, by time."""
    me = outlets.get_staff(request.actor.label).id
    rows = [_row(one, request.actor) for one in queries.sittings_of_examiner(me, clock.today())]
    return render(request, "desk/my_tests.html", frame.page(request, "my_tests", rows=rows, today=clock.today()))


def hidden_from(actor: Actor, sitting_ids: Iterable[UUID]) -> set[UUID]:
    """The sittings that an examiner does not see, because they were drawn for another one; none for supervision. Two
    statements."""
    if "supervision" in actor.posts or "exam" not in actor.posts:
        return set()
    return queries.of_other_examiners(outlets.get_staff(actor.label).id, sitting_ids)


def _row(one: Sitting, actor: Actor) -> dict[str, Any]:
    person = frame.look(queries.get_file(one.file_id).person_id, actor, Purpose.SERVICE, "exam")
    centre = outlets.find_outlet(one.centre)
    return {
        "sitting": one,
        "time": f"{one.starts_at.astimezone(clock.CHINA):%H:%M}" if one.starts_at else "",
        "name": person.name,
        "identity": person.identity_masked,
        "subject": SUBJECT_NAMES[one.subject],
        "centre": centre.name if centre else None,
        "state": states.SITTING_WORDS[one.state],
        "href": _href(one),
    }


def _href(one: Sitting) -> str:
    """Where the examiner goes on with a candidate: the session of a theory test, the drive once a car reports."""
    if one.subject in THEORY:
        return reverse("desk:theory_session", args=[one.session_id])
    drive = drives.find_drive_of(one.id)
    return reverse("desk:drive", args=[drive.id]) if drive else ""
