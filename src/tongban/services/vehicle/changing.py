"""What the services that change a registered vehicle share: the day of the change, its inspection, its plates."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question
from tongban.law.answers_on_vehicles import PlateChange
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules import fees
from tongban.law.rules.plates import NEW_ENERGY, type_of
from tongban.law.text import Text
from tongban.registers.types import Change
from tongban.registers.vehicles import actions as vehicles
from tongban.registers.vehicles import queries
from tongban.registers.vehicles.types import Vehicle
from tongban.services.vehicle import materials, numbering, papers

CHANGED_ON = Question(
    key="changed_on",
    kind="date",
    label=Text(zh="哪一天更换的？", en="On which day was it changed?"),
    hint=Text(
        zh="更换后10日内申请；晚了也办，由工作人员核看。", en="Within ten days; if later, an officer looks at it first."
    ),
    past=True,
)
INSPECTION = replace(
    materials.INSPECTION,
    why=Text(
        zh="更换后要检验合格，结果由检验机构上传。", en="It is inspected after the change; the station uploads it."
    ),
    article="O164.17",
    asked_if=None,
    settles=("change.not_inspected", "change.inspection_failed"),
)


def record(carrying: Carrying, kind: str, changes: list[Change]) -> None:
    """Write what has changed, and issue the licence that says it. `kind`: how its file calls it."""
    vehicles.record(vehicle_id=carrying.vehicle.id, kind=kind, changes=changes, **carrying.act)
    papers.issue(carrying, "licence_exchanged")


def add_plate(facts: Facts, applicant: UUID, vin: str) -> Facts:
    """The type of plate that the change leads to, and whether a number of it is reserved."""
    found = next((one for one in queries.find_by_vin(vin) if one.live), None) if vin else None
    return replace(facts, plate=_plate(found, applicant, str(facts.answers.get("use") or ""))) if found else facts


def plates_too(facts: Facts, on: date, book: Book) -> Decimal:
    """The fee of the plates, where the change leads to another type."""
    plate = facts.plate
    if plate is None or plate.wanted in ("", plate.type):
        return Decimal(0)
    return fees.fee("plates", on, book, facts.region, plate.wanted)


def _plate(vehicle: Vehicle, applicant: UUID, use: str) -> PlateChange:
    """Of a change of use the type that the use takes; without one, the new-energy type of the vehicle's drive."""
    fuel = str(vehicle.make.get("fuel", ""))
    wanted = type_of(vehicle.law.type, fuel)[0]
    if use:
        wanted = _for_use(vehicle, use, wanted)
    number = numbering.find_reserved(applicant, vehicle.vin, vehicle.law.type, fuel, use)
    return PlateChange(vehicle.plate_type, wanted, fuel in NEW_ENERGY, number is not None and number.type == wanted)


def _for_use(vehicle: Vehicle, use: str, own: str) -> str:
    """A training car takes a plate of its own kind and leaves it behind; any other use keeps the type there is."""
    if use == numbering.TRAINING:
        return numbering.TRAINING_PLATE
    return own if vehicle.plate_type == numbering.TRAINING_PLATE else vehicle.plate_type
