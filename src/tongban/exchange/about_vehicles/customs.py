"""Customs (海关): certificates of imported vehicles and whether they are released from supervision."""

from dataclasses import dataclass

from tongban.exchange.about_vehicles.asking import AboutVehicle, Vin, question
from tongban.exchange.about_vehicles.industry import Built
from tongban.exchange.forms import Short
from tongban.exchange.registry import register
from tongban.exchange.types import Partner
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class ImportCertificate:
    """A customs certificate of an imported vehicle (货物进口证明书). `supervised`: not released yet."""

    number: Short
    built: Built
    supervised: bool


@dataclass(frozen=True, slots=True)
class Imported:
    """The import certificate of a vehicle; null where customs knows none."""

    found: bool
    vin: Vin
    certificate: ImportCertificate | None


PARTNER = register(
    Partner(
        code="customs",
        name=Text(zh="海关", en="customs"),
        purpose=Text(
            zh="核对进口证明和监管状态，免交纸质证明",
            en="To check import certificate and supervision of a vehicle instead of asking for the paper",
        ),
        legal_basis=Text(
            zh="《机动车登记规定》（公安部令第164号）第十二条",
            en="Provisions on the registration of vehicles (MPS Order 164), Article 12",
        ),
        basis_confidence="verified",
        questions=(question("import", Text(zh="查询进口证明", en="The import certificate of a vehicle"), Imported),),
    )
)
request = AboutVehicle("customs", "import").request
