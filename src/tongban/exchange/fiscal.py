"""The finance department's receipts (财政电子票据): one bill per order, a red bill to take it or a part of it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from tongban.exchange import client
from tongban.exchange.forms import Number
from tongban.exchange.registry import register
from tongban.exchange.types import Answer, Partner, Question
from tongban.law.text import Text

BillCode = Annotated[str, Field(pattern=r"^\d{8}$")]
BillNumber = Annotated[str, Field(pattern=r"^\d{10}$")]


@dataclass(frozen=True, slots=True)
class Bill:
    """A fiscal bill: code, number and check code identify it (P6)."""

    order: str
    bill_code: BillCode
    bill_number: BillNumber
    check_code: Annotated[str, Field(min_length=1, max_length=32)]


@dataclass(frozen=True, slots=True)
class RedBill:
    """A bill that takes another back (冲红)."""

    bill_code: BillCode
    bill_number: BillNumber
    red_bill_number: Number


@dataclass(frozen=True, slots=True)
class RedPart:
    """A bill that takes a part of another back (部分冲红), because of one refund."""

    bill_code: BillCode
    bill_number: BillNumber
    refund_reference: str
    red_bill_number: Number


RECEIPT: Question[Bill] = Question(
    "receipt",
    Text(zh="开具财政电子票据", en="To issue the fiscal bill"),
    Bill,
    asked=("order", "payer", "items", "amount"),
    echoes=("order",),
    kept_days=3650,
)
CANCEL: Question[RedBill] = Question(
    "cancel",
    Text(zh="冲红财政电子票据", en="To take back the fiscal bill"),
    RedBill,
    asked=("bill_code", "bill_number", "reason"),
    echoes=("bill_code", "bill_number"),
    kept_days=3650,
)
REVERSE: Question[RedPart] = Question(
    "reverse",
    Text(zh="部分冲红财政电子票据", en="To take back a part of the fiscal bill"),
    RedPart,
    asked=("bill_code", "bill_number", "amount", "reason", "refund_reference"),
    echoes=("bill_code", "bill_number", "refund_reference"),
    kept_days=3650,
)
PARTNER = register(
    Partner(
        code="fiscal",
        name=Text(zh="财政票据系统", en="the finance department"),
        purpose=Text(zh="开具缴费票据", en="To give a receipt for every payment"),
        legal_basis=Text(zh="《财政票据管理办法》", en="Measures on fiscal bills"),
        basis_confidence="derived",
        questions=(RECEIPT, CANCEL, REVERSE),
    )
)


def ask_receipt(order: str, *, payer: str, items: Sequence[tuple[str, Decimal]], purpose: str) -> Answer[Bill]:
    """Ask for the bill of an order; the partner acts once per order. Raises ExchangeError."""
    payload = {
        "order": order,
        "payer": payer,
        "items": [{"label": label, "amount": f"{amount:.2f}"} for label, amount in items],
        "amount": f"{sum((amount for _, amount in items), Decimal(0)):.2f}",
    }
    return client.ask("fiscal", "receipt", payload, purpose=purpose, case_id=None, key=f"receipt-{order}")


def ask_cancel(*, bill_code: str, bill_number: str, reason: str, purpose: str) -> Answer[RedBill]:
    """Ask for the red bill; asked again it is the same one. Raises ExchangeError."""
    payload = {"bill_code": bill_code, "bill_number": bill_number, "reason": reason}
    key = f"cancel-{bill_code}-{bill_number}"
    return client.ask("fiscal", "cancel", payload, purpose=purpose, case_id=None, key=key)


def ask_reverse(
    *, bill_code: str, bill_number: str, amount: Decimal, reason: str, refund_reference: str, purpose: str
) -> Answer[RedPart]:
    """Ask for the red bill of a part; asked again for the same refund it is the same one. Raises ExchangeError."""
    payload = {
        "bill_code": bill_code,
        "bill_number": bill_number,
        "amount": f"{amount:.2f}",
        "reason": reason,
        "refund_reference": refund_reference,
    }
    key = f"reverse-{refund_reference}"
    return client.ask("fiscal", "reverse", payload, purpose=purpose, case_id=None, key=key)
