"""The bank (支付平台): what it is asked, what it tells us, and the address of its cashier page."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from urllib.parse import urlencode

from pydantic import Field

from tongban.exchange import client, keys
from tongban.exchange.forms import Amount, Instant, Number
from tongban.exchange.registry import register
from tongban.exchange.types import Answer, Limits, NotSent, Partner, Question
from tongban.law.text import Text

Method = Literal["alipay", "wechat", "unionpay"]


@dataclass(frozen=True, slots=True)
class BankOrder:
    """What the bank knows of an order. The last three are set once it is paid."""

    order: str
    state: Literal["unknown", "waiting", "paid", "refunded"]
    amount: Amount | None = None
    payment_reference: Number | None = None
    paid_at: Instant | None = None

    def __post_init__(self) -> None:
        if self.state in ("paid", "refunded") and None in (self.amount, self.payment_reference, self.paid_at):
            raise ValueError("paid, but not what, when or under which reference")


@dataclass(frozen=True, slots=True)
class BankRefund:
    """What became of a refund."""

    order: str
    state: Number
    refund_reference: Number


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement on the bank's statement."""

    order: Number
    kind: Literal["payment", "refund"]
    amount: Amount
    reference: Number
    at: Instant


@dataclass(frozen=True, slots=True)
class Statement:
    """The bank's statement of one day. `total` is payments less refunds."""

    day: date
    lines: tuple[StatementLine, ...]
    total: Annotated[Decimal, Field(max_digits=14, decimal_places=2)]


@dataclass(frozen=True, slots=True)
class Paid:
    """The bank tells us that an order was paid."""

    order: Number
    amount: Amount
    payment_reference: Number
    method: Method
    paid_at: Instant


QUERY: Question[BankOrder] = Question(
    "query", Text(zh="查询缴费结果", en="Whether the order was paid"), BankOrder, ("order",), ("order",), 3650
)
REFUND: Question[BankRefund] = Question(
    "refund",
    Text(zh="办理退费", en="To give money back"),
    BankRefund,
    ("order", "amount", "reason", "refund_reference"),
    ("order", "refund_reference"),
    3650,
)
STATEMENT: Question[Statement] = Question(
    "statement", Text(zh="取对账单", en="The statement of a day"), Statement, ("day",), ("day",), 3650
)
PARTNER = register(
    Partner(
        code="payment",
        name=Text(zh="支付平台", en="the bank"),
        purpose=Text(zh="收取规费、退费、对账", en="To collect fees, give them back and settle the books"),
        legal_basis=Text(zh="《政府非税收入管理办法》", en="Measures on government non-tax revenue"),
        basis_confidence="derived",
        questions=(QUERY, REFUND, STATEMENT),
        events={"paid": Paid},
        limits=Limits(read=5.0, total=10.0),
    )
)


def ask_order(order: str, *, purpose: str, timeout: float | None = None) -> Answer[BankOrder]:
    """Ask whether an order was paid; raises ExchangeError."""
    return client.ask("payment", "query", {"order": order}, purpose=purpose, case_id=None, timeout=timeout)


def ask_refund(order: str, *, amount: Decimal, reason: str, refund_reference: str, purpose: str) -> Answer[BankRefund]:
    """Tell the bank to give money back; it acts once per `refund_reference`. Raises ExchangeError."""
    payload = {
        "order": order,
        "amount": f"{amount:.2f}",
        "reason": reason,
        "refund_reference": refund_reference,
    }
    key = f"refund-{refund_reference}"
    return client.ask("payment", "refund", payload, purpose=purpose, case_id=None, key=key)


def ask_statement(day: date, *, purpose: str) -> Answer[Statement]:
    """Ask for the statement of a day (the bank's day, in China); raises ExchangeError."""
    return client.ask("payment", "statement", {"day": day.isoformat()}, purpose=purpose, case_id=None, timeout=60.0)


def cashier_address(
    *, order: str, amount: Decimal, subject: str, return_url: str, expires: datetime, language: str
) -> str:
    """Return the signed address of the cashier page (contract, section 4); raises NotSent without a bank."""
    base = client.address("payment")
    if not base:
        raise NotSent("payment", Text(zh="支付平台尚未接入。", en="No bank is connected."), detail="no address")
    values = (order, f"{amount:.2f}", subject, return_url, str(int(expires.timestamp())))
    signature = keys.base64url(keys.own_key().sign("|".join(values).encode()))
    fields = dict(zip(("order", "amount", "subject", "return_url", "expires"), values, strict=True))
    unsigned = {"kid": keys.own_key_id(), "signature": signature}
    unsigned |= {"lang": "en"} if language.startswith("en") else {}
    return f"{base}/cashier?{urlencode(fields | unsigned)}"
