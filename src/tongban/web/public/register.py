"""Opening an account: name and number as the population register has them, a telephone proved by a code."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.core.errors import BadInput
from tongban.exchange import population
from tongban.exchange.messages import actions as messages
from tongban.law.text import Text
from tongban.people import actions as people
from tongban.people.actions.phones import CODE_LASTS
from tongban.people.types import PopulationFacts
from tongban.web import forms
from tongban.web.middleware import NOBODY
from tongban.web.rights import public

SESSION = "registration"
ASK_FIRST = Text(zh="请先获取验证码。", en="Ask for a code first.")


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
    except BadInput as error:
        return forms.show_errors(request, "public/register.html", context, error)
    request.session.pop(SESSION, None)
    return HttpResponseRedirect(reverse("account_login"))


def _send_code(request: HttpRequest) -> str:
    check = people.start_phone_check(phone=request.POST.get("phone", ""), actor=NOBODY)
    minutes = int(CODE_LASTS.total_seconds() // 60)
    messages.send_code(to=check.phone, code=check.code, language=request.LANGUAGE_CODE, minutes=minutes)
    request.session[SESSION] = {"check": str(check.id), "masked": check.phone_masked}
    return check.phone_masked


def _open(request: HttpRequest, known: dict[str, str]) -> None:
    if not known:
        raise BadInput("phone", ASK_FIRST)
    answer = people.confirm_phone(check_id=UUID(known["check"]), code=request.POST.get("code", ""))
    if not answer.confirmed:
        raise BadInput("code", answer.reason or ASK_FIRST)
    number = request.POST.get("identity", "")
    people.open_account(
        identity_number=number,
        name=request.POST.get("name", ""),
        password=request.POST.get("password", ""),
        check_id=UUID(known["check"]),
        population=_population(number),
        actor=NOBODY,
    )


def _population(number: str) -> PopulationFacts | None:
    """What the population register says about a number; None where it knows nobody."""
    facts = population.ask_person(number.strip().upper(), purpose="registration", case_id=None).facts
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

