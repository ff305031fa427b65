"""Letting somebody act for me, for one service, until a day; what was done in my name; ending it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import queries
from tongban.casework.types import CaseRow
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound, TongbanError
from tongban.core.law_book import book
from tongban.law.text import Text
from tongban.people import actions as people_actions
from tongban.people import queries as people
from tongban.people.types import MandateView, PersonView
from tongban.web import forms, shown
from tongban.web.citizen import principals
from tongban.web.request import Request
from tongban.web.rights import citizen

NO_MANDATE = Text(zh="没有这份委托。", en="There is no such mandate.")
NO_AGENT = Text(zh="没有用这个身份证号注册的人。请对方先注册。", en="Nobody with this number is registered here yet.")
STATES = {
    "open": Text(zh="等对方接受", en="not accepted yet"),
    "compared": Text(
        zh="等核对人脸；双方都核对通过才生效", en="faces are being compared; it holds when both have passed"
    ),
    "failed": Text(
        zh="人脸核对没有通过，不生效；可以到窗口办理",
        en="the face did not match, so it does not hold: come to a window",
    ),
    "holds": Text(zh="已生效", en="in force"),
}


@citizen
def mandates(request: Request) -> HttpResponse:
    """Give, accept and end mandates, and see what was done under them."""
    context = _page(request.actor)
    if request.method != "POST":
        return render(request, "citizen/mandates.html", context)
    try:
        check = _show_face(request)
        return forms.redirect_once(request, lambda: _act(request, check))
    except (BadInput, Conflict, NotAllowed, NotFound) as error:
        return forms.show_errors(request, "citizen/mandates.html", context, error, _field(error))


def _field(error: TongbanError) -> str:
    """The input of an error; what is wrong with the other person stands at their number."""
    return "until" if isinstance(error, BadInput) and error.field == "until" else "identity"


def _show_face(request: Request) -> UUID | None:
    """Consent is given with one's own face: compared before the mandate is written, as an engine may call out."""
    match request.POST.get("action"):
        case "give":
            _agent(request.POST.get("identity", ""))
            _service(request.POST.get("service", ""))
            _until(request.POST)
        case "accept":
            if _mandate(request.POST).agent != request.actor.own_person:
                raise NotFound(NO_MANDATE)
        case _:
            return None
    return people_actions.start_live_check(person_id=request.actor.own_person, actor=request.actor, cause="mandate")


def _act(request: Request, check: UUID | None) -> str:
    post, actor = request.POST, request.actor
    match post.get("action"):
        case "end":
            people_actions.end_mandate(mandate_id=_mandate(post).id, actor=actor)
        case "accept":
            most = book().value("mandates.most_principals", clock.today())
            people_actions.accept_mandate(
                mandate_id=_mandate(post).id, most_principals=most, actor=actor, check_id=check
            )
        case "give":
            people_actions.give_mandate(
                principal=actor.own_person,
                agent=_agent(post.get("identity", "")),
                service=_service(post.get("service", "")),
                until=_until(post),
                actor=actor,
                check_id=check,
            )
    return reverse("citizen:mandates")


def _agent(number: str) -> UUID:
    agent = people.find_person(number)
    if agent is None:
        raise BadInput("identity", NO_AGENT)
    return agent


def _service(code: str) -> str:
    if code not in {one.code for one in _offered()}:
        raise BadInput("service", Text(zh="请选择业务。", en="Choose the service."))
    return code


def _until(post: Any) -> date:
    try:
        return date.fromisoformat(forms.typed(post, "until", "date"))
    except ValueError:
        raise BadInput("until", Text(zh="请填写存在的日期。", en="Enter a day that exists.")) from None


def _mandate(post: Any) -> MandateView:
    try:
        return people.get_mandate(UUID(post.get("mandate", "")))
    except ValueError:
        raise BadInput("mandate", NO_MANDATE) from None


def _offered() -> list[Any]:
    return [service for service in queries.in_service("online") if not service.origin_only_office]


def _page(actor: Actor) -> dict[str, Any]:
    me, today = actor.own_person, clock.today()
    every = people.mandates_of(me)
    known = [one for one in every if one.ended_on is None and one.until >= today]
    given, received = ([one for one in known if getattr(one, side) == me] for side in ("principal", "agent"))
    done = [row for row in queries.cases_of(me, actor) if row.applicant == me and row.agent]
    names = people.get_persons({one.agent for one in given} | {row.agent for row in done if row.agent})
    givers = principals.named(received, actor)
    services = {service.code: service.name for service in queries.in_service()}
    return {
        "given": [{**_row(one, services), "to": _covered(names[one.agent])} for one in given],
        "received": [{**_row(one, services), "giver": givers[one.principal].name} for one in received],
        "done": [_done(row, names) for row in done],
        "most": book().value("mandates.most_principals", today),
        "services": [{"value": service.code, "label": service.name} for service in _offered()],
    }


def _row(one: MandateView, services: dict[str, Text]) -> dict[str, Any]:
    return {
        "id": one.id,
        "service": services.get(one.service),
        "until": one.until,
        "accepted": one.accepted_at is not None,
        "state": STATES[_state(one)],
    }


def _state(one: MandateView) -> str:
    if "failed" in one.faces:
        return "failed"
    if one.accepted_at is None:
        return "open"
    return "compared" if "" in one.faces else "holds"


def _done(row: CaseRow, names: dict[UUID, PersonView]) -> dict[str, Any]:
    """One thing that somebody did in my name, under a mandate that may be over by now."""
    by = names.get(row.agent) if row.agent else None
    return {**shown.case_link(row), "at": row.created_at, "by": _covered(by) if by else ""}


def _covered(person: PersonView) -> str:
    """A name of which the family name is covered: whoever types a number shall not learn whose it is."""
    return "*" + person.name[1:]
