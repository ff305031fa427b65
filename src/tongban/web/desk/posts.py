"""Posts and passes, for whoever leads a service point: who may do what until when, who is missing; withdraw and give
back (two persons each), certificates, trainings held, notes before the shift."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.assessment.learning.training import actions, lessons
from tongban.assessment.learning.training import queries as training
from tongban.casework.posts import POST_WORDS
from tongban.core import clock
from tongban.core.actor import CONFIGURE, Pass
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.law_book import book
from tongban.law.rules import qualifications as law
from tongban.law.text import Text
from tongban.outlets import actions as outlets
from tongban.outlets import passes, queries
from tongban.outlets.passes import Holder, Rotation, WithdrawalView
from tongban.outlets.types import POSTS, OutletView
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import configures
from tongban.web.training.views import ENDS_SOON, HOLDS, LACKS, TONES

CAUSE = "page:posts"
NO_DAY = Text(zh="请填写日期。", en="Give a day.")
NO_MINUTES = Text(zh="请填写时长（分钟）。", en="Say how many minutes it lasted.")
ALL_HOLD = Text(zh="所有岗位的资格都有效", en="Every post has its pass")
SOME_LACK = Text(zh="{count}人缺少岗位资格，不能办理业务", en="{count} people lack a pass and cannot handle items")
STATES = {
    "proposed": Text(zh="{who}提议撤销，待另一人确认", en="{who} proposes to withdraw it; somebody else confirms"),
    "in_force": Text(zh="已撤销", en="withdrawn"),
    "back_proposed": Text(
        zh="{who}提议恢复，待另一人确认", en="{who} proposes to give it back; somebody else confirms"
    ),
}


@configures
def posts(request: Request) -> HttpResponse:
    """Who may do what until when, at the service points that this lead configures; a POST does one thing."""
    act = ACTS.get(request.POST.get("action", "")) if request.method == "POST" else None
    if act is None:
        return render(request, "desk/posts.html", _page(request))
    try:
        return forms.redirect_once(request, lambda: act(request))
    except (BadInput, Conflict, NotAllowed, NotFound) as error:
        return forms.show_errors(request, "desk/posts.html", _page(request), error)


def _page(request: Request) -> dict[str, Any]:
    today = clock.today()
    mine = {one.code: one for one in queries.outlets() if request.actor.may(CONFIGURE, "*", one.code)}
    held = passes.holders(mine, today)
    lacking = sum(any(one.lack for one in who.passes) for people in held.values() for who in people)
    return frame.page(
        request,
        "posts",
        finding=SOME_LACK.fill(count=lacking) if lacking else ALL_HOLD,
        places=[_place(mine[code], people) for code, people in held.items()],
        withdrawals=[_withdrawal(one, request) for one in passes.withdrawals(mine)],
        rotations=[_rotation(one) for one in passes.rotations(today, mine)],
        notes=[{"note": one, "post": POST_WORDS[one.post]} for one in training.notes_of(mine, request.actor)],
        outlets=[{"value": one.code, "label": one.name} for one in mine.values() if one.code in held],
        topics=[{"value": one.topic, "label": one.title} for one in lessons.lessons().values()],
        posts=[{"value": one, "label": POST_WORDS[one]} for one in POSTS],
        kinds=[{"value": one, "label": passes.name_of(one)} for one in law.known(today, book())],
        values={},
    )


def _place(outlet: OutletView, people: list[Holder]) -> dict[str, Any]:
    rows = [
        {
            "number": who.number,
            "posts": [POST_WORDS[post] for post in sorted(who.posts)],
            "passes": [_held(one) for one in who.passes],
        }
        for who in people
    ]
    return {"name": outlet.name, "code": outlet.code, "rows": rows}


def _held(one: Pass) -> dict[str, Any]:
    return {
        "kind": one.qualification,
        "name": passes.name_of(one.qualification),
        "until": one.until,
        "state": LACKS[one.lack.code] if one.lack else ENDS_SOON if one.warning else HOLDS,
        "tone": TONES[one.lack.code] if one.lack else "due" if one.warning else "done",
    }


def _withdrawal(one: WithdrawalView, request: Request) -> dict[str, Any]:
    return {
        "one": one,
        "name": passes.name_of(one.kind),
        "state": STATES[one.state].fill(who=one.label),
        "mine": one.asked_by == request.actor.account_id,
    }


def _rotation(one: Rotation) -> dict[str, Any]:
    return {"one": one, "post": POST_WORDS[one.post], "over": one.over(clock.today())}


def _withdraw(request: Request) -> None:
    post = request.POST
    outlets.propose_withdrawal(
        number=post.get("number", "").strip(), kind=post.get("kind", ""), reason=post.get("reason", ""),
        actor=request.actor, cause=CAUSE,
    )  # fmt: skip


def _on_withdrawal(verb: Callable[..., None]) -> Callable[[Request], None]:
    def act(request: Request) -> None:
        verb(withdrawal=frame.identifier(request.POST.get("withdrawal", "")), actor=request.actor, cause=CAUSE)

    return act


def _give_back(request: Request) -> None:
    outlets.propose_giving_back(
        withdrawal=frame.identifier(request.POST.get("withdrawal", "")), reason=request.POST.get("reason", ""),
        actor=request.actor, cause=CAUSE,
    )  # fmt: skip


def _certify(request: Request) -> None:
    post = request.POST
    kind = post.get("kind", "")
    if not law.given_elsewhere(kind, clock.today(), book()):
        raise BadInput("kind", Text(zh="这项资格要通过考试取得。", en="This pass is won by its examination."))
    outlets.qualify(
        number=post.get("number", "").strip(), kind=kind, since=frame.day(post.get("since", ""), "since"),
        until=frame.day(post.get("until", ""), "until"), certificate=post.get("certificate", "").strip()[:30],
        actor=request.actor, cause=CAUSE,
    )  # fmt: skip


def _hold(request: Request) -> None:
    post = request.POST
    actions.hold_training(
        topic=post.get("topic", ""), outlet=post.get("outlet", ""),
        held_on=frame.day(post.get("held_on", ""), "held_on"),
        minutes=frame.whole(post, "minutes", NO_MINUTES), numbers=post.get("numbers", "").replace(",", " ").split(),
        actor=request.actor,
    )  # fmt: skip


def _note(request: Request) -> None:
    post = request.POST
    if post.get("post", "") not in POSTS:
        raise BadInput("post", Text(zh="请选择岗位。", en="Choose a post."))
    actions.write_note(
        outlet=post.get("outlet", ""), post=post["post"], words=post.get("words", ""),
        until=frame.day(post.get("until", ""), "until"), actor=request.actor,
    )  # fmt: skip


def _then_back(verb: Callable[[Request], None]) -> Callable[[Request], str]:
    def act(request: Request) -> str:
        verb(request)
        return reverse("desk:posts")

    return act


ACTS: Mapping[str, Callable[[Request], str]] = {
    "withdraw": _then_back(_withdraw),
    "confirm": _then_back(_on_withdrawal(outlets.confirm_withdrawal)),
    "give_back": _then_back(_give_back),
    "confirm_back": _then_back(_on_withdrawal(outlets.confirm_giving_back)),
    "drop": _then_back(_on_withdrawal(outlets.drop_proposal)),
    "certify": _then_back(_certify),
    "hold": _then_back(_hold),
    "note": _then_back(_note),
}
