"""The bank: orders opened at its cashier, paid, refunded, and stated day by day."""

import os
import sqlite3
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..problems import Problem
from ..world import World
from .question import Body, Question, day, money, text, yuan

METHODS = ("alipay", "wechat", "unionpay")


@dataclass(frozen=True)
class Bill:
    """What a cashier link asks to be paid. `expires` is in Unix seconds."""

    order: str
    amount: str
    subject: str
    return_url: str
    expires: int


def query(world: World, asked: Body) -> Body:
    """How an order stands; `unknown` with nulls if its cashier page was never opened."""
    row = find_order(world, asked["order"])
    names = ("state", "amount", "payment_reference", "paid_at")
    known = {name: row[name] for name in names} if row else {**dict.fromkeys(names), "state": "unknown"}
    return {"order": asked["order"], **known}


def refund(world: World, asked: Body) -> Body:
    """Give money back. Problem 422 if the order is not paid or more is asked than is left."""
    order, amount = asked["order"], Decimal(asked["amount"])
    left = paid_and_left(world, order)[1]
    if find_order(world, order) is None or left == 0:
        raise Problem(422, "not_paid", "Nothing of this order can be refunded.")
    if not 0 < amount <= left:
        raise Problem(422, "wrong_amount", f"Of this order {yuan(left)} can be refunded.")
    _book(world, order, "refund", asked["amount"], asked["refund_reference"])
    if amount == left:
        world.store.run("UPDATE orders SET state = 'refunded' WHERE number = ?", order)
    return {"order": order, "state": "refunded", "refund_reference": asked["refund_reference"]}


def statement(world: World, asked: Body) -> Body:
    """Everything that moved on a day in China; the total is payments less refunds."""
    rows = world.store.all("SELECT * FROM ledger WHERE day = ? ORDER BY id", asked["day"])
    lines = [
        {
            "order": r["number"],
            "kind": r["kind"],
            "amount": r["amount"],
            "reference": r["reference"],
            "at": r["at"],
        }
        for r in rows
    ]
    total = sum((Decimal(r["amount"]) * (1 if r["kind"] == "payment" else -1) for r in rows), Decimal(0))
    return {"day": asked["day"], "lines": lines, "total": yuan(total)}


def open_order(world: World, bill: Bill) -> sqlite3.Row:
    """Note that the cashier page of an order was opened. Before it is paid, the newest amount counts."""
    with world.store.transaction():
        world.store.run(
            "INSERT INTO orders (number, amount, subject, state, opened_at)"
            " VALUES (?1, ?2, ?3, 'waiting', ?4)"
            " ON CONFLICT (number) DO UPDATE SET amount = ?2, subject = ?3 WHERE state = 'waiting'",
            bill.order,
            bill.amount,
            bill.subject,
            world.clock.stamp(),
        )
    return get_order(world, bill.order)


async def pay(world: World, order: str, method: str, *, patience_seconds: float) -> bool:
    """Pay an order once and call the product. True if the product took the call within the given time.

    An order that is paid already is left alone. Problem 404 for an unknown order, 400 for an unknown method.
    """
    if method not in METHODS:
        raise Problem(400, "wrong_method", f"method is one of {', '.join(METHODS)}.")
    with world.store.transaction():
        row = get_order(world, order)
        if row["state"] != "waiting":
            return True
        now = world.clock.stamp()
        reference = f"P{now[:10].replace('-', '')}{os.urandom(7).hex().upper()}"
        world.store.run(
            "UPDATE orders SET state = 'paid', method = ?, payment_reference = ?, paid_at = ? WHERE number = ?",
            method,
            reference,
            now,
            order,
        )
        _book(world, order, "payment", row["amount"], reference)
        call = _call(world, order)
    return await world.callbacks.taken(call, patience_seconds)


async def call_again(world: World, order: str, amount: str, *, patience_seconds: float) -> bool:
    """Call `paid` again as a bank that repeats itself; with another amount, as one that errs."""
    row = get_order(world, order)
    if row["state"] == "waiting":
        raise Problem(422, "not_paid", "This order is not paid.")
    with world.store.transaction():
        call = _call(world, order, **({"amount": amount} if amount else {}))
    return await world.callbacks.taken(call, patience_seconds)


def _call(world: World, order: str, **changes: Any) -> int:
    row = get_order(world, order)
    body = {
        "order": order,
        "amount": row["amount"],
        "payment_reference": row["payment_reference"],
        "method": row["method"],
        "paid_at": row["paid_at"],
    }
    return world.callbacks.tell("payment", "paid", body | changes, about=order, key=f"paid-{row['payment_reference']}")


def _book(world: World, order: str, kind: str, amount: str, reference: str) -> None:
    now = world.clock.stamp()
    world.store.run(
        "INSERT INTO ledger (day, number, kind, amount, reference, at) VALUES (?, ?, ?, ?, ?, ?)",
        now[:10],
        order,
        kind,
        amount,
        reference,
        now,
    )


def find_order(world: World, order: str) -> sqlite3.Row | None:
    """An order whose cashier page was opened, or None."""
    return world.store.one("SELECT * FROM orders WHERE number = ?", order)


def get_order(world: World, order: str) -> sqlite3.Row:
    """An order whose cashier page was opened; Problem 404 if there is none."""
    row = find_order(world, order)
    if row is None:
        raise Problem(404, "no_such_order", "The cashier page of this order was never opened.")
    return row


def paid_and_left(world: World, order: str) -> tuple[Decimal, Decimal]:
    """What was paid for an order, and how much of it has not been refunded."""
    rows = world.store.all("SELECT kind, amount FROM ledger WHERE number = ?", order)
    paid = sum((Decimal(r["amount"]) for r in rows if r["kind"] == "payment"), Decimal(0))
    back = sum((Decimal(r["amount"]) for r in rows if r["kind"] == "refund"), Decimal(0))
    return paid, paid - back


_REFUND = {"order": text, "amount": money, "reason": text, "refund_reference": text}
QUESTIONS = {
    "query": Question(query, {"order": text}, about="order"),
    "refund": Question(refund, _REFUND, about="order", changes=True, once_per=("refund_reference",)),
    "statement": Question(statement, {"day": day}, about="day"),
}
