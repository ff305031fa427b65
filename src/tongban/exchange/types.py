"""What the room shares with its callers.

The contract of a partner, a question, an answer, and what can go wrong.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from tongban.core.errors import TongbanError
from tongban.law.text import Text

T = TypeVar("T")

ANSWERED, UNAVAILABLE, REFUSED, BAD_ANSWER, NOT_SENT = (
    "answered",
    "unavailable",
    "refused",
    "bad_answer",
    "not_sent",
)
OUTCOMES: dict[str, Text] = {
    ANSWERED: Text(zh="已答复", en="answered"),
    UNAVAILABLE: Text(zh="未答复", en="no answer"),
    REFUSED: Text(zh="对方拒绝", en="refused"),
    BAD_ANSWER: Text(zh="答复不可信，未使用", en="answer not trusted, not used"),
    NOT_SENT: Text(zh="未发出", en="not sent"),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How long we wait for a partner, and how many questions one process puts to it at a time. Seconds."""

    connect: float = 1.0
    read: float = 3.0
    total: float = 6.0  # all tries together
    tries: int = 3
    parallel: int = 16


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """One question of a partner's contract: its fields and the form of its answer."""

    name: str
    title: Text
    answer: Any  # a dataclass, or a union of them, that pydantic can check
    asked: tuple[str, ...] = ("identity_number",)  # the fields we send
    echoes: tuple[str, ...] = ("identity_number",)  # what the answer must repeat
    kept_days: int = 0  # how long the sealed answer is kept; 0: only its digest and signature


@dataclass(frozen=True, slots=True)
class Partner:
    """The contract of a partner (IX-01): who, why, on which basis, what, how long, how patiently."""

    code: str
    name: Text
    purpose: Text
    legal_basis: Text
    basis_confidence: str  # "verified", "derived" or "design": only the first is printed as law
    questions: tuple[Question[Any], ...]
    events: Mapping[str, type] = field(default_factory=dict)  # event -> form of its body
    limits: Limits = Limits()
    largest_bytes: int = 64 * 1024  # of a message it sends us
    family: str = ""  # partners that share one contract: listeners hear them under this name

    def question(self, name: str) -> Question[Any]:
        """Return a question by name; raises KeyError."""
        return next((each for each in self.questions if each.name == name), None) or _unknown(self.code, name)


def _unknown(partner: str, question: str) -> Question[Any]:
    raise KeyError(f"{partner} is not asked {question!r}: see the contract with partners")


@dataclass(frozen=True, slots=True)
class Request(Generic[T]):
    """A question ready to be asked. `key` stays the same for every try of it."""

    partner: Partner
    question: Question[T]
    payload: Mapping[str, Any]
    purpose: str  # why we ask, in the log the citizen reads: a service code or a job
    case_id: UUID | None = None
    person_id: UUID | None = None
    key: str = field(default_factory=lambda: str(uuid4()))
    timeout: float | None = None  # seconds in all; the partner's own limit where None
    address: str = ""  # where it is asked; where settings say it if empty


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A checked answer. `message_id` finds the stored question, its signature and its kept body."""

    partner: str
    question: str
    facts: dict[str, Any]  # the body as sent
    value: T  # the body as the question's type
    received_at: datetime
    seconds: float
    message_id: UUID


class ExchangeError(TongbanError):
    """A partner could not be asked with success. `message` names it in the person's language."""

    status = 503
    code = "exchange.failed"
    outcome = UNAVAILABLE

    def __init__(self, partner: str, message: Text, *, detail: str = "", message_id: UUID | None = None) -> None:
        super().__init__(message)
        self.partner = partner
        self.detail = detail  # for the log: never shown to a citizen
        self.message_id = message_id
        self.tries = 0


class PartnerUnavailable(ExchangeError):
    """No answer in time, a broken connection, a 5xx, or the circuit breaker is open: ask again later."""

    code = "exchange.unavailable"


class NotSent(PartnerUnavailable):
    """The question was not even sent: breaker open, no address, no pinned key."""

    outcome = NOT_SENT


class PartnerRefused(ExchangeError):
    """The partner answered that it will not answer (4xx): somebody has to look at it."""

    code = "exchange.refused"
    outcome = REFUSED


class BadAnswer(ExchangeError):
    """The answer is nonsense, about somebody else, or not signed as agreed. It was not used."""

    status = 502
    code = "exchange.bad_answer"
    outcome = BAD_ANSWER


SENTENCES: dict[type[ExchangeError], Text] = {
    PartnerUnavailable: Text(
        zh="{partner}暂时没有答复。您不必做什么，恢复后将自动继续。",
        en="{partner} does not answer at the moment. You need not do anything: it goes on by itself.",
    ),
    NotSent: Text(
        zh="{partner}暂时无法连接。您不必做什么，恢复后将自动继续。",
        en="{partner} cannot be reached at the moment. You need not do anything: it goes on by itself.",
    ),
    PartnerRefused: Text(
        zh="{partner}没有受理我们的查询，工作人员会处理。",
        en="{partner} did not accept our question. A member of staff will look at it.",
    ),
    BadAnswer: Text(
        zh="{partner}的答复不可信，没有采用，将重新查询。",
        en="{partner} sent an answer that cannot be trusted. It was not used; we ask again.",
    ),
}


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a message from a partner: where it is stored, whether it had been stored before."""

    message_id: UUID
    repeated: bool
    value: Any  # in the form agreed for the event


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One line of the log open to the citizen concerned."""

    id: UUID
    partner: str
    partner_name: Text
    title: Text
    purpose: str
    case_id: UUID | None
    asked_at: datetime
    seconds: float
    outcome: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message a partner sent us, for the jobs that act on it. `value` is its body in the agreed form."""

    id: UUID
    partner: str
    event: str
    facts: dict[str, Any]
    value: Any
    received_at: datetime


@dataclass(frozen=True, slots=True)
class PartnerState:
    """How a partner does, for the public status page. Counts are of the last hour."""

    code: str
    name: Text
    state: str  # "up", "down", "unsteady", "quiet" (nothing asked)
    asked: int
    failed: int
    median_seconds: float | None
    last_success_at: datetime | None


@dataclass(frozen=True, slots=True)
class ParcelView:
    """A parcel on its way. `state` is "ordered" or the kind of its latest event."""

    id: UUID
    number: str
    tracking_number: str
    case_id: UUID | None
    contents: str
    state: str
    ordered_on: date
    events: tuple[tuple[datetime, str, str], ...]  # (at, kind, place), oldest first
