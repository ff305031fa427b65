"""The bank's cashier: what a person sees when paying (contract, section 4)."""

import asyncio
from datetime import datetime
from html import escape
from urllib.parse import urlsplit

from ..clock import SHANGHAI
from ..http import Request, Response
from ..keys import base64url
from ..partners import payment
from ..partners.question import money, text
from ..problems import Problem
from ..signing import Claim, WrongSignature
from ..world import World
from .layout import HTML, SAFE_HEADERS, icon, other_language
from .words import Words

PATIENCE_SECONDS = 2.0  # how long a person waits for the bank's call before being sent back all the same
LONGEST_TIME = 11  # digits: until the year 5138
MARKS = {"alipay": "支", "wechat": "微", "unionpay": "银"}


async def answer(world: World, request: Request) -> Response | None:
    """Show the cashier, or take the payment and send the person back; None cuts the connection."""
    say, switches = Words(request.params.get("lang", "zh")), world.switches["payment"]
    if switches.delay_ms:
        await asyncio.sleep(switches.delay_ms / 1000)
    if switches.cut:
        return None
    if switches.refuse or switches.status:
        return _stop(say, request, "bank_down", switches.status or 403)
    try:
        bill = await _bill(world, request)
    except (Problem, WrongSignature, ValueError):
        return _stop(say, request, "bad_link", 400)
    known = payment.find_order(world, bill.order)
    if known is None or known["state"] == "waiting":
        if bill.expires < world.clock.seconds():
            return _stop(say, request, "expired", 410)
        known = payment.open_order(world, bill)
        if request.method == "POST":
            return await _take(world, say, request, bill)
    shown = _choice(say, request, bill) if known["state"] == "waiting" else _paid(say, request, bill, dict(known))
    return shown


async def _take(world: World, say: Words, request: Request, bill: payment.Bill) -> Response:
    method = request.form.get("method", "")
    if method not in payment.METHODS:
        return _choice(say, request, bill)
    await payment.pay(world, bill.order, method, patience_seconds=PATIENCE_SECONDS)
    return Response(303, b"", "text/plain", {"location": _header(bill.return_url)})


async def _bill(world: World, request: Request) -> payment.Bill:
    """What the signed link asks. Raises ValueError, Problem or WrongSignature if it cannot be trusted."""
    given = request.params
    names = ("order", "amount", "subject", "return_url", "expires")
    values = [given.get(name, "") for name in names]
    order, amount, subject, return_url, expires = values
    if not (text(order) and text(subject) and money(amount) and float(amount)) or not _is_unix_time(expires):
        raise ValueError("the link is incomplete")
    if urlsplit(return_url).scheme not in ("http", "https"):
        raise ValueError("the way back is not an address")
    claim = Claim(given.get("kid", ""), "|".join(values).encode(), base64url(given.get("signature", "")))
    await world.product.check(claim)
    return payment.Bill(order, amount, subject, return_url, int(expires))


def _is_unix_time(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= LONGEST_TIME


def _header(url: str) -> str:
    """An address that can stand in a header: control characters cannot, other scripts are percent-encoded."""
    return "".join(c if " " < c < "\x7f" else "".join(f"%{b:02X}" for b in c.encode()) for c in url)


def _choice(say: Words, request: Request, bill: payment.Bill) -> Response:
    until = datetime.fromtimestamp(bill.expires, SHANGHAI)
    checked = {payment.METHODS[0]: " checked"}
    methods = "".join(
        f'<label><span class="mark {m}" aria-hidden="true">{MARKS[m]}</span>{say(m)}'
        f'<input type="radio" name="method" value="{m}" required{checked.get(m, "")}></label>'
        for m in payment.METHODS
    )
    body = f"""<div class="sheet"><h1 class="sum"><span class="quiet small">{say("to_pay")}</span>
<strong>¥{escape(bill.amount)}</strong></h1>
<dl class="facts">{_fact(say("for_what"), bill.subject)}{_fact(say("payee"), say("payee.name"))}
{_fact(say("order"), bill.order)}</dl></div>
<form method="post" action="?{escape(request.query)}"><fieldset class="sheet methods">
<legend>{say("choose")}</legend>{methods}</fieldset>
<button class="main">{say("confirm", amount=escape(bill.amount))}</button></form>
<a class="away" href="{escape(bill.return_url)}">{say("cancel")}</a>
<p class="quiet small sum">{say("pay_until", at=f"{until:%H:%M}")}</p>"""
    return _frame(say, request, say("cashier"), body)


def _paid(say: Words, request: Request, bill: payment.Bill, order: dict[str, str]) -> Response:
    paid_at = datetime.fromisoformat(order["paid_at"])
    facts = (
        (say("for_what"), order["subject"]),
        (say("method"), say(order["method"])),
        (say("paid_at"), f"{paid_at:%Y-%m-%d %H:%M}"),
        (say("reference"), order["payment_reference"]),
    )
    body = f"""<div class="sheet state"><span class="sign">{icon("check")}</span>
<h1>{say("paid" if order["state"] == "paid" else "refunded")}</h1>
<p class="sum"><strong>¥{escape(order["amount"])}</strong></p>
<dl class="facts">{"".join(_fact(name, value) for name, value in facts)}</dl></div>
<p class="quiet small sum">{say("not_twice")}</p>
<a class="away" href="{escape(bill.return_url)}">{say("back")}</a>"""
    return _frame(say, request, say("cashier"), body)


def _stop(say: Words, request: Request, why: str, status: int) -> Response:
    body = f"""<div class="sheet state"><span class="sign bad">{icon("stop")}</span>
<h1>{say(why)}</h1><p>{say(f"{why}.say")}</p></div>"""
    return _frame(say, request, say(why), body, status)


def _fact(name: str, value: str) -> str:
    return f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>"


def _frame(say: Words, request: Request, title: str, body: str, status: int = 200) -> Response:
    """The bank's own frame: no way to the sandbox's switches."""
    page = f"""<!doctype html>
<html lang="{"zh-CN" if say.language == "zh" else "en"}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · {say("bank")}</title>
<link rel="stylesheet" href="/style.css"><link rel="icon" href="data:,"></head>
<body class="bank"><aside class="ribbon">{say("ribbon")}</aside><div class="till">
<header><b>{icon("lock")}{say("bank")} · {say("cashier")}</b>
<a class="language" href="{escape(other_language(say, request))}">{say("other_language")}</a></header>
<main>{body}</main></div></body></html>"""
    return Response(status, page.encode(), HTML, SAFE_HEADERS)
