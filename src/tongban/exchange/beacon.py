"""The random beacon (随机信标): a public value each minute that nobody can know before.

In production a gateway to a named public beacon speaks this contract; in a demonstration the sandbox invents the pulses
and says so (`demo`).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from tongban.exchange import client
from tongban.exchange.forms import Instant
from tongban.exchange.registry import register
from tongban.exchange.types import Answer, Partner, Question
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class Pulse:
    """The first pulse not before the instant asked for. `value`: 64 lower-case hexadecimal digits."""

    found: Literal[True]
    not_before: Instant
    number: Annotated[int, Field(ge=0)]
    at: Instant
    value: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    demo: bool


@dataclass(frozen=True, slots=True)
class NotYet:
    """There is no such pulse yet."""

    found: Literal[False]
    not_before: Instant


PULSE: Question[Pulse | NotYet] = Question(
    "pulse",
    Text(zh="查询随机信标的脉冲", en="The first pulse of the beacon from an instant on"),
    Pulse | NotYet,
    asked=("not_before",),
    echoes=("not_before",),
)
PARTNER = register(
    Partner(
        code="beacon",
        name=Text(zh="随机信标", en="the random beacon"),
        purpose=Text(
            zh="为摇号取得事先谁也不知道的公开随机值；不涉及个人信息",
            en="To draw lots by a public value that nobody knew before; nothing about persons",
        ),
        legal_basis=Text(zh="本系统的约定（不是法律规定）", en="A convention of this software (not law)"),
        basis_confidence="design",
        questions=(PULSE,),
    )
)


def ask_pulse(not_before: datetime, *, purpose: str, case_id: UUID | None = None) -> Answer[Pulse | NotYet]:
    """Ask for the first pulse from an instant on; raises ExchangeError."""
    payload = {"not_before": not_before.astimezone(UTC).isoformat(timespec="seconds")}
    return client.ask("beacon", "pulse", payload, purpose=purpose, case_id=case_id)
