"""The criminal investigation department (刑侦部门): stolen, robbed and defrauded vehicles."""

from dataclasses import dataclass

from tongban.exchange.about_vehicles.asking import AboutVehicle, Vin, question
from tongban.exchange.forms import Long
from tongban.exchange.registry import register
from tongban.exchange.types import Partner
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class StolenAnswer:
    """Whether a vehicle is on record as stolen. `reference`: the number of the record, "" where there is none."""

    vin: Vin
    hit: bool
    reference: Long


PARTNER = register(
    Partner(
        code="crime",
        name=Text(zh="刑侦部门", en="the criminal investigation department"),
        purpose=Text(zh="核对是否被盗抢骗车辆", en="To see whether a vehicle is stolen"),
        legal_basis=Text(
            zh="《机动车登记规定》（公安部令第164号）第七十六条",
            en="Provisions on the registration of vehicles (MPS Order 164), Article 76",
        ),
        basis_confidence="verified",
        questions=(question("stolen", Text(zh="查询被盗抢骗车辆", en="Whether a vehicle is stolen"), StolenAnswer),),
    )
)
request = AboutVehicle("crime", "stolen").request
