"""The supervision system of inspections (检验监管系统): the newest safety inspection of a vehicle."""

from dataclasses import dataclass
from datetime import date

from tongban.exchange.about_vehicles.asking import AboutVehicle, Vin, question
from tongban.exchange.forms import Long, Short
from tongban.exchange.registry import register
from tongban.exchange.types import Partner
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class Inspection:
    """A safety inspection (安全技术检验) as its station uploaded it."""

    serial: Short
    passed: bool
    on: date
    station: Long


@dataclass(frozen=True, slots=True)
class Inspected:
    """The newest inspection of a vehicle; null where there was none."""

    found: bool
    vin: Vin
    inspection: Inspection | None


PARTNER = register(
    Partner(
        code="inspections",
        name=Text(zh="检验监管系统", en="the supervision system of inspections"),
        purpose=Text(
            zh="核对安全技术检验结果，免交检验报告", en="To check a safety inspection instead of asking for its report"
        ),
        legal_basis=Text(
            zh="《机动车登记规定》（公安部令第164号）第十二条",
            en="Provisions on the registration of vehicles (MPS Order 164), Article 12",
        ),
        basis_confidence="verified",
        questions=(question("newest", Text(zh="查询安全技术检验", en="Newest inspection of a vehicle"), Inspected),),
    )
)
request = AboutVehicle("inspections", "newest").request
