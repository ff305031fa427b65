"""The tax authority (税务机关): the sale, the purchase tax, and the vehicle tax that insurers withhold."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from tongban.exchange.about_vehicles.asking import AboutVehicle, Vin, question
from tongban.exchange.forms import Amount, Long, Number, Short
from tongban.exchange.registry import register
from tongban.exchange.types import Partner
from tongban.law.text import Text


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice for the sale of a vehicle (机动车销售统一发票). `buyer`: identity number or social credit code."""

    number: Short
    buyer: Number
    seller: Long
    price: Amount
    on: date


@dataclass(frozen=True, slots=True)
class Sale:
    """The newest sale of a vehicle that was invoiced."""

    found: bool
    vin: Vin
    invoice: Invoice | None


@dataclass(frozen=True, slots=True)
class UsedInvoice:
    """An invoice for the sale of a used vehicle (二手车销售统一发票). Seller and buyer by their numbers."""

    number: Short
    seller: Number
    buyer: Number
    price: Amount
    on: date


@dataclass(frozen=True, slots=True)
class UsedSale:
    """The newest sale of a vehicle as a used one that was invoiced."""

    found: bool
    vin: Vin
    invoice: UsedInvoice | None


@dataclass(frozen=True, slots=True)
class PurchasePaid:
    """Purchase tax (车辆购置税): paid, exempt, or not due for such a vehicle."""

    state: Literal["paid", "exempt", "out_of_scope"]
    on: date


@dataclass(frozen=True, slots=True)
class PurchaseTax:
    """What the tax authority has on the purchase tax of a vehicle; null where nothing was paid."""

    found: bool
    vin: Vin
    tax: PurchasePaid | None


@dataclass(frozen=True, slots=True)
class YearPaid:
    """Vehicle tax (车船税) of a year."""

    state: Literal["paid", "exempt"]
    year: int


@dataclass(frozen=True, slots=True)
class VehicleTax:
    """The newest year for which vehicle tax is settled; null where none is."""

    found: bool
    vin: Vin
    tax: YearPaid | None


PARTNER = register(
    Partner(
        code="tax",
        name=Text(zh="税务机关", en="the tax authority"),
        purpose=Text(
            zh="核对购车发票、车辆购置税和车船税，免交纸质凭证",
            en="To check invoice, purchase tax and vehicle tax, which then need not be proved on paper",
        ),
        legal_basis=Text(zh="《中华人民共和国车辆购置税法》第十三条", en="Vehicle Purchase Tax Law, Article 13"),
        basis_confidence="verified",
        questions=(
            question("invoice", Text(zh="查询购车发票", en="The invoice of a vehicle"), Sale),
            question("used_invoice", Text(zh="查询二手车销售发票", en="The invoice of a used vehicle"), UsedSale),
            question("purchase_tax", Text(zh="查询车辆购置税", en="Whether purchase tax is paid"), PurchaseTax),
            question("vehicle_tax", Text(zh="查询车船税", en="Whether vehicle tax is paid"), VehicleTax),
        ),
    )
)
request_invoice = AboutVehicle("tax", "invoice").request
request_used_invoice = AboutVehicle("tax", "used_invoice").request
request_purchase_tax = AboutVehicle("tax", "purchase_tax").request
request_vehicle_tax = AboutVehicle("tax", "vehicle_tax").request
