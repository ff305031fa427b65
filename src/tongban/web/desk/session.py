"""One session at the desk: who has a slot, and what may be done about one: cancelled at the window, not come, a part
released, a released part taken by somebody who waits."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.allocation.slots import booking, queries
from tongban.allocation.slots.types import Full, SessionView, SiteKind, SlotView, Standing
from tongban.core import audit, clock
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.people.types import PersonView
from tongban.services import driving_tests
from tongban.web import forms, sessions
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

TEMPLATE = "desk/session.html"
# Which post does what: the window cancels, the site says who did not come and lets parts go; supervision does all.
POSTS: dict[str, tuple[str, ...]] = {
    "cancel": ("acceptance", "supervision"),
    "absent": ("exam", "supervision"),
    "release": ("exam", "supervision"),
    "take_part": ("exam", "supervision"),
}
NOT_YOURS = Text(zh="这一步由其他岗位办理。", en="Another post does this.")
NO_PART_LEFT = Text(zh="没有让出的名额了。", en="No released part is left.")
PERSON = Text(zh="没有找到这个人的考试档案，请核对身份证号。", en="No exam file was found. Check the identity number.")


@staff("acceptance", "exam", "supervision")
def session(request: Request, session_id: UUID) -> HttpResponse:
    """Everybody with a slot, each look written down, and the acts of one's post."""
    found = queries.get_session(session_id)
    if request.method != "POST":
        return render(request, TEMPLATE, _page(request, found))
    acts: Mapping[str, Callable[[Request, SessionView], None]] = {
        "cancel": _cancel, "absent": _absent, "release": _release, "take_part": _take_part,
    }  # fmt: skip
    action = request.POST.get("action", "")
    try:
        if action not in acts:
            raise BadInput("action", frame.NOBODY)
        if not request.actor.posts & set(POSTS[action]):
            raise NotAllowed(NOT_YOURS)
        return forms.redirect_once(request, lambda: _done(request, found, acts[action]))
    except (BadInput, Conflict, NotAllowed, NotFound, Refused) as error:
        return forms.show_errors(request, TEMPLATE, _page(request, found), error)


def _done(request: Request, found: SessionView, act: Callable[[Request, SessionView], None]) -> str:
    act(request, found)
    return reverse("desk:test_session", args=[found.id])


def _page(request: Request, found: SessionView) -> dict[str, Any]:
    held, may = queries.slots_in(found.id), _may(request, found)
    names = people.get_persons({one.person for one in held})
    if held:
        audit.looks(
            actor=request.actor, person_ids=sorted(names), purpose=Purpose.SUPERVISION, what="test_session"
        )  # fmt: skip
    released = [one.subject for one in held if one.standing is Standing.RELEASED]
    return frame.page(
        request,
        "sessions",
        found=found,
        name=sessions.named(found),
        subjects=driving_tests.name_of(found.subjects),
        rows=[_row(may, names[person], [one for one in held if one.person == person]) for person in names],
        parts=[{"value": one, "label": driving_tests.name_of(one)} for one in dict.fromkeys(released)],
        may=may,
        values={},
        back_href=reverse("desk:site", args=[found.site]) if "supervision" in request.actor.posts else "",
    )


def _may(request: Request, found: SessionView) -> dict[str, bool]:
    """What can be done now by whoever is asked."""
    posts, now = request.actor.posts, clock.now()
    test = queries.get_site(found.site).kind is SiteKind.TEST_CENTRE
    times = {
        "cancel": now < found.begins_at,
        "absent": now >= found.ends_at,
        "release": test and clock.today() == clock.day_of(found.begins_at),
        "take_part": test and clock.today() == clock.day_of(found.begins_at),
    }
    return {act: in_time and bool(posts & set(POSTS[act])) for act, in_time in times.items()}


def _row(may: Mapping[str, bool], person: PersonView, own: list[SlotView]) -> dict[str, Any]:
    parts = [
        {"subject": one.subject, "name": driving_tests.name_of(one.subject), "word": word, "tone": tone,
         "release": may["release"] and len(own) > 1 and one.standing is Standing.BOOKED}
        for one in own
        for word, tone in [sessions.STANDINGS[one.standing]]
    ]  # fmt: skip
    booked = any(one.standing is Standing.BOOKED for one in own)
    return {
        "person": own[0].person,
        "name": person.name,
        "identity": person.identity_masked,
        "parts": parts,
        "cancel": booked and may["cancel"],
        "absent": booked and may["absent"],
    }


def _cancel(request: Request, found: SessionView) -> None:
    booking.cancel(session=found.id, person=_person(request), actor=request.actor)


def _absent(request: Request, found: SessionView) -> None:
    booking.absent(session=found.id, person=_person(request), actor=request.actor)


def _release(request: Request, found: SessionView) -> None:
    booking.release(
        session=found.id, person=_person(request), subject=request.POST.get("subject", ""), actor=request.actor
    )  # fmt: skip


def _take_part(request: Request, found: SessionView) -> None:
    person = people.find_person("".join(request.POST.get("identity", "").split()).upper())
    subject = request.POST.get("part", "")
    files = driving_tests.live_files(person) if person else []
    file = next((one for one in files if one.target in found.classes and subject in one.to_pass), None)
    if file is None:
        raise BadInput("identity", PERSON)
    taken = driving_tests.take_part(session=found.id, file=file, subject=subject, actor=request.actor)
    if isinstance(taken, Full):
        raise Conflict(NO_PART_LEFT, code="no_part_left")


def _person(request: Request) -> UUID:
    return frame.identifier(request.POST.get("person", ""))
