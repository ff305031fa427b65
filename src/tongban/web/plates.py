"""Words of plates: blanks, states, places; the same for makers, supervisors and everybody."""

from typing import Any

from tongban.core.plates import TYPES
from tongban.documents import actions as documents
from tongban.documents.plates.types import PieceView, SetView
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.web.forms import text

COLOURS = {
    "blue": Text(zh="蓝底", en="blue"),
    "yellow": Text(zh="黄底", en="yellow"),
    "green": Text(zh="渐变绿", en="green"),
    "duo": Text(zh="黄绿双拼", en="yellow and green"),
    "white": Text(zh="白底", en="white"),
    "black": Text(zh="黑底", en="black"),
}
CARDS = {
    documents.DRIVING_LICENCE: Text(zh="驾驶证", en="Driving licence"),
    documents.VEHICLE_LICENCE: Text(zh="行驶证", en="Vehicle licence"),
}
BLANK = Text(zh="{colour}号牌 {size}", en="Plate, {colour}, {size}")
PLACES = {"front": Text(zh="前号牌", en="Front"), "rear": Text(zh="后号牌", en="Rear")}
SETS = {
    "ordered": Text(zh="待派单", en="no maker yet"),
    "assigned": Text(zh="已派单", en="to be made"),
    "blank_issued": Text(zh="已领半成品", en="blanks taken"),
    "pressed": Text(zh="已压制，待质检", en="pressed, to be checked"),
    "in_stock": Text(zh="待领取、待寄出", en="ready"),
    "posted": Text(zh="已寄出", en="posted"),
    "issued": Text(zh="已发放", en="handed out"),
}
PIECES = {
    "ordered": Text(zh="未领半成品", en="no blank yet"),
    "blank_issued": Text(zh="已领半成品", en="blank taken"),
    "pressed": Text(zh="已压制", en="pressed"),
    "checked": Text(zh="质检合格", en="checked"),
    "in_stock": Text(zh="已入库", en="on the shelf"),
    "issued": Text(zh="在车主处", en="with the owner"),
    "rejected": Text(zh="废品", en="scrapped"),
    "due": Text(zh="应交回", en="to be handed in"),
    "returned": Text(zh="已收回", en="handed in"),
    "missing": Text(zh="未收回，已公告作废", en="not handed in, announced void"),
    "destroyed": Text(zh="已销毁", en="destroyed"),
}
EVENTS = {
    "plates_ordered": Text(zh="下单", en="ordered"),
    "plates_assigned": Text(zh="派单到{maker}", en="given to {maker}"),
    "plate_blanks_issued": Text(zh="领用半成品 {serials}", en="blanks taken: {serials}"),
    "plate_pressed": Text(zh="压制 {serial}（{machine}）", en="pressed on {serial} ({machine})"),
    "plates_checked": Text(zh="质检合格，入库", en="checked, put on the shelf"),
    "plate_rejected": Text(zh="报废 {serial}，重做", en="{serial} scrapped, to be made again"),
    "plates_posted": Text(zh="交寄", en="posted"),
    "plates_came_back": Text(zh="邮件退回", en="came back by post"),
    "plates_lost_remade": Text(zh="邮件丢失，重做", en="lost in the post, to be made again"),
    "plates_issued": Text(zh="发放 {serials}", en="handed out: {serials}"),
    "plates_void": Text(zh="作废", en="void"),
    "plate_returned": Text(zh="收回{place}", en="handed in: {place}"),
    "plate_missing": Text(zh="未收回{place}，公告作废", en="not handed in: {place}; announced void"),
    "plate_destroyed": Text(zh="销毁{place}", en="destroyed: {place}"),
    "spoilt_reported": Text(
        zh="报废登记 {serial}，待第二人确认", en="{serial} reported spoilt; a second person has to see it"
    ),
}


def kind_word(kind: str) -> Text:
    """The name of a kind of blank: a card, or colour and size of a plate."""
    if kind in CARDS:
        return CARDS[kind]
    colour = kind.rstrip("0123456789x")
    return BLANK.fill(colour=COLOURS.get(colour, text(colour)), size=kind.removeprefix(colour).replace("x", "×"))


def outlet_word(code: str) -> Text:
    """The name of a service point; where a code is unknown, the code."""
    found = outlets.find_outlet(code) if code else None
    return found.name if found else text(code or "–")


def piece(one: PieceView) -> dict[str, Any]:
    """One plate of a set as a line."""
    return {
        "place": PLACES[one.place],
        "kind": kind_word(one.kind),
        "serial": one.serial,
        "state": one.state,
        "word": PIECES[one.state],
        "where": outlet_word(one.where) if one.where else None,
        "read": one.read,
        "machine": one.machine,
        "at": one.changed_at,
    }


def line(of: SetView, href: str) -> dict[str, Any]:
    """A set in a list."""
    return {
        "number": of.plate.printed,
        "type": TYPES[of.plate.type],
        "word": SETS[of.state],
        "urgent": of.urgent,
        "post": of.delivery == "post",
        "promised_at": of.promised_at,
        "href": href,
    }


def way_of(of: SetView) -> dict[str, Any]:
    """Where a set is made and when its owner can have it (components/plates_made.html)."""
    ready = of.state in ("in_stock", "posted", "issued")
    return {
        "number": of.plate.printed,
        "word": SETS[of.state],
        "maker": outlet_word(of.maker) if of.maker else None,
        "promised_at": None if ready else of.promised_at,
        "ready_at": of.ready_at if of.state == "in_stock" and of.delivery != "post" else None,
    }


def event(kind: str, facts: dict[str, Any]) -> Text:
    """What an entry says, in words."""
    said: dict[str, Any] = {name: text(value or "–") for name, value in facts.items() if isinstance(value, str | int)}
    said["serials"] = text(" ".join(facts.get("serials", [])) or "–")
    if "maker" in facts:
        said["maker"] = outlet_word(facts["maker"])
    if "place" in facts:
        said["place"] = PLACES[facts["place"]]
    return EVENTS.get(kind, text(kind)).fill(**said)
