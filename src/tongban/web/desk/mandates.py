"""Mandates made at the counter: who may act for this person, in which service, until when."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import queries
from tongban.core import clock
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput
from tongban.core.law_book import book
from tongban.law.text import Text
from tongban.people import actions as people_actions
from tongban.people import queries as people
from tongban.people.types import MandateView
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

NO_AGENT = Text(zh="没有这个人的登记，请核对身份证号。", en="Nobody is known under this number: check it.")
CHOOSE = Text(zh="请选择业务。", en="Choose the service.")
NOT_THEIRS = Text(zh="没有这项委托。", en="There is no such mandate.")
WORDS = {
    "title": Text(zh="委托", en="Mandates"),
    "given": Text(zh="委托他人", en="Given to others"),
    "held": Text(zh="代他人办理", en="Acts for others"),
    "new": Text(zh="新的委托（委托人在场）", en="A new mandate, with the giver here"),
    "agent": Text(zh="受托人身份证号", en="Identity number of the agent"),
    "accept": Text(zh="受托人在场并接受", en="The agent is here and accepts"),
    "waits": Text(zh="待受托人接受", en="waits for the agent"),
    "face": Text(zh="待核对人脸", en="a face waits to be compared"),
    "end": Text(zh="今天终止", en="End it today"),
    "give": Text(zh="登记委托", en="Write it down"),
}


@staff("acceptance")
def mandates(request: Request, person_id: UUID) -> HttpResponse:
    """Give, accept or end a mandate for the person at the desk."""
    seen = frame.look(person_id, request.actor, Purpose.SERVICE, "mandates")
    context = frame.page(request, "search", person=frame.head(seen), values={}, words=WORDS, **_lists(person_id))
    if request.method != "POST":
        return render(request, "desk/mandates.html", context)
    try:
        return forms.redirect_once(request, lambda: _act(request, person_id))
    except BadInput as error:
        return forms.show_errors(request, "desk/mandates.html", context, error)


def _act(request: Request, person_id: UUID) -> str:
    post, actor = request.POST, request.actor
    match post.get("action"):
        case "give":
            people_actions.give_mandate(
                principal=person_id,
                agent=_agent(post.get("identity", "")),
                service=_service(post.get("service", "")),
                until=frame.day(forms.typed(post, "until", "date"), "until"),
                actor=actor,
                cause="window",
            )
        case "accept":
            mandate = _theirs(post.get("mandate", ""), person_id)
            people_actions.accept_mandate(mandate_id=mandate.id, most_principals=_most(), actor=actor, cause="window")
        case "end":
            mandate = _theirs(post.get("mandate", ""), person_id)
            people_actions.end_mandate(mandate_id=mandate.id, actor=actor, cause="window")
    return reverse("desk:mandates", args=[person_id])


def _most() -> int:
    """For how many people one agent may act at a time."""
    return int(book().value("mandates.most_principals", clock.today()))


def _agent(typed: str) -> UUID:
    found = people.find_person(typed)
    if found is None:
        raise BadInput("identity", NO_AGENT)
    return found


def _service(code: str) -> str:
    if code not in {one.code for one in queries.in_service()}:
        raise BadInput("service", CHOOSE)
    return code


def _theirs(typed: str, person_id: UUID) -> MandateView:
    """A mandate of the person at the desk, as giver or agent; anybody else's is none."""
    mandate = people.get_mandate(frame.identifier(typed))
    if person_id not in (mandate.principal, mandate.agent):
        raise BadInput("mandate", NOT_THEIRS)
    return mandate


def _lists(person_id: UUID) -> dict[str, Any]:
    today = clock.today()
    alive = [one for one in people.mandates_of(person_id) if one.ended_on is None and one.until >= today]
    names = people.get_persons({one.principal for one in alive} | {one.agent for one in alive})
    services = {one.code: one.name for one in queries.in_service()}

    def row(one: MandateView, other: UUID) -> dict[str, Any]:
        return {
            "id": one.id,
            "other": names[other].name,
            "service": services.get(one.service, forms.text(one.service)),
            "until": one.until,
            "accepted": one.accepted_at is not None,
            "face": "" in one.faces,
        }

    return {
        "given": [row(one, one.agent) for one in alive if one.principal == person_id],
        "held": [row(one, one.principal) for one in alive if one.agent == person_id],
        "services": [
            {"value": one.code, "label": one.name} for one in queries.in_service() if not one.origin_only_office
        ],
    }
