"""The population register (人口信息库): who a person is."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from tongban.exchange import client
from tongban.exchange.forms import Long, NotKnown, Number, Region, Short
from tongban.exchange.registry import register
from tongban.exchange.types import Answer, Partner, Question, Request
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class RegisteredPerson:
    """A person as the population register knows them. `sex` by GB/T 2261.1: "1" male, "2" female.

    `current_number`: the number the person has now, where the one that was asked for has been changed.
    """

    found: Literal[True]
    identity_number: str
    name: Short
    sex: Literal["1", "2"]
    born: date
    region: Region
    address: Long
    alive: bool
    photo_on_file: bool
    current_number: Number | None = None


PERSON: Question[RegisteredPerson | NotKnown] = Question(
    "person",
    Text(zh="核对身份信息", en="Who the person is"),
    RegisteredPerson | NotKnown,
    kept_days=90,
)
PARTNER = register(
    Partner(
        code="population",
        name=Text(zh="人口信息库", en="the population register"),
        purpose=Text(
            zh="核对姓名、出生日期、住址，免交身份证复印件",
            en="To check name, birth and address without paper copies",
        ),
        legal_basis=Text(
            zh="《国务院关于在线政务服务的若干规定》（国务院令第716号）",
            en="State Council Order 716 on online government services",
        ),
        basis_confidence="derived",
        questions=(PERSON,),
    )
)


def request(
    identity_number: str, *, purpose: str, case_id: UUID | None, person_id: UUID | None = None
) -> Request[RegisteredPerson | NotKnown]:
    """Return the question who this person is, to be asked with others by `client.ask_many`."""
    payload = {"identity_number": identity_number}
    return client.build("population", "person", payload, purpose=purpose, case_id=case_id, person_id=person_id)


def ask_person(
    identity_number: str, *, purpose: str, case_id: UUID | None, person_id: UUID | None = None
) -> Answer[RegisteredPerson | NotKnown]:
    """Ask who this person is; raises ExchangeError."""
    return client.ask_request(request(identity_number, purpose=purpose, case_id=case_id, person_id=person_id))
