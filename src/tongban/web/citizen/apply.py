"""Applying: start, one question a page, check the answers, pay, done."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from tongban.casework import actions, costs, engine, evidence, offices, queries, states
from tongban.casework import answers as asking
from tongban.casework.catalogue import Material, Question, Service
from tongban.casework.types import CaseRow
from tongban.core import clock, personal, sealed
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, TongbanError
from tongban.exchange.payment import actions as payment
from tongban.exchange.payment import queries as orders
from tongban.exchange.types import ExchangeError
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.people.types import TooManyCodes
from tongban.web import forms, shown
from tongban.web.citizen import bikes, page_time, phone_codes, principals, vehicles
from tongban.web.request import Request
from tongban.web.rights import citizen

SECONDS = Text(zh="几秒钟", en="a few seconds")
ONE_DAY = Text(zh="1 个工作日内", en="within 1 working day")
DAYS = Text(zh="{days} 个工作日内", en="within {days} working days")
FIRM = {
    "name": Text(zh="登记机关的单位名称", en="Name in the register of organisations"),
    "address": Text(zh="登记机关的住所", en="Address in the register of organisations"),
}
SILENT = Text(
    zh="{partner}暂时没有答复。您可以先提交，收到答复自动继续。",
    en="No answer from {partner} just now. You can send this all the same: it goes on by itself.",
)
NOT_OFFERED = Text(
    zh="这项业务只在{since}至{until}期间办理，现在不能申请。留在这里供查阅当时的规定。",
    en="This was offered from {since} to {until} only and cannot be applied for now. It stands here for the record.",
)
IF_NEEDED = Text(zh="{name}（需要时才查）", en="{name} (only where it is needed)")
MYSELF = Text(zh="本人", en="Myself")
NOT_PAID = Text(
    zh="银行说这笔费用还没有付。您可以再付一次，不会重复扣款。",
    en="The bank says that nothing was paid. You can try again; you will not be charged twice.",
)


@citizen
def start(request: Request, code: str) -> HttpResponse:
    """What you get, what it takes; `start` makes the draft."""
    service = actions.get_service(code)
    if request.method == "POST":
        number = forms.once(request, lambda: _begin(request, code))
        return HttpResponseRedirect(_first_page(principals.row(request, number)))
    for_whom = _for_whom(request.actor, request.actor.own_person, code)
    which = _choices(service, for_whom)
    mine = queries.cases_of(request.actor.own_person, request.actor)
    still_open = [row for row in mine if row.service == code and row.status in (states.DRAFT, *states.OPEN)]
    context = {
        **_about(service),
        "open_case": shown.case_link(still_open[0]) if still_open else None,
        "for_whom": for_whom if len(for_whom) > 1 and which is None else [],
        **({} if which is None else _which(request, which)),
        "here": "services",
    }
    return render(request, "citizen/start.html", context)


def _choices(service: Service, for_whom: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """What there is to choose from where the service is about one of several things; None where it is not."""
    if not service.chosen:
        return None
    return (bikes if service.about == "bike" else vehicles).choices(for_whom)


def _which(request: Request, which: list[dict[str, Any]]) -> dict[str, Any]:
    """The vehicles to choose from; the one the person comes from, else the first, is chosen beforehand."""
    known, wanted = [one["value"] for one in which], request.GET.get("vehicle")
    return {
        "which": which,
        "chosen": wanted if wanted in known else next(iter(known), ""),
        "no_vehicle": not which,
        **({} if which else {"may_start": False}),
    }


def _begin(request: Request, code: str) -> str:
    """Begin the draft, for oneself or for whom one holds a mandate; return its number. A vehicle says whose it is."""
    own, chosen = request.actor.own_person, request.POST.get("for_whom")
    applicant, vehicle = own, None
    if wanted := request.POST.get("vehicle"):
        which = {
            one["value"]: one["owner"]
            for one in _choices(actions.get_service(code), _for_whom(request.actor, own, code)) or []
        }
        applicant, vehicle = which.get(wanted, own), UUID(wanted) if wanted in which else None
    if chosen and chosen != str(own):
        offered = _for_whom(request.actor, own, code)
        applicant = next((one["id"] for one in offered if one["value"] == chosen), own)
    person = people.get_person(applicant)
    case = actions.start(
        service=code,
        applicant=applicant,
        actor=request.actor,
        office=offices.serving(person.region),
        language=request.LANGUAGE_CODE,
        vehicle=vehicle,
        known=asking.on_record(actions.get_service(code), person.address),
    )
    return case.number


def _first_page(case: CaseRow) -> str:
    """Look everything up, and lead to the first open question; to the check of the answers where none is. Where the
    service asks nothing of its own, that page looks everything up."""
    if not _open_to_answers(case):
        return reverse("citizen:case", args=[case.number])
    if case.prepared_for:
        return shown.draft_page(case)
    if not case.definition.questions:
        return reverse("citizen:check", args=[case.number])
    found = engine.prepare(case.id)
    asked = _open_question(found, _silent(case, found))
    return _question_href(case.number, asked) if asked else reverse("citizen:check", args=[case.number])


def _open_question(found: engine.Assessment, silent: list[Material]) -> Question | None:
    """The question to be asked now: none where no answer could lead anywhere."""
    return found.unanswered if silent or found.may_come_true else None


def _about(service: Service) -> dict[str, Any]:
    return {
        "service": service,
        "may_start": service.starts_online,
        "ended": ended(service),
        "needs": needs(service),
        "takes": takes(service),
        "fee": fee_of(service),
        "decided": shown.decided_by(service),
        "basis": service.basis,
    }


def ended(service: Service) -> Text | None:
    """Between which days the service was offered, where today is not one of them."""
    offered = service.offered_on(clock.today())
    return None if offered else NOT_OFFERED.fill(since=service.since, until=service.until or "—")


def needs(service: Service) -> list[dict[str, Any]]:
    """What is looked up, and from whom; what not every case needs says so."""
    return [
        {
            "name": IF_NEEDED.fill(name=one.name) if one.asked_if else one.name,
            "from_whom": evidence.holder(one),
        }
        for one in service.needed
    ]


def takes(service: Service) -> Text:
    """How long it takes, in words."""
    if service.decided_at_once:
        return SECONDS
    days = shown.limit(service, clock.today())
    return ONE_DAY if days == 1 else DAYS.fill(days=days)


def fee_of(service: Service, subject: UUID | None = None) -> Decimal:
    """The fee today in yuan, 0 for none; of plates by the type of the vehicle's."""
    return costs.fee(service, subject, clock.today())


def _for_whom(actor: Actor, own: UUID, code: str) -> list[dict[str, Any]]:
    """For whom one may start this service: oneself, and whoever gave a usable mandate for it."""
    options = [{"value": str(own), "id": own, "label": MYSELF}]
    usable = [
        mandate
        for mandate in people.mandates_of(own)
        if mandate.agent == own and mandate.service == code and mandate.usable(clock.today())
    ]
    names = principals.named(usable, actor)
    for mandate in usable:
        if mandate.principal in names:
            name = names[mandate.principal].name
            options.append({"value": str(mandate.principal), "id": mandate.principal, "label": forms.text(name)})
    return options


@citizen
def question(request: Request, number: str, key: str) -> HttpResponse:
    """One question of a draft."""
    case = principals.row(request, number)
    if not _open_to_answers(case):
        return HttpResponseRedirect(reverse("citizen:case", args=[number]))
    page_time.tick(request, case)
    found = engine.prepared(case.id)
    asked = asking.questions(found.service, found.facts, found.on, found.book)
    position = next((place for place, one in enumerate(asked) if one.key == key), None)
    if position is None:
        return HttpResponseRedirect(reverse("citizen:check", args=[number]))
    context = {
        "service": case.definition,
        "question": shown.question(asked[position], found.facts),
        "step": position + 1,
        "steps": len(asked),
        "values": shown.typed_values(asked[position], _suggested(case, asked[position], found)),
        "back_href": reverse("citizen:check", args=[number]),
        "code_sent_to": phone_codes.sent_to(request, case.id, key),
    }
    if request.method != "POST":
        return render(request, "citizen/question.html", context)
    try:
        return _answer(request, case, asked[position], found)
    except (BadInput, TooManyCodes) as error:
        return forms.show_errors(request, "citizen/question.html", context, error, _field(error, key))


def _field(error: TongbanError, key: str) -> str:
    """The input of an error: a date and what is not about one input stand at the question itself."""
    return error.field if isinstance(error, BadInput) else key


def _suggested(case: CaseRow, asked: Question, found: engine.Assessment) -> Any:
    """What was answered before; for the delivery the address on record, which is right for nearly everybody."""
    known = found.facts.answers.get(asked.key)
    if known is None and asked.key == asking.ADDRESS.key:
        return people.get_person(case.applicant).address
    return known


def _answer(request: Request, case: CaseRow, asked: Question, found: engine.Assessment) -> HttpResponse:
    action = request.POST.get("action", "next")
    if action == "later":
        return HttpResponseRedirect(reverse("citizen:home"))
    value = "" if action == "skip" else _typed(request, asked)
    if asked.kind == "phone" and action == "send_code":
        phone_codes.send(request, case, asked, value)
        return HttpResponseRedirect(request.path)
    if asked.kind == "phone":
        value = phone_codes.confirmed(request, case.id, asked.key, value)
    actions.answer(case_id=case.id, actor=request.actor, given={asked.key: value}, found=found)
    page = "citizen:confirm" if case.prepared_for else "citizen:check"
    return HttpResponseRedirect(reverse(page, args=[case.number]))


def _typed(request: Request, asked: Question) -> str:
    if asked.kind in shown.PICTURES:
        return forms.picture(request, asked.key)
    return forms.typed(request.POST, asked.key, asked.kind)


@citizen
def check(request: Request, number: str) -> HttpResponse:
    """Check the answers: the first unanswered question comes first, then everything on one page, then it is sent."""
    case = principals.row(request, number)
    if not _open_to_answers(case):
        return HttpResponseRedirect(reverse("citizen:case", args=[number]))
    page_time.tick(request, case)
    if request.method == "POST":
        return _send(request, case)
    found = _with_what_is_on_record(request, case, engine.prepare(case.id))
    silent = _silent(case, found)
    asked = _open_question(found, silent)
    if asked:
        return HttpResponseRedirect(_question_href(number, asked))
    return render(request, "citizen/check.html", _check_page(case, found, silent))


def _with_what_is_on_record(request: Request, case: CaseRow, found: engine.Assessment) -> engine.Assessment:
    """A draft begins with where the card goes; a case that the office opened gets it when its person comes to act."""
    if found.unanswered is None or found.unanswered.key != asking.DELIVERY.key:
        return found
    known = asking.on_record(found.service, people.get_person(case.applicant).address)
    actions.answer(case_id=case.id, actor=request.actor, given=known, found=found)
    return engine.prepared(case.id)


def _send(request: Request, case: CaseRow) -> HttpResponse:
    """Send the application, or the answers that the case waits for; then lead to the fee or to what became of it."""
    if request.POST.get("action") != "send":
        return HttpResponseRedirect(reverse("citizen:home"))
    try:
        send = actions.submit if case.status == states.DRAFT else actions.respond
        sent = send(case_id=case.id, actor=request.actor)
    except BadInput as error:  # a question that is still open, or a telephone without its code
        return HttpResponseRedirect(reverse("citizen:question", args=[case.number, error.field]))
    page_time.sent(request, case)
    return HttpResponseRedirect(after(case, sent.waiting_for, sent.order_number))


def after(case: CaseRow, waiting_for: str, order: str) -> str:
    """Where a sent application leads: to the bank where a fee is due, else to what became of it."""
    return cashier(case, order) if waiting_for == states.PAYMENT else reverse("citizen:done", args=[case.number])


def cashier(case: CaseRow, order: str) -> str:
    """The bank's cashier page for an order that can be paid; the bank sends the person back to the case."""
    back = settings.TONGBAN_PUBLIC_URL + reverse("citizen:done", args=[case.number]) + "?back=1"
    return payment.cashier_url(number=order, return_url=back, language=get_language() or "")


def _silent(case: CaseRow, found: engine.Assessment) -> list[Material]:
    """What a draft lacks because its partner did not answer just now."""
    if case.status != states.DRAFT:
        return []
    return [one for one in found.materials if one.key not in found.rows and not one.arrives]


def _check_page(case: CaseRow, found: engine.Assessment, silent: list[Material]) -> dict[str, Any]:
    number, service = case.number, case.definition
    asked = asking.questions(service, found.facts, found.on, found.book)
    looked_up = bool(found.rows)
    return {
        "service": service,
        "rows": [
            *_new_particulars(found),
            *(shown.answer_row(one, found.facts, _question_href(number, one)) for one in asked),
        ],
        "evidence": shown.evidence(service, found) if looked_up else {},
        "needs": [] if looked_up else needs(service),
        "verdict": None if found.verdict.allowed or silent or not looked_up else found.verdict,
        "title": shown.GOES_ON if found.may_come_true else None,
        "hopeless": looked_up and not (silent or found.may_come_true),
        "silent": [SILENT.fill(partner=evidence.holder(material)) for material in silent],
        "fee_lines": [{"label": service.name, "value": shown.money(found.fee)}] if found.fee else [],
        "fee": found.fee,
        "outcome": service.gives,
        "ready_by": None,
        "back_href": reverse("citizen:start", args=[service.code]),
    }


def _new_particulars(found: engine.Assessment) -> list[dict[str, Any]]:
    """Name and number as the licence will have them, where a service follows the population register."""
    row = found.rows.get("organisation" if found.of_organisation else "identity")
    if not found.service.follows_population or row is None:
        return []
    if found.of_organisation:
        told = sealed.unpack(row.content).get("organisation") or {}
        return [{"label": label, "value": told[name]} for name, label in FIRM.items() if told.get(name)]
    if not found.facts.applicant.renamed:
        return []
    told = sealed.unpack(row.content)
    number = personal.mask_identity(told.get("current_number") or told["identity_number"])
    return [
        {"label": Text(zh="换证后的姓名", en="Name on the new licence"), "value": told["name"]},
        {"label": Text(zh="换证后的证件号码", en="Number on the new licence"), "value": number},
    ]


def _question_href(number: str, asked: Question) -> str:
    return reverse("citizen:question", args=[number, asked.key])


def _open_to_answers(case: CaseRow) -> bool:
    return case.status == states.DRAFT or case.waiting_for == states.APPLICANT


@citizen
def pay(request: Request, number: str) -> HttpResponse:
    """Send the person to the bank; when they come back before the bank has told us, ask it, never to pay again."""
    case = principals.row(request, number)
    if case.waiting_for != states.PAYMENT or not case.order_number:
        return HttpResponseRedirect(reverse("citizen:done", args=[number]))
    if request.method == "POST" and request.POST.get("action") == "pay":
        order = actions.order_for(case_id=case.id, actor=request.actor)
        return HttpResponseRedirect(cashier(case, order) if order else reverse("citizen:done", args=[number]))
    if request.method == "POST" and request.POST.get("action") == "later":
        return HttpResponseRedirect(reverse("citizen:home"))
    state, message = "open", None
    if request.method == "POST" or request.GET.get("back"):
        state, message = _ask_bank(case)
        if queries.get_row_by_number(number, request.actor).waiting_for != states.PAYMENT:
            return HttpResponseRedirect(reverse("citizen:done", args=[number]))
    context = {"order": shown.order(orders.get_order(case.order_number)), "state": state, "message": message}
    return render(request, "citizen/pay.html", context)


def _ask_bank(case: CaseRow) -> tuple[str, Text | None]:
    """What the bank says: nothing paid, or nothing at all; then nobody is asked to pay a second time."""
    try:
        actions.ask_bank(case_id=case.id, order_number=case.order_number)
    except ExchangeError:
        return "unknown", None
    return "failed", NOT_PAID


@citizen
def done(request: Request, number: str) -> HttpResponse:
    """What became of it, with the number and what happens next. Whoever comes back unpaid is led to the payment."""
    case = principals.case(request, number)
    if request.GET.get("back") and case.row.waiting_for == states.PAYMENT:
        return HttpResponseRedirect(reverse("citizen:pay", args=[number]) + "?back=1")
    return render(request, "citizen/done.html", shown.done_page(case, request.actor))
