"""Cards on their way: print, post, take back, hand over to the person whose face was compared."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import queries
from tongban.casework.catalogue import services
from tongban.casework.types import CaseRow
from tongban.core import entries
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput, NotFound
from tongban.documents import actions as documents
from tongban.documents import production, stock
from tongban.documents.types import CardView
from tongban.exchange import post
from tongban.exchange.queries import partner_states
from tongban.law.text import Text
from tongban.registers.drivers import queries as drivers
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.desk.stock import card_rows
from tongban.web.request import Request
from tongban.web.rights import staff
from tongban.web.supervisor import words as actors

STATES = {
    "ordered": Text(zh="待打印", en="to be printed"),
    "printed": Text(zh="已打印", en="printed"),
    "in_custody": Text(zh="待领取", en="to be collected"),
    "posted": Text(zh="已寄出", en="posted"),
    "delivered": Text(zh="已妥投", en="delivered"),
    "handed_over": Text(zh="已领取", en="handed over"),
    "lost": Text(zh="寄丢", en="lost in the post"),
    "spoilt": Text(zh="废卡", en="spoilt"),
    "void": Text(zh="作废", en="void"),
}
DELIVERY = {"post": Text(zh="邮寄", en="by post"), "office": Text(zh="窗口领取", en="collected at the window")}
MAY = {
    "ordered": {"print", "spoil"},
    "printed": {"hand_over", "post", "spoil"},
    "in_custody": {"hand_over", "post"},
    "posted": {"take_back"},
}
COMPARE = Text(
    zh="请先核对本人与身份证、证件照片，再勾选确认。",
    en="Compare the person with identity card and photograph first, then tick the box.",
)
OLD_CARD = Text(
    zh="请先收回旧证并勾选确认；旧证丢了的，改办遗失补证。",
    en="Take the old card first and tick the box; where it is lost, the licence is replaced instead.",
)
NO_CARD = Text(zh="没有这张证件卡。", en="There is no such card.")
ALL = Text(zh="全部在制", en="All under way")
WORDS = {
    "title": Text(zh="证件", en="Cards"),
    "none": Text(zh="没有在制的证件。", en="No card is under way."),
    "serial": Text(zh="编号", en="Serial"),
    "identity": Text(
        zh="我核对了本人、身份证和证件照片，是同一个人",
        en="I compared person, identity card and photograph: it is them",
    ),
}


@staff("production", "acceptance")
def cards(request: Request) -> HttpResponse:
    """Cards of the office, by state; the state stands in the address."""
    state = request.GET.get("state", "")
    state = state if state in production.UNDER_WAY else ""
    rows = card_rows(production.cards(request.actor.office, state), request.actor)
    for row in rows:
        row["state"] = STATES[row["state"]]
    tabs = [
        {"label": STATES[one] if one else ALL, "href": f"?state={one}" if one else "?", "current": one == state}
        for one in ("", *production.UNDER_WAY)
    ]
    return render(request, "desk/cards.html", frame.page(request, "cards", rows=rows, tabs=tabs, words=WORDS))


@staff("production", "acceptance")
def card(request: Request, serial: str) -> HttpResponse:
    """One card and what can be done with it now."""
    found = production.find_card(serial, request.actor.office)
    if found is None:
        raise NotFound(NO_CARD)
    if request.method != "POST":
        return render(request, "desk/card_desk.html", _page(request, found))
    try:
        return _act(request, found)
    except BadInput as error:
        return forms.show_errors(request, "desk/card_desk.html", _page(request, found), error)


def _act(request: Request, found: CardView) -> HttpResponse:
    """Printer and post are asked outside our transaction; asked twice, they act once."""
    doing, actor = request.POST.get("action"), request.actor
    if doing == "print":
        production.print_card(found.serial, actor)
    elif doing == "post":
        production.dispatch(found.serial, actor)
    else:
        return forms.redirect_once(request, lambda: _do(request, found))
    return HttpResponseRedirect(reverse("desk:card", args=[found.serial]))


def _do(request: Request, found: CardView) -> str:
    actor, here = request.actor, reverse("desk:card", args=[found.serial])
    match request.POST.get("action"):
        case "hand_over":
            if request.POST.get("identity") != "yes":
                raise BadInput("identity", COMPARE)
            old = _to_hand_in(queries.find_case(found.case, actor), found)
            if old and request.POST.get("old_card") != "yes":
                raise BadInput("old_card", OLD_CARD)
            documents.move_card(
                serial=found.serial, state="handed_over", actor=actor, handed_by=actor.account_id, handed_in=old
            )
        case "take_back":
            documents.move_card(serial=found.serial, state="in_custody", actor=actor)
        case "spoil":
            stock.report_spoilt(serial=found.serial, reason=SPOILT_AT_PRINTER, actor=actor)
            return reverse("desk:blanks")
    return here


def _to_hand_in(case: CaseRow | None, found: CardView) -> str:
    """The old card that has to be handed in for this one, "" where none: nobody mails it back for an online case."""
    if case is None or case.channel in ("online", "post") or not services[case.service].old_card_back:
        return ""
    return drivers.card_before(found.serial)


SPOILT_AT_PRINTER = "制证损坏 spoilt in production"


def _page(request: Request, found: CardView) -> dict[str, Any]:
    actor = request.actor
    seen = frame.look(found.person, actor, Purpose.PRODUCTION, "card", found.case)
    case = queries.find_case(found.case, actor)
    parcel = next(iter(post.parcels_of_case(found.case)), None) if found.parcel else None
    return frame.page(
        request,
        "cards",
        card={
            "state": found.state,
            "word": STATES[found.state],
            "serial": found.serial,
            "case": case and {"number": case.number, "href": frame.case_href(case), "service": case.name},
            "person": frame.head(seen),
            "delivery": DELIVERY.get(found.delivery, forms.text(found.delivery)),
            "address": production.delivery_address(found.serial, actor.office),
            "tracking": parcel.tracking_number if parcel else "",
            "old_serial": _to_hand_in(case, found),
        },
        may=MAY.get(found.state, set()) - (set() if found.delivery == "post" else {"post"}),
        timeline=_timeline(found),
        printer=_printer(),
        values={},
        words=WORDS,
    )


def _timeline(found: CardView) -> list[dict[str, Any]]:
    """What happened to this card, from the entries its case led to."""
    return [
        {
            "at": entry.recorded_at,
            "sentence": STATES[entry.kind.removeprefix("card_")],
            "who": actors.actor(entry.actor),
            "state": "done",
        }
        for entry in entries.caused_by(f"case:{found.case}")
        if entry.facts.get("serial") == found.serial and entry.kind.removeprefix("card_") in STATES
    ]


def _printer() -> dict[str, Any] | None:
    state = next((one for one in partner_states() if one.code == "printer"), None)
    return {"name": state.name, "up": state.state != "down"} if state else None
