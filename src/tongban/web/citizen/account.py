"""My data: who looked at it, how to reach me, signing in."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import queries
from tongban.casework.types import CaseRow
from tongban.core import audit
from tongban.core.errors import BadInput, NotFound
from tongban.exchange.messages import queries as sent
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.outlets.types import OutletView
from tongban.people import actions as people_actions
from tongban.people import queries as people
from tongban.web import shown
from tongban.web.request import Request
from tongban.web.rights import account_holder, citizen

LOOKS_A_PAGE = 100
AN_HOUR = timedelta(hours=1)
WHO = {
    "citizen": Text(zh="您委托的人", en="who acts for you"),
    "staff": Text(zh="{office}的工作人员", en="staff of {office}"),
    "partner": Text(zh="合作单位：{office}", en="a partner: {office}"),
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
    "learner": Text(zh="学车进度、约考和合格与否", en="how far you are with your tests"),
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


def _id(text: str) -> UUID:
    """The id of a look, from the address of the page before."""
    try:
        return UUID(text)
    except ValueError:
        raise BadInput("before", Text(zh="没有这一页。", en="There is no such page.")) from None


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
    unknown = (
        Text(zh="未写明", en="not named") if row.actor_kind == "partner" else Text(zh="车辆管理所", en="the office")
    )
    name = office.name if office else unknown
    case = cases.get(row.case_id) if row.case_id else None
    return {
        "at": row.looked_at,
        "since": since if since != row.looked_at else None,
        "who": who.fill(office=name),
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
