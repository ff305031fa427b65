"""Other offices: how letters to them go, which were refused, which vehicles are on their way."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.casework.catalogue import services
from tongban.core import failed_jobs, regions
from tongban.core.errors import NotFound
from tongban.exchange.offices import actions, queries
from tongban.law.reasons import wordings
from tongban.law.text import Text
from tongban.registers.vehicles import between, moves, returns
from tongban.registers.vehicles.types import Moving
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

ALL_WELL = Text(zh="与外地车管所的信函都已签收", en="Every letter to another office was acknowledged")
WAITING = Text(zh="{count} 封信函等待签收", en="{count} letters wait to be acknowledged")
REFUSED = Text(zh="{count} 封信函被拒收，须由人处理", en="{count} letters were refused: a person has to look")
FLOWS = {
    "move": Text(zh="转籍", en="Move with its owner"),
    "trade": Text(zh="二手车异地交易", en="Used car sold in the other city"),
    "moved_out": Text(zh="登记地查验后转籍", en="Move after a check at home"),
    "transferred_out": Text(zh="卖到外地", en="Sold to the other city"),
}
OTHER = {
    "moving.seller_refused": Text(zh="车主不同意交易", en="The owner did not agree to the sale"),
    "moving.seller_silent": Text(zh="车主没有在期限内确认", en="The owner did not answer in time"),
    "moving.not_here": Text(zh="没有查到申请人名下的这辆车", en="No such vehicle of the applicant"),
    "moving.sent_elsewhere": Text(zh="档案已转递给另一个城市", en="The file was sent to another city"),
    "moving.page_damaged": Text(zh="档案页损坏", en="A page is damaged"),
    "between.not_such": Text(zh="不能由异地受理的业务", en="A service that another office cannot accept"),
    "between.not_accepted": Text(zh="不能立案", en="No case could be opened"),
    "between.withdrawn": Text(zh="申请人撤回", en="The applicant withdrew it"),
}
STATES = {
    ("in", moves.ASKED): Text(zh="已请求转出地转递", en="asked for there"),
    ("in", moves.ARRIVING): Text(zh="正在接收", en="arriving page by page"),
    ("in", moves.ARRIVED): Text(zh="档案已到，待办理", en="the file is here"),
    ("out", moves.CONFIRM): Text(zh="等车主确认已出售", en="its owner is asked whether it was sold"),
    ("out", moves.SENT): Text(zh="档案已转出，待转入地办结", en="sent, not finished there"),
}


@staff("supervision")
def offices(request: Request) -> HttpResponse:
    """Letters and moves. Supervision only reads; whoever may configure everything has a refused letter tried again."""
    if request.method != "POST":
        return render(request, "supervisor/offices.html", _page(request))
    return forms.redirect_once(request, lambda: _try_again(request))


def _try_again(request: Request) -> str:
    wanted = request.POST.get("letter", "")
    letter = next((one for one in queries.open_letters() if str(one.id) == wanted), None)
    if letter is None:
        raise NotFound(actions.NO_LETTER)
    actions.try_again(letter_id=letter.id, actor=request.actor)
    return reverse("supervisor:offices")


def _page(request: Request) -> dict[str, Any]:
    known = queries.correspondence()
    refused, waiting = sum(one.refused for one in known), sum(one.waiting for one in known)
    finding = REFUSED.fill(count=refused) if refused else WAITING.fill(count=waiting) if waiting else ALL_WELL
    return frame.page(
        request,
        "offices",
        finding=finding,
        offices=known,
        letters=[{"letter": one, "office": regions.name(one.office)} for one in queries.open_letters()],
        moves=[_move(one) for one in moves.under_way()],
        may_decide=failed_jobs.may_decide(request.actor),
        pairs=[_pair(one) for one in between.pairs()],
        refusals=[{"words": refusal_words(code), "count": count} for code, count in between.refusals()],
        wrongful=[{"office": _city(office), "count": count} for office, count in returns.wrongful()],
        came=[{"letter": one, "office": regions.name(one.office)} for one in queries.letters_in()],
    )


def refusal_words(code: str) -> Text:
    """A reason in words: that of law where it is one, else the code itself."""
    known = wordings().get(code)
    return known.sentence.fill(why="", last="", by="", who="") if known else OTHER.get(code, Text(zh=code, en=code))


def _city(code: str) -> Text:
    """The city of an office; a copy that was given none has no name."""
    return regions.name(code) if regions.names(code) else Text(zh=code or "本市", en=code or "here")


def _pair(one: between.Pair) -> dict[str, Any]:
    service = services.get(one.kind)
    return {
        "accepted_in": _city(one.accepted_in),
        "decided_in": _city(one.decided_in),
        "service": service.name if service else FLOWS.get(one.kind, Text(zh=one.kind, en=one.kind)),
        "count": one.count,
        "issued": one.issued,
        "returned": one.returned,
    }


def _move(one: Moving) -> dict[str, Any]:
    return {
        "state": STATES[one.side, one.state],
        "office": regions.name(one.office),
        "plate": one.plate.printed,
        "asked_at": one.asked_at,
        "comes": one.side == "in",
    }
