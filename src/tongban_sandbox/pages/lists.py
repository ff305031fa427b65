"""Orders, parcels, the demo's telephone, the log."""

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import quote, urlencode

from .. import control
from ..http import Request, Response
from ..journal import mask_phone
from ..partners.post import KINDS
from ..world import World
from .layout import page, pill, press, table
from .overview import log_table
from .words import Words

NEWEST = 200
STATE_STYLES = {"waiting": "due", "paid": "good", "refunded": "plain", "delivered": "good", "failed": "bad"}
KIND_STYLES = {"delivered": "good", "refused": "bad", "uncollected": "due", "lost": "bad", "returned": "due"}


def show_orders(world: World, say: Words, request: Request) -> Response:
    """Orders whose cashier page was opened."""
    rows = "".join(_order(say, order) for order in control.orders(world))
    heads = "".join(f"<th>{say(word)}</th>" for word in ("order", "for_what", "amount", "state", "method", "reference"))
    body = f'<p class="quiet">{say("orders.none")}</p>'
    if rows:
        body = table(f"{heads}<td></td>", rows)
    return page(say, request, title=say("orders"), body=body)


def _order(say: Words, order: Mapping[str, Any]) -> str:
    number, path = order["number"], f"/do/orders/{quote(order['number'], safe='')}"
    if order["state"] == "waiting":
        deeds = press(say, f"{path}/pay", say("pay"), back="/orders", style="main")
    else:
        deeds = press(say, f"{path}/again", say("call_again"), back="/orders")
        deeds += press(say, f"{path}/again", say("call_wrong"), back="/orders", values={"wrong": "1"}, style="danger")
    method = say(order["method"]) if order["method"] else ""
    return f"""<tr><td class="number">{escape(number)}</td><td>{escape(order["subject"])}</td>
<td class="number">¥{escape(order["amount"])}</td><td>{_state(say, order["state"])}</td><td>{method}</td>
<td class="number small">{escape(order["payment_reference"] or "")}</td><td>{deeds}</td></tr>"""


def _state(say: Words, state: str) -> str:
    return pill(say(f"state.{state}"), STATE_STYLES.get(state, "plain"))


def show_parcels(world: World, say: Words, request: Request) -> Response:
    """Parcels, what happened to each, and what can happen next."""
    rows = "".join(_parcel(say, parcel) for parcel in control.parcels(world))
    body = f'<ul class="list">{rows}</ul>' if rows else f'<p class="quiet">{say("parcels.none")}</p>'
    return page(say, request, title=say("parcels"), body=body)


def _parcel(say: Words, parcel: Mapping[str, Any]) -> str:
    number, to = parcel["tracking_number"], parcel["body"]
    kinds = [event["kind"] for event in parcel["events"]]
    happened = "".join(pill(say(f"kind.{kind}"), KIND_STYLES.get(kind, "plain")) for kind in kinds)
    address = " · ".join((to["to_name"], mask_phone(to["to_phone"]), to["to_address"]))
    path = f"/do/parcels/{quote(number)}"
    deeds = "".join(press(say, f"{path}/{kind}", say(f"kind.{kind}"), back="/parcels") for kind in KINDS)
    return f"""<li><b class="number">{escape(number)}</b> · {escape(to["contents"])}<br>
<span class="quiet">{escape(address)}</span>
<div class="chips">{happened or pill(say("not_moved"), "plain")}</div>
<details><summary>{say("happens")}</summary>{deeds}</details></li>"""


def show_telephone(world: World, say: Words, request: Request) -> Response:
    """The messages people have received, newest first, one telephone each."""
    wanted = request.params.get("to", "")
    telephones: dict[str, list[dict[str, Any]]] = {}
    for message in control.messages_to(world, wanted, NEWEST):
        telephones.setdefault(message["to"], []).append(message)
    body = "".join(_telephone(say, phone, messages) for phone, messages in telephones.items())
    if wanted:
        body = f'<p><a href="{say.link("/telephone")}">{say("all_telephones")}</a></p>{body}'
    elif body:
        body = f'<div class="phones">{body}</div>'
    return page(say, request, title=say("telephone"), body=body or f'<p class="quiet">{say("messages.none")}</p>')


def _telephone(say: Words, phone: str, messages: list[dict[str, Any]]) -> str:
    link = say.link(f"/telephone?{urlencode({'to': phone})}")
    bubbles = "".join(
        f'<div class="bubble"><p>{escape(message["text"])}</p><p class="small quiet number">'
        f"{escape(message['at'][5:16].replace('T', ' '))} {_state(say, message['state'])}</p></div>"
        for message in messages
    )
    heading = f'<h2><a href="{escape(link)}">{escape(mask_phone(phone))}</a></h2>'
    return f'<section class="phone">{heading}{bubbles}</section>'


def show_log(world: World, say: Words, request: Request) -> Response:
    """Everything remembered since the start."""
    said = say("since", at=world.journal.since[:19].replace("T", " "))
    body = f'<p class="quiet">{said}</p>{log_table(say, list(world.journal.lines))}'
    return page(say, request, title=say("log"), body=body)
