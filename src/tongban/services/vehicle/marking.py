"""The inspection mark (检验合格标志) as a decision gives it, with or without an inspection."""

from tongban.casework.carrying import Carrying
from tongban.documents.mdoc.unbound import MARK
from tongban.law.rules import inspection
from tongban.registers.types import Change
from tongban.registers.vehicles import actions as vehicles
from tongban.services.vehicle import electronic


def give(carrying: Carrying) -> None:
    """Give the mark, counted from the last one, and note until when the insurers say it is insured."""
    vehicle = carrying.vehicle
    due = inspection.caught_up(vehicle.law, carrying.on, carrying.book)
    valid_to = inspection.valid_after(due, carrying.on, carrying.book)
    vehicles.give_mark(vehicle_id=vehicle.id, valid_to=valid_to, **carrying.act)
    cover = carrying.facts.cover
    if cover and cover.insured_until and cover.insured_until != vehicle.insured_to:
        insured = Change("insured_to", cover.insured_until.isoformat())
        vehicles.record(vehicle_id=vehicle.id, kind="insured", changes=[insured], **carrying.act)
    electronic.issue(vehicle.id, (MARK.name,), carrying.actor, carrying.cause)
