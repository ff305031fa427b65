"""My data: who looked at it, how to reach me, who may act for me, signing in."""

from datetime import date
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import queries
from tongban.core import audit, clock
from tongban.core.errors import BadInput
from tongban.exchange.messages import queries as sent
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.people import actions as people_actions
from tongban.people import queries as people
from tongban.web import forms
from tongban.web.rights import citizen

MOST_PRINCIPALS = 3  # drivers.md 10, row 45: one agent, at most three principals
WHO = {
    "citizen": Text(zh="您本人或受托人", en="you or who acts for you"),
    "staff": Text(zh="{office}的工作人员", en="staff of {office}"),
    "partner": Text(zh="合作单位", en="a partner"),
    "system": Text(zh="系统", en="the system"),
}
WHAT = {
    "person": Text(zh="个人信息", en="personal data"),
    "licence": Text(zh="驾驶证信息", en="licence"),
    "case": Text(zh="案件", en="case"),
    "identity_number": Text(zh="完整身份证号", en="full identity number"),
}


@citizen
def looks(request: HttpRequest) -> HttpResponse:
    """Every look at the person's data, newest first."""
    rows = audit.looks_at(request.actor.person_id)
    context = {"here": "looks", "looks": [_look(row) for row in rows], "complain_href": reverse("citizen:cases")}
    return render(request, "citizen/looks.html", context)


def _look(row: audit.LookView) -> dict[str, Any]:
    office = outlets.find_outlet(row.office) if row.office else None
    who = WHO.get(row.actor_kind, WHO["system"])
    name = office.name if office else Text(zh="车辆管理所", en="the office")
    return {
        "at": row.looked_at,
        "who": who.fill(office=name) if row.actor_kind == "staff" else who,
        "what": WHAT.get(row.what, Text(zh=row.what, en=row.what)),
        "purpose": row.purpose.text,
        "case": None,
    }


@citizen
def contact(request: HttpRequest) -> HttpResponse:
    """Telephone and address, and the way to change them."""
    person = people.get_person(request.actor.person_id)
    none = Text(zh="未登记", en="not known")
    rows = [
        {"label": Text(zh="手机号码", en="Mobile number"), "value": person.phone_masked or none},
        {"label": Text(zh="联系地址", en="Address"), "value": person.address or none},
    ]
    context = {"rows": rows, "change_href": reverse("citizen:start", args=["D23"])}
    return render(request, "citizen/contact.html", context)


@citizen
def mandates(request: HttpRequest) -> HttpResponse:
    """Let somebody act for me, for one service, until a day; end it at any time."""
    context = _mandate_page(request.actor.person_id)
    if request.method != "POST":
        return render(request, "citizen/mandates.html", context)
    try:
        return forms.redirect_once(request, lambda: _mandate_act(request))
    except BadInput as error:
        return forms.show_errors(request, "citizen/mandates.html", context, error)


def _mandate_act(request: HttpRequest) -> str:
    post, actor = request.POST, request.actor
    match post.get("action"):
        case "end":
            people_actions.end_mandate(mandate_id=_id(post.get("mandate", "")), actor=actor)
        case "accept":
            people_actions.accept_mandate(
                mandate_id=_id(post.get("mandate", "")), most_principals=MOST_PRINCIPALS, actor=actor
            )
        case "give":
            people_actions.give_mandate(
                principal=actor.person_id,
                agent=_agent(post.get("identity", "")),
                service=post.get("service", ""),
                until=_until(post),
                actor=actor,
            )
    return reverse("citizen:mandates")


def _agent(number: str) -> UUID:
    agent = people.find_person(number)
    if agent is None:
        raise BadInput(
            "identity",
            Text(zh="没有用这个身份证号注册的人。请对方先注册。", en="Nobody with this number is registered here yet."),
        )
    return agent


def _until(post: Any) -> date:
    try:
        return date.fromisoformat(forms.typed(post, "until", "date"))
    except ValueError:
        raise BadInput("until", Text(zh="请填写存在的日期。", en="Enter a day that exists.")) from None


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadInput("mandate", Text(zh="没有这份委托。", en="There is no such mandate.")) from None


def _mandate_page(person_id: UUID) -> dict[str, Any]:
    known = people.mandates_of(person_id)
    names = people.get_persons({one.agent for one in known} | {one.principal for one in known})
    services = {service.code: service.name for service in queries.in_service("online")}
    alive = [one for one in known if one.ended_on is None and one.until >= clock.today()]
    return {
        "given": [
            {"to": names[one.agent].name, "service": services.get(one.service), "until": one.until, "id": one.id}
            for one in alive
            if one.principal == person_id
        ],
        "received": [
            {
                "giver": names[one.principal].name,
                "service": services.get(one.service),
                "until": one.until,
                "id": one.id,
                "accepted": one.accepted_at is not None,
            }
            for one in alive
            if one.agent == person_id
        ],
        "services": [{"value": code, "label": name} for code, name in services.items()],
    }


@citizen
def messages(request: HttpRequest) -> HttpResponse:
    """What was sent to the person, readable here too."""
    inbox = [
        {"at": one.at, "title": one.title, "body": one.text, "href": "", "unread": False}
        for one in sent.messages_of(request.actor.person_id)
    ]
    return render(request, "citizen/messages.html", {"here": "messages", "inbox": inbox})


@citizen
def security(request: HttpRequest) -> HttpResponse:
    """Passkeys, the second factor, the level of the account."""
    factors = list(Authenticator.objects.filter(user=request.user))
    codes = next((one for one in factors if one.type == Authenticator.Type.RECOVERY_CODES), None)
    context = {
        "here": "security",
        "passkeys": sum(one.type == Authenticator.Type.WEBAUTHN for one in factors),
        "totp": any(one.type == Authenticator.Type.TOTP for one in factors),
        "recovery_left": len(RecoveryCodes(codes).get_unused_codes()) if codes else 0,
        "assurance": request.actor.assurance,
        "sessions": [],
    }
    return render(request, "citizen/security.html", context)

