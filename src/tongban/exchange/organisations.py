"""The registers of organisations (统一社会信用代码信息库): what each is called, where it is, whether it exists."""

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from tongban.exchange import client
from tongban.exchange.forms import Long, Region, Short
from tongban.exchange.registry import register
from tongban.exchange.types import Partner, Question, Request
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation as it is registered. `current_code`: the code it has now, where the one asked for was replaced;
    "ended": it was dissolved or struck off."""

    name: Short
    state: Literal["active", "ended"]
    representative: Long
    address: Short
    region: Region
    current_code: Annotated[str, Field(pattern=r"^([0-9A-Z]{18})?$")]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known under a unified social credit code; null where nothing is."""

    found: bool
    code: Short
    organisation: Organisation | None


_ORGANISATION: Question[Answer] = Question(
    "organisation", Text(zh="查询单位登记信息", en="What an organisation is called and where it is"), Answer,
    asked=("code",), echoes=("code",), kept_days=365,
)  # fmt: skip
PARTNER = register(
    Partner(
        code="organisations",
        name=Text(zh="统一社会信用代码信息库", en="the registers of organisations"),
        purpose=Text(
            zh="单位备案名称、代码、住所时核对登记信息，免交营业执照",
            en="To check what an organisation is called and where it is, when it files that for its vehicle",
        ),
        legal_basis=Text(
            zh="《机动车登记规定》（公安部令第164号）第二十三条、第八十九条；国务院令第716号第七条",
            en="Provisions on the registration of vehicles (MPS Order 164), Articles 23, 89; State Council Order 716",
        ),
        basis_confidence="derived",
        questions=(_ORGANISATION,),
    )
)


def request(code: str, *, purpose: str, case_id: UUID | None, person_id: UUID | None = None) -> Request[Answer]:
    """Return the question about an organisation, to be asked with others by `client.ask_many`."""
    payload = {"code": code}
    return client.build("organisations", "organisation", payload, purpose=purpose, case_id=case_id, person_id=person_id)
