"""The transport authority (交通运输主管部门): approvals for road transport in which a vehicle is entered."""

from dataclasses import dataclass
from datetime import date

from tongban.exchange.about_vehicles.asking import AboutVehicle, Vin, question
from tongban.exchange.about_vehicles.industry import Code
from tongban.exchange.forms import Number, Short
from tongban.exchange.registry import register
from tongban.exchange.types import Partner
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval for road transport (道路运输许可). `owner`: identity number or social credit code; `uses`: in the
    codes of the national register; `until`: its last day."""

    number: Short
    owner: Number
    uses: tuple[Code, ...]
    until: date


@dataclass(frozen=True, slots=True)
class Approved:
    """The approval in which a vehicle is entered; null where it is in none."""

    found: bool
    vin: Vin
    approval: Approval | None


PARTNER = register(
    Partner(
        code="transport",
        name=Text(zh="交通运输主管部门", en="the transport authority"),
        purpose=Text(
            zh="核对道路运输许可，免交许可证", en="To check a transport approval instead of asking for the document"
        ),
        legal_basis=Text(
            zh="《机动车登记规定》（公安部令第164号）第十三条",
            en="Provisions on the registration of vehicles (MPS Order 164), Article 13",
        ),
        basis_confidence="verified",
        questions=(question("approval", Text(zh="查询道路运输许可", en="Transport approval of a vehicle"), Approved),),
    )
)
request = AboutVehicle("transport", "approval").request
