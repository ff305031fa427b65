"""Applying: start, one question a page, check the answers, pay, done."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import actions, engine, queries, states
from tongban.casework import answers as asking
from tongban.casework.catalogue import Question, Service
from tongban.casework.types import CaseView
from tongban.core import clock
from tongban.core.errors import BadInput
from tongban.core.law_book import book
from tongban.exchange.payment import actions as payment
from tongban.exchange.payment import queries as orders
from tongban.law.rules import fees
from tongban.law.text import Text
from tongban.casework import offices
from tongban.people import queries as people
from tongban.web import forms, shown
from tongban.web.citizen import phone_codes
from tongban.web.rights import citizen

SECONDS = Text(zh="几秒钟", en="a few seconds")
DAYS = Text(zh="{days} 个工作日内", en="within {days} working days")
MYSELF = Text(zh="本人", en="Myself")


@citizen
def start(request: HttpRequest, code: str) -> HttpResponse:
    """What you get, what it takes; `start` makes the draft."""
    service = actions.get_service(code)
    for_whom = _for_whom(request.actor.person_id, code)
    if request.method == "POST":
        chosen = request.POST.get("for_whom") or str(request.actor.person_id)
        applicant = next((one["id"] for one in for_whom if one["value"] == chosen), request.actor.person_id)

        def begin() -> str:
            case = actions.start(
                service=code,
                applicant=applicant,
                actor=request.actor,
                office=offices.serving(people.get_person(applicant).region),
                language=request.LANGUAGE_CODE,
            )
            return reverse("citizen:check", args=[case.number])

        return forms.redirect_once(request, begin)
    mine = queries.cases_of(request.actor.person_id, request.actor)
    still_open = [row for row in mine if row.service == code and row.status in (states.DRAFT, *states.OPEN)]
    context = {
        **_about(service),
        "open_case": shown.case_link(still_open[0]) if still_open else None,
        "for_whom": for_whom if len(for_whom) > 1 else [],
        "here": "services",
    }
    return render(request, "citizen/start.html", context)


def _about(service: Service) -> dict[str, Any]:
    return {
        "service": service,
        "may_start": not service.origin_only_office,
        "needs": [{"name": one.name, "from_whom": shown.holder(one.key)} for one in service.needed],
        "takes": takes(service),
        "fee": fee_of(service),
        "decided": shown.decided_by(service),
        "basis": service.basis,
    }


def takes(service: Service) -> Text:
    """How long it takes, in words."""
    if service.decided_by == "machine":
        return SECONDS
    return DAYS.fill(days=shown.limit(service, clock.today()))


def fee_of(service: Service) -> Decimal:
    """The fee today in yuan, 0 for none."""
    return fees.fee(service.fee, clock.today(), book()) if service.fee else Decimal(0)


def _for_whom(own: UUID, code: str) -> list[dict[str, Any]]:
    """For whom one may start this service: oneself, and whoever gave a usable mandate for it."""
    options = [{"value": str(own), "id": own, "label": MYSELF}]
    for mandate in people.mandates_of(own):
        if mandate.agent == own and mandate.service == code and mandate.usable(clock.today()):
            name = people.get_person(mandate.principal).name
            options.append({"value": str(mandate.principal), "id": mandate.principal, "label": forms.text(name)})
    return options


@citizen
def question(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """One question of a draft."""
    case = queries.get_case_by_number(number, request.actor)
    found = engine.prepared(case.row.id)
    asked = asking.questions(case.service, found.facts, clock.today(), book())
    position = next((place for place, one in enumerate(asked) if one.key == key), None)
    if position is None:
        return HttpResponseRedirect(reverse("citizen:check", args=[number]))
    context = {
        "service": case.service,
        "question": shown.question(asked[position], found.facts),
        "step": position + 1,
        "steps": len(asked),
        "values": shown.typed_values(asked[position], found.facts.answers.get(key)),
        "back_href": reverse("citizen:check", args=[number]),
        "code_sent_to": phone_codes.sent_to(request, case.row.id, key),
    }
    if request.method != "POST":
        return render(request, "citizen/question.html", context)
    try:
        return _answer(request, case, asked[position], number)
    except BadInput as error:
        return forms.show_errors(request, "citizen/question.html", context, error)


def _answer(request: HttpRequest, case: CaseView, asked: Question, number: str) -> HttpResponse:
    action = request.POST.get("action", "next")
    if action == "later":
        return HttpResponseRedirect(reverse("citizen:home"))
    value = "" if action == "skip" else forms.typed(request.POST, asked.key, asked.kind)
    if asked.kind == "phone" and action == "send_code":
        phone_codes.send(request, case, asked, value)
        return HttpResponseRedirect(request.path)
    if asked.kind == "phone":
        value = phone_codes.confirmed(request, case.row.id, asked.key, value)
    actions.answer(case_id=case.row.id, actor=request.actor, given={asked.key: value})
    return HttpResponseRedirect(reverse("citizen:check", args=[number]))


@citizen
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Check the answers: the first unanswered question comes first, then everything on one page, then it is sent."""
    case = queries.get_case_by_number(number, request.actor)
    if not _open_to_answers(case):
        return HttpResponseRedirect(reverse("citizen:case", args=[number]))
    found = engine.prepare(case.row.id)
    missing = asking.unanswered(case.service, found.facts, clock.today(), book())
    if missing and (found.verdict.allowed or found.verdict.can_wait):
        return HttpResponseRedirect(reverse("citizen:question", args=[number, missing.key]))
    if request.method == "POST" and request.POST.get("action") == "send" and not missing:
        send = actions.submit if case.row.origin == "application" else actions.respond
        send(case_id=case.row.id, actor=request.actor)
        return HttpResponseRedirect(after(number, request))
    if request.method == "POST":
        return HttpResponseRedirect(reverse("citizen:home"))
    return render(request, "citizen/check.html", _check_page(case, found, number))


def _check_page(case: CaseView, found: engine.Assessment, number: str) -> dict[str, Any]:
    fee = fee_of(case.service)
    asked = asking.questions(case.service, found.facts, clock.today(), book())
    lines = [{"label": case.service.name, "value": shown.money(fee)}] if fee else []
    return {
        "service": case.service,
        "rows": [shown.answer_row(one, found.facts, reverse("citizen:question", args=[number, one.key])) for one in asked],
        "evidence": shown.evidence(case.service, found),
        "verdict": None if found.verdict.allowed else found.verdict,
        "fee_lines": lines,
        "fee": fee,
        "outcome": case.service.gives,
        "ready_by": None,
        "back_href": reverse("citizen:start", args=[case.service.code]),
    }


def _open_to_answers(case: CaseView) -> bool:
    return case.row.status == states.DRAFT or (
        case.row.origin == "own_motion" and case.row.status == states.WAITING and case.row.waiting_for == states.APPLICANT
    )


def after(number: str, request: HttpRequest) -> str:
    """Where a sent application leads: to the payment where one is due, else to what became of it."""
    case = queries.get_case_by_number(number, request.actor)
    page = "citizen:pay" if case.row.waiting_for == states.PAYMENT else "citizen:done"
    return reverse(page, args=[number])


@citizen
def pay(request: HttpRequest, number: str) -> HttpResponse:
    """Send the person to the bank; when they come back before the bank has told us, ask it, never to pay again."""
    case = queries.get_case_by_number(number, request.actor)
    if case.row.waiting_for != states.PAYMENT or not case.order_number:
        return HttpResponseRedirect(reverse("citizen:done", args=[number]))
    if request.method == "POST" and request.POST.get("action") == "pay":
        back = settings.TONGBAN_PUBLIC_URL + reverse("citizen:pay", args=[number]) + "?back=1"
        return HttpResponseRedirect(payment.cashier_url(number=case.order_number, return_url=back))
    if request.method == "POST" and request.POST.get("action") == "later":
        return HttpResponseRedirect(reverse("citizen:home"))
    if request.method == "POST" or request.GET.get("back"):
        actions.ask_bank(case_id=case.row.id, order_number=case.order_number)
        case = queries.get_case_by_number(number, request.actor)
        if case.row.waiting_for != states.PAYMENT:
            return HttpResponseRedirect(reverse("citizen:done", args=[number]))
    order = orders.get_order(case.order_number)
    state = "unknown" if request.GET.get("back") or request.method == "POST" else "open"
    return render(request, "citizen/pay.html", {"order": shown.order(order), "cases": [case.row], "state": state})


@citizen
def done(request: HttpRequest, number: str) -> HttpResponse:
    """What became of it, with the number and what happens next."""
    case = queries.get_case_by_number(number, request.actor)
    return render(request, "citizen/done.html", shown.done_page(case, request.actor))

