"""The information platform of motor insurers (车险信息平台): compulsory insurance."""

from dataclasses import dataclass
from datetime import date

from tongban.exchange.about_vehicles.asking import AboutVehicle, Vin, question
from tongban.exchange.forms import Long, Short
from tongban.exchange.registry import register
from tongban.exchange.types import Partner
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy of compulsory insurance (交强险) with its first and its last day."""

    number: Short
    insurer: Long
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Insured:
    """The newest policy of a vehicle; null where it has none."""

    found: bool
    vin: Vin
    policy: Policy | None


PARTNER = register(
    Partner(
        code="insurance",
        name=Text(zh="车险信息平台", en="the platform of motor insurers"),
        purpose=Text(
            zh="核对交强险，免交保险凭证", en="To check compulsory insurance instead of asking for the policy"
        ),
        legal_basis=Text(
            zh="《机动车交通事故责任强制保险条例》第四条", en="Regulation on Compulsory Motor Insurance, Article 4"
        ),
        basis_confidence="verified",
        questions=(question("compulsory", Text(zh="查询交强险", en="Compulsory insurance of a vehicle"), Insured),),
    )
)
request = AboutVehicle("insurance", "compulsory").request
