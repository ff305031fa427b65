"""Service points, staff, powers and programs: for whoever may configure them. Every verb writes its entry and checks
again what its actor may; nobody gives powers to themselves."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.casework.posts import POST_WORDS
from tongban.core import clock
from tongban.core.actor import CONFIGURE, POWERS, SEE, WORK, Actor
from tongban.core.errors import BadInput, NotAllowed, NotFound
from tongban.law.text import Text
from tongban.outlets import actions, queries
from tongban.outlets.types import API_ROLES, POSTS, OutletKind
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import configures

CAUSE = "configuration"
TOKEN = "token-shown-once"  # the session's name for a token that was just issued
NOT_HERE = Text(zh="您没有在该网点管理设置的权限。", en="You may not configure this at this service point.")
NO_NAME = Text(zh="请填写中文和英文名称。", en="Give the name in Chinese and in English.")
WEAK = Text(zh="密码至少 10 位。", en="A password has ten characters or more.")
NOBODY = Text(zh="该网点没有这个工号。", en="There is no such staff number at this service point.")
POWER_WORDS = {
    SEE: Text(zh="查看", en="see"),
    WORK: Text(zh="受理", en="work"),
    "decide": Text(zh="决定", en="decide"),
    CONFIGURE: Text(zh="配置", en="configure"),
}
ROLE_WORDS = {
    "start": Text(zh="代为申请", en="start cases"),
    "evidence": Text(zh="提交材料", en="add evidence"),
    "status": Text(zh="查询进度", en="read the status"),
}
EVERYWHERE = Text(zh="所有网点", en="every service point")
Verb = Callable[[Request, Mapping[str, Any]], None]


@configures
def places(request: Request) -> HttpResponse:
    """The service points this clerk may configure, and opening one."""
    here = reverse("desk:configuration")
    return _answer(request, "desk/configuration.html", _places(request), {"open": _open_outlet}, here)


def _places(request: Request) -> dict[str, Any]:
    mine = [one for one in queries.outlets() if request.actor.may(CONFIGURE, "*", one.code)]
    return {
        "rows": [
            {
                "code": one.code,
                "name": one.name,
                "kind": one.kind.text,
                "href": reverse("desk:configure_outlet", args=[one.code]),
            }
            for one in mine
        ],
        "may_open": request.actor.may(CONFIGURE),
        "kinds": [{"value": one.value, "label": one.text} for one in OutletKind],
    }


def _open_outlet(request: Request, post: Mapping[str, Any]) -> None:
    zh, en = post.get("name_zh", "").strip(), post.get("name_en", "").strip()
    if not zh or not en:
        raise BadInput("name_zh", NO_NAME)
    kind = post.get("kind", "")
    if kind not in {one.value for one in OutletKind}:
        raise BadInput("kind", Text(zh="请选择网点类型。", en="Choose what it is."))
    actions.open_outlet(
        code=post.get("code", "").strip(), name=Text(zh=zh, en=en), kind=OutletKind(kind),
        region=post.get("region", "").strip(), address=post.get("address", "").strip(), actor=request.actor,
        cause=CAUSE,
    )  # fmt: skip


@configures
def place(request: Request, outlet: str) -> HttpResponse:
    """One service point: its staff and its programs. A token stands on the page once, right after it was issued."""
    found = queries.get_outlet(outlet)
    _must_configure(request.actor, outlet)
    here = reverse("desk:configure_outlet", args=[outlet])
    staff = [
        {
            "number": one.number,
            "posts": [POST_WORDS[post] for post in sorted(one.posts)],
            "left_on": one.left_on,
            "href": reverse("desk:configure_staff", args=[outlet, one.number]),
        }
        for one in queries.staff_of(outlet)
    ]
    tokens = [
        {"code": one.code, "roles": [ROLE_WORDS[role] for role in one.roles], "services": " ".join(one.services),
         "since": one.since, "until": one.until, "ended_on": one.ended_on, "field": f"reason-{one.code}"}
        for one in queries.tokens_of(outlet)
    ]  # fmt: skip
    context = {
        "outlet": {"code": outlet, "name": found.name, "kind": found.kind.text},
        "staff": staff,
        "tokens": tokens,
        "token": "" if request.method == "POST" else request.session.pop(TOKEN, ""),
        "posts": _choices(POST_WORDS, POSTS),
        "roles": _choices(ROLE_WORDS, API_ROLES),
        "back_href": reverse("desk:configuration"),
    }
    verbs: dict[str, Verb] = {
        "employ": lambda request, post: _employ(request, outlet),
        "issue": lambda request, post: _issue(request, outlet),
        "revoke": lambda request, post: _revoke(request, outlet),
    }
    return _answer(request, "desk/configure_outlet.html", context, verbs, here)


def _employ(request: Request, outlet: str) -> None:
    post = request.POST
    if len(post.get("password", "")) < 10:
        raise BadInput("password", WEAK)
    actions.employ(
        number=post.get("employee", "").strip(), outlet=outlet, posts=post.getlist("posts"),
        password=post["password"], actor=request.actor, cause=CAUSE,
    )  # fmt: skip


def _issue(request: Request, outlet: str) -> None:
    post = request.POST
    request.session[TOKEN] = actions.issue_token(
        code=post.get("program", "").strip(), outlet=outlet, roles=post.getlist("roles"),
        services=post.get("services", "").replace(",", " ").split(), until=_day(request, "until"),
        actor=request.actor, cause=CAUSE,
    )  # fmt: skip


def _revoke(request: Request, outlet: str) -> None:
    code = request.POST.get("program", "")
    if code not in {one.code for one in queries.tokens_of(outlet)}:
        raise NotFound(Text(zh="没有这个接口客户端。", en="There is no such client."))
    try:
        actions.revoke_token(code=code, reason=request.POST.get("reason", ""), actor=request.actor, cause=CAUSE)
    except BadInput as error:
        raise BadInput(f"reason-{code}", error.message) from error


@configures
def clerk(request: Request, outlet: str, employee: str) -> HttpResponse:
    """One member of staff: posts, powers with their days, the end of the employment."""
    _must_configure(request.actor, outlet)
    found = queries.get_staff(employee)
    if found.outlet != outlet:
        raise NotFound(NOBODY)
    grants = [
        {"id": grant_id, "power": POWER_WORDS[grant.power], "service": grant.service, "since": since, "until": until,
         "office": EVERYWHERE if grant.office == "*" else forms.text(grant.office),
         "mine": request.actor.may(CONFIGURE, grant.service, grant.office)}
        for grant_id, grant, since, until in queries.grants_of(employee)
    ]  # fmt: skip
    context = {
        "clerk": {"number": employee, "posts": sorted(found.posts), "employed_on": found.employed_on,
                  "left_on": found.left_on},
        "grants": grants,
        "posts": _choices(POST_WORDS, POSTS),
        "powers": _choices(POWER_WORDS, POWERS),
        "own": found.account_id == request.actor.account_id,
        "back_href": reverse("desk:configure_outlet", args=[outlet]),
    }  # fmt: skip
    verbs: dict[str, Verb] = {
        "move": lambda request, post: actions.move_staff(
            number=employee, outlet=outlet, posts=request.POST.getlist("posts"), actor=request.actor, cause=CAUSE
        ),
        "grant": lambda request, post: _grant(request, outlet, employee),
        "end_grant": lambda request, post: actions.end_grant(
            grant_id=frame.identifier(post.get("grant", "")), actor=request.actor, cause=CAUSE
        ),
        "dismiss": lambda request, post: actions.dismiss(
            number=employee, on=_day(request, "on") or clock.today(), actor=request.actor, cause=CAUSE
        ),
    }
    here = reverse("desk:configure_staff", args=[outlet, employee])
    return _answer(request, "desk/configure_staff.html", context, verbs, here)


def _grant(request: Request, outlet: str, employee: str) -> None:
    post = request.POST
    actions.grant(
        number=employee, power=post.get("power", ""), service=post.get("service", "").strip() or "*", office=outlet,
        since=_day(request, "since"), until=_day(request, "until"), actor=request.actor, cause=CAUSE,
    )  # fmt: skip


def _answer(
    request: Request, template: str, context: dict[str, Any], verbs: Mapping[str, Verb], here: str
) -> HttpResponse:
    """Show the page, or do one thing once and come back to it; what is wrong stands beside its field."""
    context = frame.page(request, "configuration", values={}, **context)
    if request.method != "POST":
        return render(request, template, context)
    verb = verbs.get(request.POST.get("action", ""))

    def act() -> str:
        if verb:
            verb(request, request.POST)
        return here

    try:
        return forms.redirect_once(request, act)
    except BadInput as error:
        return forms.show_errors(request, template, context, error, FIELDS.get(error.field, ""))


FIELDS = {"code": "code", "username": "employee"}  # where a page names an input otherwise than the verb does


def _choices(words: Mapping[str, Text], keys: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"value": key, "label": words[key]} for key in keys]


def _day(request: Request, field: str) -> date | None:
    typed = request.POST.get(field, "").strip()
    return frame.day(typed, field) if typed else None


def _must_configure(actor: Actor, outlet: str) -> None:
    if not actor.may(CONFIGURE, "*", outlet):
        raise NotAllowed(NOT_HERE)
