"""The industry authority (工业和信息化部): factory certificates, and the announcement of vehicles that may be made."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from tongban.exchange.about_vehicles.asking import AboutVehicle, Vin, question
from tongban.exchange.forms import Long, Short
from tongban.exchange.registry import register
from tongban.exchange.types import Partner
from tongban.law.text import Text

Code = Annotated[str, Field(pattern=r"^[A-Z0-9]{1,3}$")]
Whole = Annotated[int, Field(ge=0, le=1_000_000)]


@dataclass(frozen=True, slots=True)
class Built:
    """What the maker fixed: the particulars of a vehicle, in the codes of the national register."""

    brand: Short
    model: Short
    maker: Long
    type: Code
    fuel: Code
    colour: Code
    engine: Short
    capacity: Whole
    displacement_ml: Whole
    power_kw: Whole
    kerb_kg: Whole
    gross_kg: Whole
    made_on: date


@dataclass(frozen=True, slots=True)
class Certificate:
    """A factory certificate (整车出厂合格证). `announced`: its model is in the announcement (公告) with these
    particulars; `checked_at_maker`: the maker's check of the vehicle is linked (出厂查验信息联网)."""

    number: Short
    built: Built
    announced: bool
    checked_at_maker: bool
    exempt: bool  # the new vehicle needs no safety inspection (免检)


@dataclass(frozen=True, slots=True)
class Certified:
    """The factory certificate of a vehicle; null where none was uploaded."""

    found: bool
    vin: Vin
    certificate: Certificate | None


PARTNER = register(
    Partner(
        code="industry",
        name=Text(zh="工业和信息化主管部门", en="the industry authority"),
        purpose=Text(
            zh="核对整车出厂合格证和车辆公告，免交纸质合格证",
            en="To check factory certificate and announcement of a vehicle instead of asking for the paper",
        ),
        legal_basis=Text(
            zh="《机动车登记规定》（公安部令第164号）第十二条",
            en="Provisions on the registration of vehicles (MPS Order 164), Article 12",
        ),
        basis_confidence="verified",
        questions=(
            question(
                "certificate", Text(zh="查询整车出厂合格证", en="The factory certificate of a vehicle"), Certified
            ),
        ),
    )
)
request = AboutVehicle("industry", "certificate").request
