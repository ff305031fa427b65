"""The finance office: electronic receipts for fees, and their cancelling by a red one."""

import hashlib
from decimal import Decimal

from ..problems import Problem
from ..world import World
from .question import Body, Question, items, money, text

BILL_CODE = "31010126"  # kind of bill, place, year of the form; invented
RED_BILLS_ABOVE = 5_000_000_000


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


_RECEIPT = {"order": text, "payer": text, "items": items, "amount": money}
_CANCEL = {"bill_code": text, "bill_number": text, "reason": text}
QUESTIONS = {
    "receipt": Question(receipt, _RECEIPT, about="order", changes=True, once_per=("order",)),
    "cancel": Question(cancel, _CANCEL, about="bill_number", changes=True, once_per=("bill_code", "bill_number")),
}
