"""The marriage register of civil affairs (婚姻登记): to whom somebody is married, since when."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from tongban.exchange import client
from tongban.exchange.forms import NotKnown, Number
from tongban.exchange.registry import register
from tongban.exchange.types import Partner, Question
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class Marriage:
    """A marriage that stands: the spouse's identity number, the day of its registration."""

    spouse: Number
    registered_on: date


@dataclass(frozen=True, slots=True)
class Registrant:
    """Somebody the register knows; `marriage` None where none stands."""

    found: Literal[True]
    identity_number: str
    marriage: Marriage | None


SPOUSE: Question[Registrant | NotKnown] = Question(
    "spouse",
    Text(zh="查询婚姻登记", en="To whom the person is married"),
    Registrant | NotKnown,
    kept_days=90,
)
PARTNER = register(
    Partner(
        code="marriage",
        name=Text(zh="民政部门婚姻登记库", en="the marriage register"),
        purpose=Text(
            zh="只在夫妻之间变更机动车所有人时核对婚姻登记，免交结婚证",
            en="To check a marriage without its certificate, only where a vehicle goes from one spouse to the other",
        ),
        legal_basis=Text(
            zh="《机动车登记规定》（公安部令第164号）第十九条、第四十五条",
            en="Provisions on the registration of vehicles (MPS Order 164), Articles 19 and 45",
        ),
        basis_confidence="derived",
        questions=(SPOUSE,),
    )
)

# The question for the marriage.
_ABOUT: client.AboutPerson[Registrant | NotKnown] = client.AboutPerson("marriage", "spouse")
request = _ABOUT.request
