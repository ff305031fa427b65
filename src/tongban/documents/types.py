"""What callers of the room see."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tongban.core.errors import Conflict


class OutOfBlanks(Conflict):
    """The office has no blank card left: the case waits, nothing is lost."""

    code = "documents.out_of_blanks"


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A phone of a person."""

    id: UUID
    label: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class CredentialView:
    """An issued electronic licence without its content."""

    id: UUID
    device: UUID
    card_serial: str
    issued_at: datetime
    valid_until: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class CardView:
    """A card and where it is."""

    serial: str
    case: UUID
    person: UUID
    office: str
    delivery: str
    state: str
    parcel: str
    changed_at: datetime
    kind: str = "driving_licence"
    subject: UUID | None = None


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A receipt as the check page shows it: nothing about the person."""

    code: str
    case: UUID
    content: dict[str, Any]
    entry: UUID
    root_size: int
    root_hex: str
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class SignerView:
    """A signer of this authority: what it may sign ("signer" of licences, "status", "paper"), until when."""

    key_id: str
    purpose: str
    since: datetime
    until: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class StockDay:
    """The day's count of one kind of blank at an office: received = cards made + spoilt + stock."""

    office: str
    kind: str
    on: date
    received: int
    taken: int
    spoilt: int
    stock: int

    @property
    def balanced(self) -> bool:
        return self.received == self.taken + self.spoilt + self.stock
