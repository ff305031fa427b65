"""The market authority (市场监管部门): recalls of defective vehicles. It tells the owner; it never blocks."""

from dataclasses import dataclass

from tongban.exchange.about_vehicles.asking import AboutVehicle, Vin, question
from tongban.exchange.forms import Long
from tongban.exchange.registry import register
from tongban.exchange.types import Partner
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class RecallAnswer:
    """Whether a recall of the vehicle is open, and which campaign."""

    vin: Vin
    open: bool
    campaign: Long


PARTNER = register(
    Partner(
        code="recalls",
        name=Text(zh="缺陷产品召回管理部门", en="the recall authority"),
        purpose=Text(
            zh="提醒车主有未完成的召回，不影响办理", en="To tell the owner of an open recall; it delays nothing"
        ),
        legal_basis=Text(zh="《缺陷汽车产品召回管理条例》", en="Regulation on the Recall of Defective Motor Vehicles"),
        basis_confidence="derived",
        questions=(question("open", Text(zh="查询未完成的召回", en="Whether a recall is open"), RecallAnswer),),
    )
)
request = AboutVehicle("recalls", "open").request
