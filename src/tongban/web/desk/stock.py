"""Blank cards: received, spoilt before two people, counted in the evening; and what waits to be made."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import queries
from tongban.core import audit, clock
from tongban.core.actor import Actor
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput
from tongban.core.law_book import book
from tongban.documents import actions as documents
from tongban.documents import production, reconciling
from tongban.documents import stock as held
from tongban.documents.plates import routing
from tongban.documents.types import CardView
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.web import alarms, forms, plates
from tongban.web.desk import frame, spoilt
from tongban.web.request import Request
from tongban.web.rights import staff

SERIAL_DIGITS = 13
BAD_KIND = Text(zh="请选择空白证件的种类。", en="Choose which kind of blank came.")
MOST_AT_ONCE = 5_000  # one box
BAD_SERIAL = Text(zh="编号是 13 位数字。", en="A serial has 13 digits.")
BAD_RANGE = Text(
    zh="末号不能小于首号，一次最多 {most} 张。", en="The last serial is not before the first; at most {most} at once."
)
BAD_COUNT = Text(zh="请填写清点的张数。", en="Enter how many were counted.")


@staff("production")
def blanks(request: Request) -> HttpResponse:
    """The stock of the clerk's office."""
    if request.method != "POST":
        return render(request, "desk/blanks.html", _page(request))
    try:
        return forms.redirect_once(request, lambda: _act(request))
    except BadInput as error:
        return forms.show_errors(request, "desk/blanks.html", _page(request), error)


def _act(request: Request) -> str:
    post, actor = request.POST, request.actor
    match post.get("action"):
        case "receive":
            serials = _serials(post.get("first_serial", ""), post.get("last_serial", ""))
            kind = _kind(post.get("kind", documents.DRIVING_LICENCE), "kind")
            documents.receive_blanks(office=actor.office, serials=serials, on=clock.today(), actor=actor, kind=kind)
        case "spoil":
            serial = _serial(post.get("serial", ""), "serial")
            held.report_spoilt(serial=serial, reason=post.get("why", ""), actor=actor)
        case "confirm_spoilt":
            spoilt.confirm(serial=post.get("spoiling", ""), actor=actor)
        case "count":
            kind = _kind(post.get("counted_kind", documents.DRIVING_LICENCE), "counted_kind")
            counted, known = (
                frame.whole(post, "counted", BAD_COUNT),
                {one["kind"]: one["stock"] for one in _stock(actor)},
            )
            held.count_blanks(office=actor.office, kind=kind, counted=counted, in_stock=known.get(kind, 0), actor=actor)
    return reverse("desk:blanks")


def _serials(first: str, last: str) -> list[str]:
    """The serials from the first to the last, both included."""
    begin, end = int(_serial(first, "first_serial")), int(_serial(last, "last_serial"))
    if not begin <= end < begin + MOST_AT_ONCE:
        raise BadInput("last_serial", BAD_RANGE.fill(most=MOST_AT_ONCE))
    return [f"{number:0{SERIAL_DIGITS}d}" for number in range(begin, end + 1)]


def _serial(typed: str, field: str) -> str:
    digits = "".join(typed.split())
    if len(digits) != SERIAL_DIGITS or not (digits.isascii() and digits.isdigit()):
        raise BadInput(field, BAD_SERIAL)
    return digits


def _kind(given: str, field: str) -> str:
    if given not in plates.CARDS and given not in _plate_kinds():
        raise BadInput(field, BAD_KIND)
    return given


def _plate_kinds() -> list[str]:
    """The kinds of blank that plates are made on, in the order of their types."""
    by_type = book().value("plate_making.blanks", clock.today())
    return list(dict.fromkeys(kind for kinds in by_type.values() for kind in kinds))


def _kinds_here(office: str) -> list[str]:
    """The kinds that come to an office: cards, and where plates are made their blanks too."""
    makes = any(maker.outlet == office for maker in routing.makers())
    return [*plates.CARDS, *(_plate_kinds() if makes else [])]


def _stock(actor: Actor) -> list[dict[str, Any]]:
    """The day's balance of the office by kind: received = issued + spoilt + stock, and what was counted."""
    today = clock.today()
    counts = held.counted_blanks(actor.office, today)
    return [
        {
            "kind": one.kind,
            "name": plates.kind_word(one.kind),
            "received": one.received,
            "issued": one.taken,
            "spoilt": one.spoilt,
            "stock": one.stock,
            "counted": counts.get(one.kind),
            "balanced": one.balanced and counts.get(one.kind) in (None, one.stock),
        }
        for one in held.stock(frozenset({actor.office}), today, actor)
        if one.office == actor.office
    ]


def _page(request: Request) -> dict[str, Any]:
    actor = request.actor
    return frame.page(
        request,
        "blanks",
        stock=_stock(actor),
        to_print=card_rows(production.cards(actor.office, "ordered"), actor),
        spoilings=[_spoiling(one, actor) for one in held.spoilings(actor.office)],
        waste_reasons=[],
        blank_kinds=[{"value": kind, "label": plates.kind_word(kind)} for kind in _kinds_here(actor.office)],
        alarms=[alarms.line(one) for one in reconciling.open_alarms(actor.office)],
        values={},
        cards_href=reverse("desk:cards"),
    )


def _spoiling(one: held.Spoiling, actor: Actor) -> dict[str, Any]:
    return {
        "id": one.serial,
        "serial": one.serial,
        "reason": one.reason,
        "first": one.reporter.partition(":")[2],
        "second": "",
        "at": one.at,
        "mine": one.reported_by == actor.account_id,
    }


def card_rows(cards: list[CardView], actor: Actor) -> list[dict[str, Any]]:
    """Cards as lines of a list. Names are shown, so the looks are written, in one statement."""
    names = people.get_persons({one.person for one in cards})
    services = queries.services_of(one.case for one in cards)
    if names:
        audit.looks(actor=actor, person_ids=sorted(names), purpose=Purpose.PRODUCTION, what="name")
    return [
        {
            "number": one.serial,
            "person": names[one.person].name if one.person in names else "",
            "service": services.get(one.case),
            "since": one.changed_at,
            "state": one.state,
            "href": reverse("desk:card", args=[one.serial]),
        }
        for one in cards
    ]
