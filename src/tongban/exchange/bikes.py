"""E-bikes: the database of the certification bodies (合格证信息库), and the delivery firms' lists of riders."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from tongban.exchange import client
from tongban.exchange.forms import Long, NotKnown, Region, Short
from tongban.exchange.registry import register
from tongban.exchange.types import Partner, Question, Request
from tongban.law.text import Text

Code = Annotated[str, Field(pattern=r"^[0-9A-Z]{5,17}$")]
Whole = Annotated[int, Field(ge=0, le=10_000)]


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate of conformity (合格证). `certification`: the number of the CCC certificate; `certified`: it stands
    and covers the model; `catalogues`: the provinces whose own catalogue lists the model."""

    number: Short
    brand: Short
    model: Short
    edition: Literal["2018", "2024"]
    motor_code: Short
    certification: Long
    certified: bool
    catalogues: tuple[Region, ...]
    made_on: date
    mass_kg: Whole
    speed_km_h: Whole
    motor_w: Whole
    battery_v: Whole
    lead: bool


@dataclass(frozen=True, slots=True)
class Conformity:
    """The certificate of a bike; null where its maker uploaded none."""

    found: bool
    code: Code
    certificate: Certificate | None


@dataclass(frozen=True, slots=True)
class Riding:
    """Somebody rides for a firm. `trained`: the safety training was passed."""

    firm: Short
    firm_name: Long
    trained: bool
    since: date


@dataclass(frozen=True, slots=True)
class Riders:
    """For which firms a person rides."""

    found: Literal[True]
    identity_number: str
    firms: tuple[Riding, ...]


@dataclass(frozen=True, slots=True)
class NoRider(NotKnown):
    """No firm lists this person."""

    firms: tuple[()] = ()


CERTIFICATION = register(
    Partner(
        code="certification",
        name=Text(zh="认证信息库", en="the certification database"),
        purpose=Text(
            zh="核对电动自行车合格证和认证，免交纸质合格证",
            en="To check certificate and certification of an e-bike instead of asking for the paper",
        ),
        legal_basis=Text(
            zh="《浙江省电动自行车管理条例》第八条；《上海市非机动车安全管理条例》第十一条",
            en="Zhejiang Regulation on E-Bikes, Article 8; Shanghai Regulation on Non-Motor Vehicles, Article 11",
        ),
        basis_confidence="verified",
        questions=(
            Question(
                "certificate",
                Text(zh="查询电动自行车合格证", en="The certificate of conformity of an e-bike"),
                Conformity,
                asked=("code",),
                echoes=("code",),
                kept_days=365,
            ),
        ),
    )
)
DELIVERY = register(
    Partner(
        code="delivery",
        name=Text(zh="网约配送企业", en="the delivery firms"),
        purpose=Text(zh="核对骑手和安全培训，办理配送专用号牌", en="To see whether a firm lists and trained a rider"),
        legal_basis=Text(
            zh="《上海市非机动车安全管理条例》第三十二条",
            en="Shanghai Regulation on Non-Motor Vehicles, Article 32",
        ),
        basis_confidence="verified",
        questions=(
            Question(
                "riders",
                Text(zh="查询某人为哪家企业配送", en="For which firms a person rides"),
                Riders | NoRider,
                kept_days=90,
            ),
        ),
    )
)
_RIDERS: client.AboutPerson[Riders | NoRider] = client.AboutPerson("delivery", "riders")
request_riders = _RIDERS.request


def request_certificate(
    code: str, *, purpose: str, case_id: UUID | None, person_id: UUID | None = None
) -> Request[Any]:
    """Return the question for the certificate of a bike, to be asked with others by `client.ask_many`."""
    return client.build(
        "certification", "certificate", {"code": code}, purpose=purpose, case_id=case_id, person_id=person_id
    )
