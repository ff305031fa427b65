"""How the registration of a vehicle ends: plates and papers are void, the number may come back to its owner."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from tongban.casework import offices, own_motion
from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question
from tongban.core.actor import Actor
from tongban.core.plates import Plate
from tongban.documents.plates import ordering
from tongban.law.facts import Applicant, Facts
from tongban.law.rules import deregistration
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.vehicles import actions as vehicles
from tongban.registers.vehicles import queries
from tongban.registers.vehicles.types import Vehicle
from tongban.services.vehicle import materials, numbering

RECOVERY = materials.waited_for(
    replace(
        materials.STOLEN,
        key="recovery",
        name=Text(zh="报废机动车回收证明", en="Recovery certificate"),
        why=Text(zh="由回收企业直接传来，不用您交。", en="The recycler sends it; you hand nothing in."),
        article="O164.38",
        wait_text=Text(
            zh="请把车交给任意一家有资质的回收企业。", en="Please hand the vehicle to any certified recycler."
        ),
    ),
    "deregistration.not_recovered",
    "deregistration.not_supervised",
)
EXIT = materials.waited_for(
    replace(
        materials.STOLEN,
        key="exit",
        name=Text(zh="出境记录", en="Record of exit"),
        why=Text(zh="由海关直接核对，不用您交。", en="Customs confirms it; you hand nothing in."),
        article="O164.39",
    ),
    "deregistration.not_left",
)
TAKEN_BACK = materials.waited_for(
    replace(
        materials.STOLEN,
        key="taken_back",
        name=Text(zh="退车证明", en="Proof of the return"),
        why=Text(zh="由制造厂或者经销商确认。", en="Maker or dealer confirms it."),
        article="O164.39",
        brought_by=("staff",),
    ),
    "deregistration.not_returned",
)
PAPERS_BACK = replace(
    materials.FORM,
    key="papers_back",
    name=Text(zh="交回登记证书、号牌、行驶证", en="Certificate, plates and licence handed in"),
    why=Text(zh="注销当时就作废，不用您专门送来。", en="They are void the moment it ends; no need to bring them."),
    article="O164.41",
)
KNOWN = Text(
    zh="我申请注销这辆车的登记，知道注销后不能再上路、也不能恢复。",
    en="I apply to end the registration of this vehicle and know that it may not go on the road again.",
)


def declaration(label: Text = KNOWN) -> Question:
    """What the owner says before it ends."""
    return Question(key="declaration", kind="declaration", label=label)


def end(carrying: Carrying, ground: str) -> None:
    """Deregister: papers and plates are void, the number goes back. `ground`: scrapped, lost, abroad, returned."""
    vehicle = carrying.vehicle
    numbering.give_back(vehicle, carrying.act, plates_void="P" in vehicle.law.letters)
    vehicles.deregister(vehicle_id=vehicle.id, ground=ground, **carrying.act)


def announce_void(carrying: Carrying) -> None:
    """The owner let the years of use pass: papers and plates are announced void; it is deregistered once scrapped."""
    vehicle = carrying.vehicle
    ordering.end_former(Plate(vehicle.plate_type, vehicle.plate), vehicle.id, carrying.cause, carrying.actor)
    vehicles.announce_void(vehicle_id=vehicle.id, **carrying.act)


def open_for_scrap(vehicle_id: UUID, on: date, actor: Actor) -> None:
    """Open the case of a vehicle whose years of use have passed; nothing where it has ended, moved or was extended."""
    vehicle = queries.get_vehicle(vehicle_id)
    facts = Facts(Applicant(born=on), None, vehicle=vehicle.law, region=vehicle.region)
    if not vehicle.live or vehicle.law.letters & {"B", "P"} or not deregistration.overdue(facts, on):
        return
    person = voice_of(vehicle)
    if person:
        office = offices.serving(vehicle.region)
        own_motion.open_case(
            service="V35",
            person_id=person,
            subject=vehicle.id,
            office=office,
            ground={"ground": deregistration.OVERDUE, "plate": vehicle.plate},
            actor=replace(actor, office=office),
            answers={"ground": deregistration.OVERDUE},
        )


def voice_of(vehicle: Vehicle) -> UUID | None:
    """Whom the office writes to: the owner, of an organisation the first who may act for it."""
    owner = vehicle.owners[0]
    if owner.kind == "person":
        return owner.id
    return next(iter(people.authorised_persons(owner.id)), None)
