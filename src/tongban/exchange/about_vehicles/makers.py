"""Makers and their dealers (制造厂、经销商): vehicles that they took back for their quality (退车证明)."""

from dataclasses import dataclass
from datetime import date

from tongban.exchange.about_vehicles.asking import AboutVehicle, Vin, question
from tongban.exchange.forms import Long, Short
from tongban.exchange.registry import register
from tongban.exchange.types import Partner
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The proof that a maker or dealer took a vehicle back."""

    number: Short
    by: Long
    on: date


@dataclass(frozen=True, slots=True)
class Returned:
    """Whether a vehicle was taken back; null where it was not."""

    found: bool
    vin: Vin
    proof: TakenBack | None


PARTNER = register(
    Partner(
        code="makers",
        name=Text(zh="车辆制造厂和经销商", en="makers and dealers"),
        purpose=Text(
            zh="核对退车证明，免交纸质证明", en="To check that a vehicle was taken back instead of asking for paper"
        ),
        legal_basis=Text(
            zh="《机动车登记规定》（公安部令第164号）第三十九条",
            en="Provisions on the registration of vehicles (MPS Order 164), Article 39",
        ),
        basis_confidence="design",
        questions=(question("returned", Text(zh="查询退车证明", en="Whether a vehicle was taken back"), Returned),),
    )
)
request = AboutVehicle("makers", "returned").request
