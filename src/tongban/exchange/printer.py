"""The card printer (制证机): prints one licence card on a blank, or spoils it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from tongban.exchange import client
from tongban.exchange.forms import Long, Number
from tongban.exchange.registry import register
from tongban.exchange.types import Answer, Limits, Partner, Question
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class Printed:
    """What became of the blank."""

    job: Number
    serial: Annotated[str, Field(pattern=r"^\d{13}$")]
    result: Literal["printed", "spoilt"]
    detail: Long | None


PRINT: Question[Printed] = Question(
    "print",
    Text(zh="打印驾驶证", en="To print the licence card"),
    Printed,
    asked=("job", "serial", "fields"),
    echoes=("job", "serial"),
    kept_days=30,
)
PARTNER = register(
    Partner(
        code="printer",
        name=Text(zh="制证机", en="the card printer"),
        purpose=Text(zh="制作驾驶证", en="To make the licence card"),
        legal_basis=Text(zh="GA 482《机动车驾驶证件》", en="GA 482, driving licence documents"),
        basis_confidence="derived",
        questions=(PRINT,),
        limits=Limits(read=20.0, total=45.0, tries=2, parallel=4),
    )
)


def print_card(
    job: str,
    serial: str,
    fields: Mapping[str, str],
    *,
    purpose: str = "card",
    case_id: UUID | None = None,
    person_id: UUID | None = None,
) -> Answer[Printed]:
    """Print a card on the blank `serial`; the same job asked again is not printed again.

    Raises ExchangeError.
    """
    payload = {"job": job, "serial": serial, "fields": dict(fields)}
    return client.ask(
        "printer", "print", payload, purpose=purpose, case_id=case_id, person_id=person_id, key=f"print-{job}"
    )
