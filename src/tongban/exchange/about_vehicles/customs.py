"""Customs (海关): imported vehicles, whether they are released from supervision, and vehicles that left the country."""

from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True, slots=True)
class Exit:
    """The record that a vehicle left the country (出境记录)."""

    number: Short
    on: date


@dataclass(frozen=True, slots=True)
class Left:
    """The exit of a vehicle; null where customs has none."""

    found: bool
    vin: Vin
    exit: Exit | None


@dataclass(frozen=True, slots=True)
class Filing:
    """The filing of a vehicle from abroad (海关备案)."""

    number: Short
    filed_on: date


@dataclass(frozen=True, slots=True)
class Filed:
    """The filing of a vehicle; null where there is none."""

    found: bool
    vin: Vin
    filing: Filing | None


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
        questions=(
            question("import", Text(zh="查询进口证明", en="The import certificate of a vehicle"), Imported),
            question("exit", Text(zh="查询出境记录", en="Whether a vehicle has left the country"), Left),
            question("filing", Text(zh="查询海关备案", en="Whether a vehicle is filed with customs"), Filed),
        ),
    )
)
request = AboutVehicle("customs", "import").request
request_exit = AboutVehicle("customs", "exit").request
request_filing = AboutVehicle("customs", "filing").request
