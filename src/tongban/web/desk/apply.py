"""All questions of a service on one dense page, with the evidence and what the rule says beside them."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import actions, engine, queries, states
from tongban.casework import answers as asking
from tongban.casework.catalogue import Question
from tongban.casework.types import CaseView
from tongban.core import clock
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput
from tongban.core.law_book import book
from tongban.law.facts import Facts
from tongban.law.text import Text
from tongban.people.types import PersonView
from tongban.web import forms, shown
from tongban.web.citizen.apply import fee_of
from tongban.web.desk import frame, telephone
from tongban.web.request import Request
from tongban.web.rights import staff

WORDS = {
    "send": Text(zh="提交，放入本次办理", en="Send it, into this visit"),
    "wait": Text(zh="提交，办结后自动继续", en="Send it; it goes on by itself when that is settled"),
    "save": Text(zh="保存", en="Save"),
    "notice": Text(zh="打印一次性告知单", en="Print the complete notice"),
    "nothing": Text(zh="没有需要填写的内容。", en="There is nothing to fill in."),
    "withdraw": Text(zh="不办了", en="Drop it"),
    "code": Text(zh="发送验证码", en="Send a code"),
    "code_sent": Text(zh="验证码（已发送）", en="Code (sent)"),
}
IF_POSTED = Text(zh="邮寄时填写。", en="Where the card is posted.")


@staff("acceptance")
def apply(request: Request, number: str) -> HttpResponse:
    """The questions of a draft, or of a case the office opened; save, send a code, send, print the notice, drop."""
    case = queries.get_case_by_number(number, request.actor)
    if not _open_to_answers(case):
        return HttpResponseRedirect(reverse("desk:case", args=[number]))
    seen = frame.look(case.row.applicant, request.actor, Purpose.SERVICE, "case", case.row.id)
    found = engine.prepare(case.row.id)
    if request.method != "POST":
        return render(request, "desk/apply.html", _page(request, case, found, seen))
    if request.POST.get("action") == "withdraw":
        return forms.redirect_once(request, lambda: _drop(request, case))
    try:
        return _act(request, case, found)
    except BadInput as error:
        context = _page(request, case, found, seen)
        return forms.show_errors(request, "desk/apply.html", context, error)


def _open_to_answers(case: CaseView) -> bool:
    row = case.row
    waits = (row.status, row.waiting_for) == (states.WAITING, states.APPLICANT)
    return row.status == states.DRAFT or (row.origin == "own_motion" and waits)


def _act(request: Request, case: CaseView, found: engine.Assessment) -> HttpResponse:
    """Keep the answers, then send where that was pressed. Sending asks partners: it runs in no transaction of ours,
    and a second click finds the case sent."""
    asked = _asked(case, found.facts)
    phone = next((one for one in asked if one.kind == "phone"), None)
    if phone and request.POST.get("action") == "send_code":
        telephone.send(request, case, phone, request.POST.get(phone.key, ""))
        return HttpResponseRedirect(request.path)
    actions.answer(case_id=case.row.id, actor=request.actor, given=_given(request, case, asked))
    if request.POST.get("action") != "send":
        return HttpResponseRedirect(request.path)
    facts = engine.prepared(case.row.id).facts
    missing = asking.unanswered(case.service, facts, clock.today(), book())
    if missing:
        raise BadInput(
            missing.key, Text(zh="请填写“{label}”。", en='Please answer "{label}".').fill(label=missing.label)
        )
    send = actions.submit if case.row.origin == "application" else actions.respond
    sent = send(case_id=case.row.id, actor=request.actor)
    if sent.visit:
        return HttpResponseRedirect(reverse("desk:basket", args=[sent.visit]))
    return HttpResponseRedirect(reverse("desk:case", args=[sent.number]))


def _drop(request: Request, case: CaseView) -> str:
    actions.withdraw(case_id=case.row.id, actor=request.actor, reason="window")
    return reverse("desk:person", args=[case.row.applicant])


def _asked(case: CaseView, facts: Facts) -> list[Question]:
    """Every question that may apply; the posting address always stands beside the choice of delivery."""
    asked = asking.questions(case.service, facts, clock.today(), book())
    keys = {one.key for one in asked}
    return asked + ([asking.ADDRESS] if case.service.delivers and asking.ADDRESS.key not in keys else [])


def _given(request: Request, case: CaseView, asked: list[Question]) -> dict[str, Any]:
    """What was typed, as far as it is an answer: an empty optional field is none, nor is a posting address for a card
    that is collected. A telephone counts once its code was typed."""
    given: dict[str, Any] = {}
    for one in asked:
        if one.kind in shown.PICTURES:  # one that was handed in before stays
            given |= {one.key: forms.picture(request, one.key)} if request.FILES.get(one.key) else {}
            continue
        typed = forms.typed(request.POST, one.key, one.kind)
        if one is asking.ADDRESS and request.POST.get(asking.DELIVERY.key) != "post":
            continue
        if one.kind == "phone":
            typed = telephone.confirmed(request, case, one.key, typed)
        if typed or one.required:
            given[one.key] = typed
    return given


def _page(request: Request, case: CaseView, found: engine.Assessment, seen: PersonView) -> dict[str, Any]:
    asked = _asked(case, found.facts)
    verdict = found.verdict
    values: dict[str, Any] = {asking.ADDRESS.key: seen.address, asking.DELIVERY.key: "office"}
    for one in asked:
        values |= _typed_values(one, found.facts.answers.get(one.key))
    return frame.page(
        request,
        "search",
        case={"number": case.row.number, "service": case.service},
        person=frame.head(seen),
        questions=[_question(request, case, one, found.facts) for one in asked],
        values=values,
        evidence=shown.evidence(case.service, found),
        verdict=None if verdict.allowed else verdict,
        sendable=verdict.allowed or verdict.can_wait,
        fee=fee_of(case.service, case.subject),
        words=WORDS,
        notice_href=reverse("desk:notice", args=[case.row.number]),
        back_href=reverse("desk:person", args=[seen.id]),
    )


def _typed_values(asked: Question, answer: Any) -> dict[str, Any]:
    if asked.kind == "address":
        return {asked.key: answer} if answer else {}
    return shown.typed_values(asked, answer)


def _question(request: Request, case: CaseView, asked: Question, facts: Facts) -> dict[str, Any]:
    drawn = shown.question(asked, facts)
    if asked.kind == "phone":
        drawn["code_sent_to"] = telephone.sent_to(request, case, asked.key)
        drawn["code_key"] = f"{asked.key}_code"
    if asked is asking.ADDRESS:
        drawn["hint"] = IF_POSTED
    return drawn


@staff("acceptance", "consultation", "review")
def notice(request: Request, number: str) -> HttpResponse:
    """The one complete notice of a case as a slip: every reason, what to do, from when."""
    case = queries.get_case_by_number(number, request.actor)
    seen = frame.look(case.row.applicant, request.actor, Purpose.SERVICE, "case", case.row.id)
    found = engine.prepared(case.row.id)
    context = frame.page(
        request,
        "search",
        title=Text(zh="一次性告知单", en="Complete notice"),
        rows=[
            {"label": Text(zh="业务", en="Service"), "value": case.service.name},
            {"label": Text(zh="姓名", en="Name"), "value": f"{seen.name} {seen.identity_masked}"},
            {"label": Text(zh="编号", en="Number"), "value": number},
            {"label": Text(zh="日期", en="Day"), "value": shown.day(clock.today())},
        ],
        verdict=found.verdict,
        foot=COMPLETE,
    )
    return render(request, "desk/slip.html", context)


COMPLETE = Text(
    zh="以上是全部事项。同样的情况下，窗口不会再增加要求。",
    en="This list is complete. Nothing will be added at the window on the same facts.",
)
