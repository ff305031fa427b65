"""A renewal that the office has prepared: look, confirm, pay. The third screen is the bank's."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import actions, engine, states
from tongban.casework import answers as asking
from tongban.casework.catalogue import Service
from tongban.casework.types import CaseRow
from tongban.law.rules import renewal
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.outlets.types import OutletKind
from tongban.people import queries as people
from tongban.web import shown
from tongban.web.citizen import apply, page_time, principals
from tongban.web.request import Request
from tongban.web.rights import citizen
from tongban.web.templatetags.tongban import t

HOSPITALS = 3
READY = Text(zh="新驾驶证已备好", en="Your new licence is ready")
READY_HOW = Text(zh="看一看、确认、缴费，不用带任何材料。", en="Look, confirm, pay. There is nothing to bring.")
ERRAND = Text(zh="换证已备好，只差一件事", en="Your renewal is prepared; one thing is missing")
ERRANDS = Text(zh="换证已备好，还差 {count} 件事", en="Your renewal is prepared; {count} things are missing")
ERRAND_HOW = Text(zh="看看是什么事、去哪里办。", en="See what it is and where to do it.")
CHOICE = Text(zh="换证已备好，等您选择", en="Your renewal is prepared; one answer of yours is missing")
CHOICE_HOW = Text(zh="看一看，选好就可以确认、缴费。", en="Have a look and answer; then you confirm and pay.")
DECIDE = Text(zh="请您看一看，再选择", en="Please read this, then answer")
DECLINED = Text(
    zh="好的，不再替您准备。想换证时，随时可以自己申请。",
    en="We no longer prepare it. You can apply for the renewal yourself at any time.",
)
SETTLE = Text(zh="办好下面的事，就可以确认、缴费", en="Settle this, then you confirm and pay")
LOOK = Text(zh="看一看", en="Have a look")
LONG_TERM = Text(zh="长期", en="long-term")


def item(row: CaseRow) -> dict[str, Any]:
    """What the home page says of a prepared case."""
    title, detail = _headline(row.definition, row.missing)
    return {"title": title, "detail": detail, "href": reverse("citizen:prepared", args=[row.number]), "label": LOOK}


def _headline(service: Service, missing: Iterable[str]) -> tuple[Text, Text]:
    """Ready, or what is missing: errands, as many as there are, or only an answer of the person's own."""
    codes = set(missing)
    if not codes:
        return READY, READY_HOW
    if _by_an_answer(service, codes):
        return CHOICE, CHOICE_HOW
    return (ERRAND if len(codes) == 1 else ERRANDS.fill(count=len(codes))), ERRAND_HOW


def _by_an_answer(service: Service, codes: set[str]) -> bool:
    """True where an answer of the person settles all that is missing, and there is nothing to do outside."""
    return codes <= {code for one in service.questions for code in one.settles}


@citizen
def look(request: Request, number: str) -> HttpResponse:
    """The first screen: the licence as it will be, or the one errand that is missing."""
    case = principals.row(request, number)
    if not _is_prepared(case):
        return HttpResponseRedirect(reverse("citizen:case", args=[number]))
    page_time.tick(request, case)
    if request.method == "POST" and request.POST.get("action") == "decline":
        actions.withdraw(case_id=case.id, actor=request.actor, reason="declined")
        messages.success(request, t(DECLINED))
        return HttpResponseRedirect(reverse("citizen:home"))
    if request.method == "POST":
        return HttpResponseRedirect(reverse("citizen:confirm", args=[number]))
    found = engine.prepare(case.id)
    codes = {reason.code for reason in found.verdict.reasons}
    choice = bool(codes) and _by_an_answer(case.definition, codes)
    context = {
        "service": case.definition,
        "here": "home",
        "headline": _headline(case.definition, codes)[0],
        "rows": _licence_rows(found),
        "verdict": None if found.verdict.allowed else found.verdict,
        "title": DECIDE if choice else SETTLE if found.may_come_true else None,
        "choice": choice,
        "check_href": reverse("citizen:check", args=[number]) if found.may_come_true and not choice else "",
        "hospitals": _hospitals(case) if _is_medical(found) else [],
        "evidence": shown.evidence(case.definition, found),
        "due_on": case.prepared_for,
    }
    return render(request, "citizen/prepared.html", context)


@citizen
def confirm(request: Request, number: str) -> HttpResponse:
    """The second screen: where the card goes and what it costs; confirming is the application."""
    case = principals.row(request, number)
    if not _is_prepared(case):
        return HttpResponseRedirect(reverse("citizen:case", args=[number]))
    page_time.tick(request, case)
    found = engine.prepared(case.id)
    if found.unanswered:
        return HttpResponseRedirect(reverse("citizen:question", args=[number, found.unanswered.key]))
    if not found.verdict.allowed:
        return HttpResponseRedirect(reverse("citizen:prepared", args=[number]))
    if request.method == "POST":
        sent = actions.submit(case_id=case.id, actor=request.actor)
        page_time.sent(request, case)
        return HttpResponseRedirect(apply.after(case, sent.waiting_for, sent.order_number))
    asked = asking.questions(case.definition, found.facts, found.on, found.book)
    context = {
        "service": case.definition,
        "here": "home",
        "rows": [
            *_licence_rows(found)[:2],
            *(shown.answer_row(one, found.facts, reverse("citizen:question", args=[number, one.key])) for one in asked),
        ],
        "fee": found.fee,
        "back_href": reverse("citizen:prepared", args=[number]),
    }
    return render(request, "citizen/prepared_confirm.html", context)


def _is_prepared(case: CaseRow) -> bool:
    return case.status == states.DRAFT and case.prepared_for is not None


def _is_medical(found: engine.Assessment) -> bool:
    medical = found.service.find_material("medical")
    return medical is not None and any(reason.code in medical.settles for reason in found.verdict.reasons)


def _licence_rows(found: engine.Assessment) -> list[dict[str, Any]]:
    """What the new licence will say that the old one does not."""
    licence = found.driver.licence if found.driver else None
    if licence is None or licence.valid_to is None:
        return []
    codes = renewal.classes_after(found.facts, found.on, found.book)
    valid_from, valid_to, _ = renewal.new_term(licence, found.on, found.book)
    until = shown.day(valid_to) if valid_to else LONG_TERM
    return [
        {"label": Text(zh="准驾车型", en="Classes"), "value": "".join(codes)},
        {
            "label": Text(zh="新的有效期", en="Valid"),
            "value": Text(zh="{since} 至 {until}", en="{since} to {until}").fill(
                since=shown.day(valid_from), until=until
            ),
        },
        {"label": Text(zh="现在的有效期止", en="Valid until now"), "value": shown.day(licence.valid_to)},
    ]


def _hospitals(case: CaseRow) -> list[dict[str, Any]]:
    """The connected hospitals nearest to where the person lives, as a list that needs no map."""
    region = people.get_person(case.applicant).region
    near = outlets.nearest(OutletKind.HOSPITAL, region=region, limit=HOSPITALS)
    return [{"name": one.name, "address": one.address} for one in near]
