"""The population register (人口信息库): who a person is."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from tongban.exchange import client
from tongban.exchange.forms import Long, NotKnown, Number, Region, Short
from tongban.exchange.registry import register
from tongban.exchange.types import Partner, Question
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

# The question who this person is, alone or with others.
_ABOUT: client.AboutPerson[RegisteredPerson | NotKnown] = client.AboutPerson("population", "person")
request, ask_person = _ABOUT.request, _ABOUT.ask
