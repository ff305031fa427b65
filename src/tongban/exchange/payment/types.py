"""Orders and their parts as callers see them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from tongban.law.text import Text

WAITING, PAYING, PAID, BILL_ISSUED, SETTLED = "waiting", "paying", "paid", "bill_issued", "settled"
EXPIRED, CANCELLED, REFUND_REQUESTED, REFUNDED = "expired", "cancelled", "refund_requested", "refunded"
OPEN_STATES = (WAITING, PAYING)
PAID_STATES = (PAID, BILL_ISSUED, SETTLED)

STATES: dict[str, Text] = {
    WAITING: Text(zh="待缴费", en="to be paid"),
    PAYING: Text(zh="缴费中", en="being paid"),
    PAID: Text(zh="已缴费", en="paid"),
    BILL_ISSUED: Text(zh="已开票", en="paid, bill issued"),
    SETTLED: Text(zh="已对账", en="paid and settled with the bank"),
    EXPIRED: Text(zh="已过期", en="expired"),
    CANCELLED: Text(zh="已取消", en="cancelled"),
    REFUND_REQUESTED: Text(zh="退费中", en="refund under way"),
    REFUNDED: Text(zh="已退费", en="refunded"),
}

# Why money goes back. Some reasons are approved by the rule itself, the others by a second person.
AUTOMATIC_REASONS = frozenset(
    {"rejected", "withdrawn", "duplicate", "other_amount", "late", "test_void", "test_given_back"}
)
REASONS: dict[str, Text] = {
    "rejected": Text(zh="业务未予办理，证件尚未制作", en="the case was refused before anything was made"),
    "withdrawn": Text(zh="制证前撤回申请", en="the case was withdrawn before anything was made"),
    "duplicate": Text(zh="重复缴费", en="paid twice"),
    "other_amount": Text(zh="缴费金额与订单不符", en="another amount than the order's was paid"),
    "late": Text(zh="订单取消后到账", en="paid after the order had been cancelled"),
    "test_void": Text(zh="考试没有举行或者不能参加", en="the test did not take place or could not be taken"),
    "test_given_back": Text(zh="考生在规定时间内取消预约", en="the booking was cancelled in time"),
    "office_error": Text(zh="因工作人员差错", en="an error of the office"),
    "decision": Text(zh="依据撤销决定", en="by a decision that takes the charge back"),
}
METHODS: dict[str, Text] = {
    "alipay": Text(zh="支付宝", en="Alipay"),
    "wechat": Text(zh="微信支付", en="WeChat Pay"),
    "unionpay": Text(zh="银联", en="UnionPay"),
    "cash": Text(zh="现金", en="cash"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One fee of an order."""

    label: Text
    amount: Decimal  # yuan


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it stands."""

    id: UUID
    number: str
    lines: tuple[Line, ...]
    amount: Decimal
    state: str
    case_ids: tuple[UUID, ...]
    payer_person_id: UUID | None
    channel: str
    created_at: datetime
    expires_at: datetime
    paid_at: datetime | None
    method: str  # empty until paid
    reference: str  # the provider's, or the cash receipt number; empty until paid
    bill_code: str
    bill_number: str
    bill_check_code: str
    red_bill_number: str

    @property
    def paid(self) -> bool:
        """True where the money is there and not on its way back."""
        return self.state in PAID_STATES

    @property
    def open(self) -> bool:
        """True where somebody may still pay."""
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund as it stands."""

    id: UUID
    order_number: str
    amount: Decimal
    reason: str
    state: str  # requested, approved, done
    method: str  # of the payment it gives back
    due_on: date
    done_at: datetime | None
    reference: str
    red_bill_number: str = ""  # of a part: the red bill that took it off the fiscal bill


@dataclass(frozen=True, slots=True)
class TillDay:
    """A till on a day. `difference` is counted less expected, None until it is closed."""

    id: UUID
    till: str
    office: str
    day: date
    float_amount: Decimal
    opened_by: str
    closed_at: datetime | None
    closed_by: str
    expected: Decimal | None
    counted: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """Return counted less expected; None while the till is open."""
        return None if self.counted is None or self.expected is None else self.counted - self.expected


@dataclass(frozen=True, slots=True)
class Difference:
    """Something two books do not agree on, until `settled_at`."""

    id: UUID
    day: date
    kind: str
    subject: str
    ours: Decimal | None
    theirs: Decimal | None
    due_on: date
    settled_at: datetime | None
    settled_by: str
    remark: str
    till: str = ""  # whose till, where it is one


DIFFERENCES: dict[str, Text] = {
    "unknown_order": Text(zh="到账但无此订单", en="money for an order we do not know"),
    "other_amount": Text(zh="到账金额与订单不符", en="another amount than the order's"),
    "duplicate": Text(zh="重复缴费", en="paid twice"),
    "late": Text(zh="订单取消后到账", en="paid after the order had been cancelled"),
    "reused_reference": Text(zh="支付流水号用于另一笔缴费", en="a payment reference used for another payment"),
    "not_at_bank": Text(zh="我方已记账，银行对账单没有", en="booked here, not on the bank's statement"),
    "not_here": Text(zh="银行对账单有，我方未记账", en="on the bank's statement, not booked here"),
    "statement_amount": Text(zh="与银行对账单金额不符", en="another amount on the bank's statement"),
    "statement_total": Text(zh="银行对账单合计有误", en="the bank's statement does not add up"),
    "no_bill": Text(zh="已缴费未开票", en="paid, but no fiscal bill"),
    "till": Text(zh="现金盘点不符", en="the till was counted and does not agree"),
    "till_open": Text(zh="钱箱未日结", en="the till was not closed in the evening"),
    "refund_late": Text(zh="退费超期", en="a refund is overdue"),
}
