"""V05, V06, V18: a number is chosen for a car that is bought and not registered yet. It is asked for by its VIN alone:
invoice and certificate come from whoever holds them, and say whose it is and which type of plate it takes. For a
registered vehicle, or one that moves here, it is chosen where a case waits for it: by the buyer, or by its owner.

These three are no cases: nobody decides, a computer gives. The decision that registers the car uses the number.
"""

from dataclasses import dataclass
from uuid import UUID

from tongban.allocation.plates import queries as numbers
from tongban.allocation.plates.types import Energy, PoolView
from tongban.casework import queries as cases
from tongban.core import vins
from tongban.core.errors import BadInput, Conflict
from tongban.exchange import client
from tongban.exchange.about_vehicles import customs, industry, tax
from tongban.exchange.types import ExchangeError
from tongban.law.rules.plates import type_of
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.vehicles import moves
from tongban.registers.vehicles import queries as vehicles
from tongban.registers.vehicles.types import Vehicle
from tongban.services.vehicle import numbering

PURPOSE = "number"
NOT_YOURS = Text(
    zh="没有查到以您的名义购买这辆车的发票。刚买的车，请等经销商开好发票。",
    en="We found no invoice that says you bought this car. If it is new, wait until the dealer has issued it.",
)
NO_CERTIFICATE = Text(
    zh="没有查到这辆车的合格证或进口证明，请联系经销商。",
    en="We found neither factory certificate nor import certificate of this car. Please ask the dealer.",
)
REGISTERED = Text(zh="这辆车已经登记。", en="This car is registered already.")
NO_POOL = Text(
    zh="本地没有这种车的号池，请到窗口办理。",
    en="There is no pool of plates for such a vehicle here: come to a window.",
)


@dataclass(frozen=True, slots=True)
class NewCar:
    """A car that is bought and not registered: what it is called, and the pool its number comes from."""

    vin: str
    name: str
    pool: PoolView


def look_up(*, vin: str, person: UUID, region: str) -> NewCar:
    """Ask whose car it is and what it is. Raises BadInput where it is not theirs or cannot be known, Conflict where it
    is registered or no pool here fits, ExchangeError where a partner does not answer. Not inside a transaction."""
    number = vins.parse(vin).number
    known = next((one for one in vehicles.find_by_vin(number) if one.live), None)
    if known is not None:
        return _registered(known, person, region)
    move = moves.find_coming(person, number)
    if move is not None and move.file is not None:
        make = move.file.make
        pool = _pool(region, *type_of(move.file.law.type, str(make.get("fuel", ""))))
        return NewCar(number, f"{make.get('brand', '')}{make.get('model', '')}", pool)
    asked = (tax.request_invoice, industry.request, customs.request)
    answers = client.ask_many([ask(number, purpose=PURPOSE, case_id=None, person_id=person) for ask in asked])
    sale, made, imported = (None if isinstance(one, ExchangeError) else one.value for one in answers)
    if sale is None or (made is None and imported is None):
        raise next(one for one in answers if isinstance(one, ExchangeError))
    if sale.invoice is None or sale.invoice.buyer != people.identity_number(person):
        raise BadInput("vin", NOT_YOURS)
    certificate = (made and made.certificate) or (imported and imported.certificate)
    if certificate is None:
        raise BadInput("vin", NO_CERTIFICATE)
    built = certificate.built
    return NewCar(number, f"{built.brand}{built.model}", _pool(region, *type_of(built.type, built.fuel)))


def _registered(vehicle: Vehicle, person: UUID, region: str) -> NewCar:
    """A registered vehicle for which a case of this person, or one that they agreed to, waits for another number.
    Raises Conflict where none does."""
    answers = cases.waits_for_number(person, vehicle.id)
    if answers is None:
        raise Conflict(REGISTERED)
    plate_type, energy = type_of(vehicle.law.type, str(vehicle.make.get("fuel", "")))
    if answers.get("use") == numbering.TRAINING:
        plate_type, energy = numbering.TRAINING_PLATE, ""
    return NewCar(vehicle.vin, vehicle.name, _pool(region, plate_type, energy))


def _pool(region: str, plate_type: str, energy: str) -> PoolView:
    """The pool of the city, else of whichever authority here has such numbers."""
    found = numbers.find_pool(f"{region[:4]}00", plate_type, Energy(energy))
    if found:
        return found
    fitting = [one for one in numbers.pools() if (one.plate_type, one.energy) == (plate_type, energy)]
    if not fitting:
        raise Conflict(NO_POOL)
    return fitting[0]
