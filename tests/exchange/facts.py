"""What partners answer, with the least that is right, and small builders."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tongban.core import entries
from tongban.core.actor import Actor
from tongban.core.ids import new_id
from tongban.exchange.payment import actions
from tongban.exchange.payment.types import Order
from tongban.law.text import Text

IDENTITY = "310101199001011234"
OTHER = "310101199001015678"
NOW = datetime(2025, 3, 3, 4, 0, tzinfo=UTC)  # noon in China
TEN = Decimal("10.00")
LICENCE_FEE = Text(zh="驾驶证工本费", en="driving licence")

PERSON: dict[str, Any] = {
    "found": True,
    "name": "王明",
    "sex": "1",
    "born": "1990-01-01",
    "region": "310101",
    "address": "上海市黄浦区人民大道1号",
    "alive": True,
    "photo_on_file": True,
}
CERTIFICATE: dict[str, Any] = {
    "serial": "H2025001",
    "examined_on": "2025-03-01",
    "hospital": "H310101",
    "hospital_name": "黄浦医院",
    "doctor": "李",
    "height_cm": 172,
    "left_vision": 5.0,
    "right_vision": 4.9,
    "vision_corrected": False,
    "colour_blind": False,
    "hearing_ok": True,
    "hearing_aid": False,
    "limbs": "sound",
    "trunk_ok": True,
    "sits_unaided": True,
    "monocular_field_deg": None,
    "declared_illness": False,
}
MEDICAL: dict[str, Any] = {"found": True, "certificate": CERTIFICATE}
NOT_LISTED: dict[str, Any] = {
    "found": True,
    "listed": False,
    "measure": None,
    "since": None,
    "last_use_on": None,
    "reference": None,
}
MATTER: dict[str, Any] = {
    "kind": "violation",
    "number": "V1",
    "place": "人民大道",
    "on": "2025-02-01",
    "state": "open",
    "letter": "",
    "until": None,
    "settle_at": "黄浦交警支队",
}
DRIVER: dict[str, Any] = {
    "found": True,
    "matters": [MATTER],
    "points": 3,
    "cycles": [{"starts_on": "2024-06-01", "ends_on": "2025-05-31", "points": 3}],
}


def a_clerk(label: str = "310101-0001", office: str = "310101", posts: tuple[str, ...] = ("till",)) -> Actor:
    return Actor(kind="staff", label=label, channel="window", office=office, posts=frozenset(posts))


def a_citizen(person_id: UUID | None = None) -> Actor:
    return Actor(kind="citizen", label="citizen", channel="online", account_id=new_id(), person_id=person_id)


def an_order(amount: str = "10.00", *case_ids: UUID) -> Order:
    """An order that costs `amount` for one case, or for those given."""
    return actions.create_order(
        case_ids=case_ids or [new_id()],
        lines=[(LICENCE_FEE, Decimal(amount))],
        payer_person_id=None,
        actor=a_citizen(),
    )


def pay(order: Order, amount: Decimal = TEN, reference: str = "B1", **given: Any) -> Order | None:
    """Book a payment as the bank would tell it."""
    return actions.record_paid(
        order=order.number, amount=amount, reference=reference, method="alipay", paid_at=NOW, **given
    )


def kinds(order: Order) -> list[str]:
    """What the entries say that happened to an order."""
    return [entry.kind for entry in entries.history(order.id, "payments")]
