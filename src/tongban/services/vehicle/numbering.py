"""A number for a vehicle: a decision uses the one that its owner has reserved, gives back the one before, and has the
plates made.

Whichever service it is: the number is reserved for this person and this VIN, it fits what the vehicle is, and it is
used in the transaction of the decision or the decision does not happen. A number that comes off a vehicle makes its
plates void; they are handed in when the new ones are.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from tongban.allocation.plates import numbers
from tongban.allocation.plates import queries as plates_of
from tongban.allocation.plates.types import TakenAlready
from tongban.casework.carrying import Carrying, Undoing
from tongban.core import clock, plates
from tongban.core.errors import Conflict
from tongban.core.plates import Plate
from tongban.documents.plates import handing, ordering
from tongban.law.rules.plates import type_of
from tongban.law.text import Text
from tongban.registers.types import Act, Change
from tongban.registers.vehicles import actions as vehicles
from tongban.registers.vehicles import queries
from tongban.registers.vehicles.types import Vehicle
from tongban.services.vehicle import moving_out, papers
from tongban.services.vehicle.plates import receiver

TRAINING, TRAINING_PLATE = "N", "16"
NUMBER_GONE = Text(
    zh="预选的号牌号码已经失效，请重新选号。", en="The number is no longer reserved: please choose another one."
)


def fits(plate: Plate, vehicle_type: str, fuel: str, use: str = "") -> bool:
    """Whether a vehicle of this type and drive may carry a number: of its own pool, or the ordinary one of its size; a
    new-energy number has to say its drive. A training car has a number of its own kind."""
    if use == TRAINING:
        return plate.type == TRAINING_PLATE
    ordinary = type_of(vehicle_type, "")[0]
    return plate.type in (type_of(vehicle_type, fuel)[0], ordinary) and plates.agrees_with(plate, fuel)


def find_reserved(person: UUID, vin: str, vehicle_type: str, fuel: str, use: str = "") -> Plate | None:
    """The number that is reserved for somebody and this vehicle, None where there is none that fits it. One
    statement."""
    reserved = plates_of.find_reserved(person, vin)
    plate = Plate(reserved.plate_type, reserved.number) if reserved else None
    return plate if plate and fits(plate, vehicle_type, fuel, use) else None


def use(
    *, person: UUID, vehicle_id: UUID, vin: str, vehicle_type: str, fuel: str, act: Act, for_use: str = ""
) -> Plate:
    """Put the reserved number on the vehicle. Raises Conflict where it is reserved no longer, or does not fit."""
    plate = find_reserved(person, vin, vehicle_type, fuel, for_use)
    if plate is None:
        raise Conflict(NUMBER_GONE)
    used = numbers.use(number=plate.number, plate_type=plate.type, vehicle_id=vehicle_id, person=person, vin=vin, **act)
    if isinstance(used, TakenAlready):
        raise Conflict(NUMBER_GONE)
    return plate


def give_back(vehicle: Vehicle, act: Act, *, plates_void: bool = False) -> None:
    """Take the number off a vehicle: its plates are void (`plates_void`: they were before), its owner may have it again
    where the law says so."""
    if not vehicle.plate:
        return  # given back before: a vehicle at a dealer, or one that left
    plate = Plate(vehicle.plate_type, vehicle.plate)
    numbers.give_back(
        number=plate.number, plate_type=plate.type, owner=vehicle.owners[0].id, used_since=_used_since(vehicle),
        region=vehicle.region, **act,
    )  # fmt: skip
    if not plates_void:
        ordering.end_former(plate, vehicle.id, act["cause"], act["actor"])


def order_plates(carrying: Carrying, vehicle: Vehicle, holder: UUID | None = None) -> None:
    """Have the plates of a number made that is new on its vehicle; for somebody else than the applicant they are
    collected."""
    ordering.order(
        plate=Plate(vehicle.plate_type, vehicle.plate),
        vehicle_id=vehicle.id,
        to=receiver(carrying, holder),
        first=True,
        actor=carrying.actor,
        cause=carrying.cause,
    )


def renumber(carrying: Carrying, kind: str, changes: Sequence[Change] = (), for_use: str = "") -> None:
    """Give a registered vehicle of the applicant the number that they have reserved: the one before goes back, licence
    and plates are new. `kind`: how its file calls it."""
    vehicle = carrying.vehicle
    give_back(vehicle, carrying.act)
    plate = use(
        person=carrying.person_id, vehicle_id=vehicle.id, vin=vehicle.vin, vehicle_type=vehicle.law.type,
        fuel=str(vehicle.make.get("fuel", "")), for_use=for_use, act=carrying.act,
    )  # fmt: skip
    vehicles.renumber(
        vehicle_id=vehicle.id, plate=plate, licence=carrying.card_serial, kind=kind, changes=changes, **carrying.act
    )
    changed = queries.get_vehicle(vehicle.id)
    papers.order(carrying, changed)
    order_plates(carrying, changed)


def undo(undoing: Undoing) -> None:
    """The registration is revoked: its number goes back, its plates are void."""
    vehicle = queries.find_vehicle(undoing.subject) if undoing.subject else None
    handing.withdraw(case_id=UUID(undoing.decided.removeprefix("case:")), actor=undoing.actor)
    if vehicle:
        moving_out.must_be_here(vehicle.id)
    if vehicle and vehicle.live:
        _free(vehicle, undoing)


def undo_change(undoing: Undoing) -> None:
    """The decision is struck: the number that it put on the vehicle goes back, the one that it took off is on it again.
    Plates that were declared void stay so: new ones are asked for. Nothing happens where a later decision has given
    another number. Raises Conflict where the vehicle has left, or somebody has the former number meanwhile."""
    handing.withdraw(case_id=UUID(undoing.decided.removeprefix("case:")), actor=undoing.actor)
    vehicle = queries.find_vehicle(undoing.subject) if undoing.subject else None
    if vehicle is None:
        return
    moving_out.must_be_here(vehicle.id)
    ended, given, former = _what_it_did(vehicle.id, undoing.decided)
    if given and vehicle.live:
        _free(vehicle, undoing)
    if former and (ended or vehicle.live):
        numbers.resume(
            number=former.number, plate_type=former.type, vehicle_id=vehicle.id, effective_on=clock.today(),
            actor=undoing.actor, cause=undoing.cause,
        )  # fmt: skip


def _what_it_did(vehicle_id: UUID, decided: str) -> tuple[bool, bool, Plate | None]:
    """Of a decision that nobody has struck: whether it ended the registration, whether it put on the number that is on
    the vehicle now, and the number that it took off."""
    entries = {one.entry for one in queries.life_of(vehicle_id) if one.cause == decided}
    standing = [one for one in queries.facts_of(vehicle_id) if not one.struck_by]
    ended = any(one.facet == "letter:E" and one.value and one.entry in entries for one in standing)
    plate = [one for one in standing if one.facet == "plate"]
    mine = bool(plate) and plate[-1].entry in entries
    before = plate[-1].value if ended and plate else plate[-2].value if mine and len(plate) > 1 else None
    return ended, mine and bool(plate[-1].value), Plate(*before) if isinstance(before, list) else None


def _free(vehicle: Vehicle, undoing: Undoing) -> None:
    numbers.give_back(
        number=vehicle.plate, plate_type=vehicle.plate_type, owner=vehicle.owners[0].id,
        used_since=_used_since(vehicle), effective_on=clock.today(), actor=undoing.actor, cause=undoing.cause,
        region=vehicle.region,
    )  # fmt: skip


def _used_since(vehicle: Vehicle) -> date:
    """Since when its owner has used its number: the later of having the vehicle and of having the number."""
    standing = [one for one in queries.facts_of(vehicle.id) if not one.struck_by]
    days = (max(one.since for one in standing if one.facet == facet) for facet in ("owners", "plate"))
    return max(days)
