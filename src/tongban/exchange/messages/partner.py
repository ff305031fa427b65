"""The message gateway (短信网关)."""

from dataclasses import dataclass
from typing import Literal

from tongban.exchange import client
from tongban.exchange.forms import Instant, Number
from tongban.exchange.registry import register
from tongban.exchange.types import Answer, Partner, Question
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class Sent:
    """Whether the gateway takes the message."""

    message_id: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the gateway reports of a message."""

    message_id: Number
    state: Literal["delivered", "failed"]
    at: Instant


SEND: Question[Sent] = Question(
    "send",
    Text(zh="发送短信", en="To send a message"),
    Sent,
    asked=("message_id", "to", "text", "language"),
    echoes=("message_id",),
)
PARTNER = register(
    Partner(
        code="messages",
        name=Text(zh="短信网关", en="the message gateway"),
        purpose=Text(zh="发送办理通知和验证码", en="To send notices and one-time codes"),
        legal_basis=Text(zh="本人预留的联系方式", en="The contact the person gave"),
        basis_confidence="design",
        questions=(SEND,),
        events={"delivery": Delivery},
    )
)


def ask_send(message_id: str, *, to: str, text: str, language: str, purpose: str) -> Answer[Sent]:
    """Hand a message to the gateway; it sends once per `message_id`. Raises ExchangeError."""
    payload = {"message_id": message_id, "to": to, "text": text, "language": language}
    return client.ask("messages", "send", payload, purpose=purpose, case_id=None, key=f"message-{message_id}")
