"""Opening an account: name and number as the population register has them, a telephone proved by a code."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.core import identity
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, TongbanError
from tongban.exchange import population
from tongban.exchange.messages import actions as sending
from tongban.exchange.types import ExchangeError
from tongban.law.text import Text
from tongban.people import actions as people
from tongban.people.actions.phones import CODE_LASTS
from tongban.people.types import PopulationFacts, TooManyCodes
from tongban.web import forms
from tongban.web.rights import public
from tongban.web.templatetags.tongban import t

SESSION = "registration"
NEWCOMER = Actor(kind="citizen", label="citizen", channel="online")
ASK_FIRST = Text(zh="请先获取验证码。", en="Ask for a code first.")
OPENED = Text(zh="注册成功，请登录。", en="Your account is open. Please sign in.")


@public
def register(request: HttpRequest) -> HttpResponse:
    """One page: number, name, telephone, code, password."""
    known = request.session.get(SESSION, {})
    context = {"values": request.POST, "code_sent_to": known.get("masked", "")}
    if request.method != "POST":
        return render(request, "public/register.html", context)
    try:
        if request.POST.get("action") == "send_code":
            context["code_sent_to"] = _send_code(request)
            return render(request, "public/register.html", context)
        _open(request, known)
    except (BadInput, Conflict, TooManyCodes, ExchangeError) as error:
        return forms.show_errors(request, "public/register.html", context, error, _field(error))
    request.session.pop(SESSION, None)
    messages.success(request, t(OPENED))
    return HttpResponseRedirect(reverse("account_login"))


def _field(error: TongbanError) -> str:
    """The input of an error, as the page names it."""
    if isinstance(error, TooManyCodes):
        return "phone"
    named = error.field if isinstance(error, BadInput) else ""
    return "identity" if named == "identity_number" else named


def _send_code(request: HttpRequest) -> str:
    check = people.start_phone_check(phone=request.POST.get("phone", ""), actor=NEWCOMER)
    minutes = int(CODE_LASTS.total_seconds() // 60)
    sending.send_code(to=check.phone, code=check.code, language=request.LANGUAGE_CODE, minutes=minutes)
    request.session[SESSION] = {"check": str(check.id), "masked": check.phone_masked}
    return check.phone_masked


def _open(request: HttpRequest, known: dict[str, str]) -> None:
    if not known:
        raise BadInput("phone", ASK_FIRST)
    number = identity.parse(request.POST.get("identity", "")).number
    if not known.get("confirmed"):
        answer = people.confirm_phone(check_id=UUID(known["check"]), code=request.POST.get("code", ""))
        if not answer.confirmed:
            raise BadInput("code", answer.reason or ASK_FIRST)
        request.session[SESSION] = {**known, "confirmed": True}
    people.open_account(
        identity_number=number,
        name=request.POST.get("name", ""),
        password=request.POST.get("password", ""),
        check_id=UUID(known["check"]),
        population=population_of(number),
        actor=NEWCOMER,
    )


def population_of(number: str) -> PopulationFacts | None:
    """What the population register says about a number; None where it knows nobody."""
    facts = population.ask_person(number, purpose="registration", case_id=None).facts
    if not facts.get("found"):
        return None
    return PopulationFacts(
        name=facts["name"],
        sex=facts["sex"],
        born=date.fromisoformat(facts["born"]),
        region=facts["region"],
        address=facts["address"],
        alive=facts["alive"],
    )
