"""An emergency order extends temporary plates: how many are concerned, proposing, confirming by another, the report."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.core import clock
from tongban.core.errors import BadInput, Conflict, NotAllowed
from tongban.documents.temporary import extending
from tongban.law.text import Text
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import configures

TEMPLATE = "desk/extensions.html"
STATES = {
    "proposed": Text(zh="待另一人确认", en="waits for another person"),
    "running": Text(zh="正在办理", en="being carried out"),
    "done": Text(zh="已办完", en="done"),
    "ended": Text(zh="已提前结束", en="ended early"),
}


@configures
def extensions(request: Request) -> HttpResponse:
    """Every extension with what came of it; `?preview=1` counts who would be concerned."""
    if request.method != "POST":
        try:
            return render(request, TEMPLATE, _page(request, request.GET))
        except BadInput as error:
            return forms.show_errors(request, TEMPLATE, _page(request, {}), error)
    try:
        return forms.redirect_once(request, lambda: _act(request))
    except (BadInput, Conflict, NotAllowed) as error:
        return forms.show_errors(request, TEMPLATE, _page(request, {}), error)


def _act(request: Request) -> str:
    post, actor = request.POST, request.actor
    match post.get("action"):
        case "propose":
            extending.propose(
                number=post.get("number", ""), basis=post.get("basis", ""), region=post.get("region", "").strip(),
                since=frame.day(post.get("since", ""), "since"), until=frame.day(post.get("until", ""), "until"),
                actor=actor,
            )  # fmt: skip
        case "confirm":
            extending.confirm(extension_id=frame.identifier(post.get("extension", "")), actor=actor)
        case "end":
            extending.end_early(
                extension_id=frame.identifier(post.get("extension", "")),
                until=frame.day(post.get("until", ""), "until"), why=post.get("why", ""), actor=actor,
            )  # fmt: skip
    return reverse("desk:extensions")


def _page(request: Request, asked: Mapping[str, Any]) -> dict[str, Any]:
    preview = None
    if asked.get("preview"):
        since, until = frame.day(asked.get("since", ""), "since"), frame.day(asked.get("until", ""), "until")
        preview = extending.concerned(str(asked.get("region", "")).strip(), since, until)
    return frame.page(
        request,
        "extensions",
        rows=[
            {"row": one, "state": STATES[one.state], "mine": one.proposed_by == request.actor.account_id}
            for one in extending.extensions()
        ],
        preview=preview,
        values=asked or {"since": clock.today().isoformat()},
    )
