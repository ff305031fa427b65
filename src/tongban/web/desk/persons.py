"""The person at the desk, on one page: who, licence, open matters, what can be done today, the basket."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import actions, opening, queries, states, visits
from tongban.casework.catalogue import Service
from tongban.casework.types import CaseRow
from tongban.core import clock
from tongban.core.actor import WORK, Actor
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, NotAllowed
from tongban.core.law_book import book
from tongban.documents import production
from tongban.documents import queries as papers
from tongban.exchange.payment import queries as orders
from tongban.law.facts import Facts, OpenMatter
from tongban.law.rules import fees
from tongban.law.text import Text
from tongban.law.verdict import Verdict
from tongban.people import queries as people
from tongban.people.types import PersonView
from tongban.registers.drivers import queries as drivers
from tongban.web import forms, shown
from tongban.web.citizen.home import due as due_items
from tongban.web.desk import bikes, frame, vehicles
from tongban.web.request import Request
from tongban.web.rights import staff

NOT_ONESELF = Text(zh="不能办理本人的业务，请由同事办理。", en="Nobody handles their own matters: ask a colleague.")
AT_ONCE = Text(zh="当场办结", en="done at once")
MATTER = {
    "violation": Text(zh="未处理的违法", en="A violation not settled"),
    "accident": Text(zh="未处理的事故", en="An accident not settled"),
    "seizure": Text(zh="驾驶证被扣", en="The licence is held by the police"),
}
PURPOSES = (Purpose.SERVICE, Purpose.IDENTITY_CHECK, Purpose.CORRECTION, Purpose.COMPLAINT)


@staff(*frame.OPENS_PERSONS)
def person(request: Request, person_id: UUID) -> HttpResponse:
    """Everything about one person; `begin` starts a service in the visit's basket."""
    if request.method == "POST" and request.POST.get("action") == "begin":
        return forms.redirect_once(request, lambda: _begin(request, person_id))
    seen = frame.look(person_id, request.actor, Purpose.SERVICE)
    return render(request, "desk/person.html", _page(request, seen))


def _begin(request: Request, person_id: UUID) -> str:
    """Start the service in this visit; a visit that was paid already gives way to a new one."""
    actor = request.actor
    if actor.person_id == person_id:
        raise NotAllowed(NOT_ONESELF)
    basket = queries.find_basket(person_id, actor)
    if basket and basket.order_number and orders.get_order(basket.order_number).paid:
        visits.close(visit_id=basket.id, actor=actor)
    visit = visits.open_visit(person_id=person_id, actor=actor)
    case = actions.start(
        service=request.POST.get("service", ""),
        applicant=person_id,
        actor=actor,
        office=actor.office,
        language=request.LANGUAGE_CODE,
        visit=visit.id,
        vehicle=frame.identifier(chosen) if (chosen := request.POST.get("vehicle")) else None,
    )
    row = queries.find_case(case.id, actor)
    return frame.case_href(row) if row else reverse("desk:person", args=[person_id])


def _page(request: Request, seen: PersonView) -> dict[str, Any]:
    actor = request.actor
    driver = drivers.find_driver(seen.id)
    portrait = papers.find_portrait(driver.id) if driver else None
    outlook = queries.outlook(seen.id, "window")
    licence = shown.licence_card(driver, seen, portrait, clock.now()) if driver else None
    jobs = [_job(service, verdict, actor) for service, verdict in outlook.answers]
    return frame.page(
        request,
        "search",
        person={**card(seen), "photo": licence["photo"] if licence else ""},
        unmask_href=reverse("desk:unmask", args=[seen.id]),
        licence=licence,
        vehicles=vehicles.of_person(seen.id, actor),
        bikes=bikes.of_person(seen.id, actor),
        to_register=vehicles.to_register(actor),
        due=[*_matters(outlook.facts), *(due_items(driver) if driver else [])],
        cases=[_case(row) for row in queries.cases_of(seen.id, actor) if _open(row)],
        possible=[job for job in jobs if job["allowed"]],
        impossible=[job for job in jobs if not job["allowed"]],
        basket=basket_box(queries.find_basket(seen.id, actor)),
        livecheck_href=reverse("desk:livecheck", args=[seen.id]),
        card_waiting=_card_waiting(seen.id, actor),
        tests_href=reverse("desk:person_tests", args=[seen.id]) if actor.posts & {"acceptance", "till"} else "",
        mandates_href=reverse("desk:mandates", args=[seen.id]),
        plates_href=reverse("desk:plates", args=[seen.id]) if "acceptance" in request.actor.posts else "",
        open_href=reverse("desk:open", args=[seen.id]) if opening.grounds(actor) else "",
    )


def card(seen: PersonView) -> dict[str, Any]:
    """A person as components/person_card.html draws them."""
    return {
        "name": seen.name,
        "sex": shown.SEXES[seen.sex],
        "born": seen.born,
        "age": frame.age(seen.born),
        "identity_masked": seen.identity_masked,
        "address": seen.address,
        "phone_masked": seen.phone_masked,
        "alive": seen.alive,
        "assurance": seen.assurance,
    }


def _matters(facts: Facts) -> list[dict[str, Any]]:
    """What the national platform said was open, the last time it was asked for a case of this person."""
    return [{"title": _matter(one), "on": one.on} for one in facts.matters]


def _matter(one: OpenMatter) -> Text:
    word = MATTER[one.kind]
    return Text(zh=f"{word.zh}：{one.place} {one.number}", en=f"{word.en}: {one.place} {one.number}")


def _open(row: CaseRow) -> bool:
    return row.status in (states.DRAFT, *states.OPEN) or row.status == states.DECIDED


def _case(row: CaseRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "service": {"name": row.name},
        "status": row.status,
        "waiting_for": row.waiting_for,
        "outcome": "",
        "due_on": row.due_on,
        "href": frame.case_href(row),
    }


def _job(service: Service, verdict: Verdict, actor: Actor) -> dict[str, Any]:
    """One service: whether it can be begun, and where it cannot every reason in one line."""
    allowed = (verdict.allowed or verdict.can_wait) and actor.may(WORK, service.code, actor.office)
    reasons = [reason.sentence for reason in verdict.reasons]
    why = Text(zh="".join(one.zh for one in reasons), en=" ".join(one.en for one in reasons)) if reasons else None
    return {
        "code": service.code,
        "name": service.name,
        "allowed": allowed,
        "why": why,
        "ready": AT_ONCE if verdict.allowed and service.decided_by == "machine" else None,
        "fee": fees.fee(service.fee, clock.today(), book()) if service.fee else None,
        "possible_from": verdict.possible_from,
    }


def basket_box(basket: queries.Basket | None) -> dict[str, Any]:
    """A visit as components/basket.html draws it."""
    if basket is None:
        return {"lines": [], "total": 0, "href": ""}
    lines = [
        {
            "case": line.case.number,
            "service": line.case.name,
            "fee": line.fee,
            "status": line.outcome if line.outcome in ("granted", "refused") else line.case.status,
            "waiting_for": line.case.waiting_for,
            "href": frame.case_href(line.case),
            "remove_id": line.case.id if not line.outcome else "",
        }
        for line in basket.lines
    ]
    return {"lines": lines, "total": basket.total, "href": reverse("desk:basket", args=[basket.id])}


def _card_waiting(person_id: UUID, actor: Actor) -> dict[str, Any] | None:
    here = production.cards_to_collect(person_id, actor.office)
    return {"card_serial": here[0].serial, "href": reverse("desk:card", args=[here[0].serial])} if here else None


@staff("acceptance", "review")
def unmask(request: Request, person_id: UUID) -> HttpResponse:
    """The full identity number, for a purpose: asking is an act of its own, and the person sees it."""
    context = frame.page(
        request,
        "search",
        purposes=[{"value": str(one), "label": one.text} for one in PURPOSES],
        back_href=reverse("desk:person", args=[person_id]),
        title=Text(zh="查看完整身份证号", en="Show the full identity number"),
        number="",
    )
    if request.method == "POST":
        try:
            purpose = request.POST.get("purpose", "")
            context["number"] = people.get_identity_number(person_id, request.actor, purpose)
        except BadInput as error:
            return forms.show_errors(request, "desk/unmask.html", context, error)
    return render(request, "desk/unmask.html", context)
