"""A bank, a fiscal office, a gateway and a post with a memory, for the little partner to answer as."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from tests.exchange.little_partner import LittlePartner

NOON = "2025-03-03T12:00:00+08:00"


@dataclass
class Bank:
    """What the bank knows: which orders were paid, what it gave back, and its statement."""

    paid: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    total: str | None = None

    def pay(self, order: str, amount: str, reference: str = "B1", at: datetime | str = NOON) -> None:
        """Somebody pays at the cashier page."""
        moment = at if isinstance(at, str) else at.isoformat()
        self.paid[order] = {"amount": amount, "payment_reference": reference, "paid_at": moment}
        self.lines.append({"order": order, "kind": "payment", "amount": amount, "reference": reference, "at": moment})

    def query(self, asked: dict[str, Any]) -> dict[str, Any]:
        known = self.paid.get(asked["order"])
        empty = {"amount": None, "payment_reference": None, "paid_at": None}
        return asked | ({"state": "paid", **known} if known else {"state": "waiting", **empty})

    def refund(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.refunds.setdefault(asked["refund_reference"], asked)
        return {"order": asked["order"], "state": "refunded", "refund_reference": asked["refund_reference"]}

    def statement(self, asked: dict[str, Any]) -> dict[str, Any]:
        signs = {"payment": 1, "refund": -1}
        total = sum((Decimal(line["amount"]) * signs[line["kind"]] for line in self.lines), Decimal("0.00"))
        return {"day": asked["day"], "lines": self.lines, "total": self.total or f"{total:.2f}"}


def a_bank(little: LittlePartner) -> Bank:
    """Let the little partner answer as bank and fiscal office."""
    bank = Bank()
    little.answer("payment", "query", bank.query)
    little.answer("payment", "refund", bank.refund)
    little.answer("payment", "statement", bank.statement)
    little.answer(
        "fiscal",
        "receipt",
        lambda asked: {
            "order": asked["order"],
            "bill_code": "31012525",
            "bill_number": asked["order"][-10:],
            "check_code": "8f3a",
        },
    )
    little.answer(
        "fiscal",
        "cancel",
        lambda asked: {
            "bill_code": asked["bill_code"],
            "bill_number": asked["bill_number"],
            "red_bill_number": "9000000001",
        },
    )
    little.answer(
        "fiscal",
        "reverse",
        lambda asked: {
            "bill_code": asked["bill_code"],
            "bill_number": asked["bill_number"],
            "refund_reference": asked["refund_reference"],
            "red_bill_number": f"80000{asked['amount'].replace('.', ''):0>5}",
        },
    )
    return bank
