"""My data: who looked at it, how to reach me, who may act for me, signing in."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import queries
from tongban.casework.types import CaseRow
from tongban.core import audit, clock
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound, TongbanError
from tongban.exchange.messages import queries as sent
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.outlets.types import OutletView
from tongban.people import actions as people_actions
from tongban.people import queries as people
from tongban.people.types import MandateView
from tongban.web import forms, shown
from tongban.web.citizen import principals
from tongban.web.request import Request
from tongban.web.rights import account_holder, citizen

MOST_PRINCIPALS = 3  # drivers.md 10, row 45: one agent, at most three principals
LOOKS_A_PAGE = 100
AN_HOUR = timedelta(hours=1)
WHO = {
    "citizen": Text(zh="您委托的人", en="who acts for you"),
    "staff": Text(zh="{office}的工作人员", en="staff of {office}"),
    "partner": Text(zh="合作单位", en="a partner"),
    "system": Text(zh="系统", en="the system"),
}
WHAT = {
    "person": Text(zh="个人信息", en="personal data"),
    "licence": Text(zh="驾驶证信息", en="licence"),
    "case": Text(zh="案件", en="case"),
    "name": Text(zh="姓名", en="name"),
    "portrait": Text(zh="照片", en="photograph"),
    "identities": Text(zh="曾用姓名和证件号", en="earlier names and numbers"),
    "card": Text(zh="证件制作和领取", en="the making of the card"),
    "mandates": Text(zh="代办委托", en="mandates"),
    "visit": Text(zh="窗口办理", en="a visit to the window"),
    "inquiry": Text(zh="咨询或投诉", en="a question or complaint"),
    "trace": Text(zh="查看和改动的痕迹", en="who saw and who changed"),
    "identity_number": Text(zh="完整身份证号", en="full identity number"),
}


@account_holder
def identity(request: Request) -> HttpResponse:
    """An account whose face nobody has compared yet: what is missing, and how to get it done."""
    if request.actor.person_id is not None:
        return HttpResponseRedirect(reverse("citizen:home"))
    known = people.person_of_account(request.user.pk)
    if known is None:
        raise NotFound(Text(zh="没有这个人的记录。", en="There is no such person."))
    if request.method == "POST":
        people_actions.start_live_check(person_id=known.person_id, actor=request.actor)
        return HttpResponseRedirect(reverse("citizen:identity"))
    last = people.latest_live_check(known.person_id)
    return render(request, "citizen/identity.html", {"check": last})


@citizen
def looks(request: Request) -> HttpResponse:
    """Every look at the person's data, newest first."""
    before = request.GET.get("before", "")
    rows = audit.looks_at(request.actor.own_person, before=_id(before) if before else None, limit=LOOKS_A_PAGE)
    offices = {code: outlets.find_outlet(code) for code in {row.office for row in rows if row.office}}
    cases = queries.case_rows({row.case_id for row in rows if row.case_id})
    context = {
        "here": "looks",
        "looks": [_look(row, since, offices.get(row.office), cases) for row, since in in_short(rows)],
        "earlier_href": f"?before={rows[-1].id}" if len(rows) == LOOKS_A_PAGE else "",
        "complain_href": reverse("citizen:cases"),
    }
    return render(request, "citizen/looks.html", context)


def in_short(rows: list[audit.LookView]) -> list[tuple[audit.LookView, datetime]]:
    """Looks of one hour, by the same account at the same thing, as one line: its last look and its first time."""
    short: list[tuple[audit.LookView, datetime]] = []
    for row in rows:
        latest = next((at for at, (known, _) in enumerate(short) if _same(known, row)), None)
        if latest is None:
            short.append((row, row.looked_at))
        else:
            short[latest] = (short[latest][0], row.looked_at)
    return short


def _same(one: audit.LookView, other: audit.LookView) -> bool:
    return one.looked_at - other.looked_at < AN_HOUR and all(
        getattr(one, name) == getattr(other, name) for name in ("account_id", "what", "purpose", "case_id", "office")
    )


def _look(
    row: audit.LookView, since: datetime, office: OutletView | None, cases: dict[UUID, CaseRow]
) -> dict[str, Any]:
    who = WHO.get(row.actor_kind, WHO["system"])
    name = office.name if office else Text(zh="车辆管理所", en="the office")
    case = cases.get(row.case_id) if row.case_id else None
    return {
        "at": row.looked_at,
        "since": since if since != row.looked_at else None,
        "who": who.fill(office=name) if row.actor_kind == "staff" else who,
        "what": WHAT.get(row.what, Text(zh=row.what, en=row.what)),
        "purpose": row.purpose.text,
        "case": case and {"number": case.number, "href": reverse("citizen:case", args=[case.number])},
    }


@citizen
def contact(request: Request) -> HttpResponse:
    """Telephone and address, and the way to change them."""
    person = people.get_person(request.actor.own_person)
    none = Text(zh="未登记", en="not known")
    rows = [
        {"label": Text(zh="手机号码", en="Mobile number"), "value": person.phone_masked or none},
        {"label": Text(zh="联系地址", en="Address"), "value": person.address or none},
    ]
    context = {"rows": rows, "change_href": shown.start_of("contact")}
    return render(request, "citizen/contact.html", context)


@citizen
def mandates(request: Request) -> HttpResponse:
    """Let somebody act for me, for one service, until a day; end it at any time."""
    context = _mandate_page(request.actor)
    if request.method != "POST":
        return render(request, "citizen/mandates.html", context)
    try:
        return forms.redirect_once(request, lambda: _mandate_act(request))
    except (BadInput, Conflict, NotAllowed) as error:
        return forms.show_errors(request, "citizen/mandates.html", context, error, _field(error))


def _field(error: TongbanError) -> str:
    """The input of an error; what is wrong with the other person stands at their number."""
    return "until" if isinstance(error, BadInput) and error.field == "until" else "identity"


def _mandate_act(request: Request) -> str:
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
                principal=actor.own_person,
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


def _mandate_page(actor: Actor) -> dict[str, Any]:
    person_id = actor.own_person
    known = [one for one in people.mandates_of(person_id) if one.ended_on is None and one.until >= clock.today()]
    given = [one for one in known if one.principal == person_id]
    received = [one for one in known if one.agent == person_id]
    givers, agents = principals.named(received, actor), people.get_persons([one.agent for one in given])
    services = {service.code: service.name for service in queries.in_service("online")}
    return {
        "given": [{**_mandate(one, services), "to": _covered(agents[one.agent].name)} for one in given],
        "received": [{**_mandate(one, services), "giver": givers[one.principal].name} for one in received],
        "services": [{"value": code, "label": name} for code, name in services.items()],
    }


def _mandate(one: MandateView, services: dict[str, Text]) -> dict[str, Any]:
    return {
        "id": one.id,
        "service": services.get(one.service),
        "until": one.until,
        "accepted": one.accepted_at is not None,
    }


def _covered(name: str) -> str:
    """A name of which the family name is covered: whoever types a number shall not learn whose it is."""
    return "*" + name[1:]


@citizen
def messages(request: Request) -> HttpResponse:
    """What was sent to the person, readable here too."""
    inbox = [
        {"at": one.at, "title": one.title, "body": one.text, "href": "", "unread": False}
        for one in sent.messages_of(request.actor.own_person)
    ]
    return render(request, "citizen/messages.html", {"here": "messages", "inbox": inbox})


@citizen
def security(request: Request) -> HttpResponse:
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
