"""The finance office: electronic receipts for fees, and red ones that take back a whole receipt or a part."""

import hashlib
import json
from decimal import Decimal

from ..problems import Problem
from ..world import World
from .question import Body, Question, items, money, text

BILL_CODE = "31010126"  # kind of bill, place, year of the form; invented
RED_BILLS_ABOVE = 5_000_000_000
RED_PARTS_ABOVE = 8_000_000_000


def receipt(world: World, asked: Body) -> Body:
    """A receipt with a fresh number. Problem 422 if the lines do not add up to the amount."""
    if sum(Decimal(line["amount"]) for line in asked["items"]) != Decimal(asked["amount"]):
        raise Problem(422, "wrong_sum", "The lines do not add up to the amount.")
    # Numbers begin at the time in seconds, so that a sandbox made anew does not give out old ones.
    number = f"{world.store.next_number('bill', int(world.clock.seconds())):010d}"
    world.store.run("INSERT INTO bills VALUES (?, ?, NULL)", number, BILL_CODE)
    check = hashlib.sha256(f"{BILL_CODE}{number}{asked['amount']}".encode()).hexdigest()[:6]
    return {"order": asked["order"], "bill_code": BILL_CODE, "bill_number": number, "check_code": check}


def cancel(world: World, asked: Body) -> Body:
    """Cancel a receipt by a red one. Problem 422 if there is no such receipt."""
    number, code = asked["bill_number"], asked["bill_code"]
    row = world.store.one("SELECT * FROM bills WHERE bill_number = ? AND bill_code = ?", number, code)
    if row is None:
        raise Problem(422, "no_such_bill", "No receipt of this code and number was given out.")
    red = row["red_bill_number"] or f"{RED_BILLS_ABOVE + int(number):010d}"
    world.store.run("UPDATE bills SET red_bill_number = ? WHERE bill_number = ?", red, number)
    return {"bill_code": code, "bill_number": number, "red_bill_number": red}


def reverse(world: World, asked: Body) -> Body:
    """Take back a part of a receipt by a red one of its own. Problem 422 for no such receipt, or more than is left."""
    number = asked["bill_number"]
    kept = world.store.one(
        "SELECT asked FROM done WHERE question = 'fiscal/receipt' AND json_extract(answer, '$.bill_number') = ?", number
    )
    if kept is None:
        raise Problem(422, "no_such_bill", "No receipt of this code and number was given out.")
    parts = world.store.all("SELECT amount FROM reversals WHERE bill_number = ?", number)
    left = Decimal(json.loads(kept["asked"])["amount"]) - sum(Decimal(part["amount"]) for part in parts)
    if not 0 < Decimal(asked["amount"]) <= left:
        raise Problem(422, "too_much", "That is more than is left of the receipt.")
    reference = asked["refund_reference"]
    world.store.run("INSERT INTO reversals VALUES (?, ?, ?)", reference, number, asked["amount"])
    red = f"{RED_PARTS_ABOVE + world.store.next_number('red_part', 1):010d}"
    told = {"bill_code": asked["bill_code"], "bill_number": number}
    return {**told, "refund_reference": reference, "red_bill_number": red}


_RECEIPT = {"order": text, "payer": text, "items": items, "amount": money}
_CANCEL = {"bill_code": text, "bill_number": text, "reason": text}
_REVERSE = {**_CANCEL, "amount": money, "refund_reference": text}
QUESTIONS = {
    "receipt": Question(receipt, _RECEIPT, about="order", changes=True, once_per=("order",)),
    "cancel": Question(cancel, _CANCEL, about="bill_number", changes=True, once_per=("bill_code", "bill_number")),
    "reverse": Question(reverse, _REVERSE, about="bill_number", changes=True, once_per=("refund_reference",)),
}
