"""How a vehicle comes from another city: its file is asked for when the case begins to wait for it."""

from dataclasses import replace
from uuid import UUID

from tongban.casework import engine, evidence, record, states
from tongban.core import clock, plates, sealed
from tongban.core.actor import system
from tongban.core.errors import NotFound
from tongban.core.law_book import book
from tongban.exchange.offices import contract
from tongban.law.facts import Arrival, Facts
from tongban.law.rules import moving
from tongban.registers.types import Act
from tongban.registers.vehicles import moves
from tongban.registers.vehicles import queries as vehicles
from tongban.registers.vehicles.types import Moving
from tongban.services.vehicle import numbering

SERVICE, MATERIAL = "V15", "archive"
OFFICE = system("office")


def add_file(facts: Facts, applicant: UUID) -> Facts:
    """How far the file is, and the vehicle as it has it."""
    vin = str(facts.answers.get("vin") or "")
    move = moves.find_coming(applicant, vin) if vin else None
    if move is None:
        return facts
    why = [text for _, text in move.reasons]
    arrival = Arrival(move.state, "".join(one.zh for one in why), " ".join(one.en for one in why))
    return replace(facts, arrival=arrival, vehicle=move.file.law if move.file else None)


def find_reserved(person: UUID, vin: str) -> plates.Plate | None:
    """The number of this city that is reserved for the vehicle which comes, where it fits what its file says."""
    move = moves.find_coming(person, vin)
    file = move.file if move else None
    return numbering.find_reserved(person, vin, file.law.type, str(file.make.get("fuel", ""))) if file else None


def former_plate(person: UUID, vin: str) -> plates.Plate:
    """The number under which a vehicle that comes was registered until now. Raises NotFound."""
    move = moves.find_coming(person, vin)
    if move is None:
        raise NotFound(moves.NOT_HERE)
    return move.plate


def ask(case_id: UUID) -> None:
    """Ask the former city for the file, once; nothing where the case is about something else."""
    case = record.get(case_id)
    if case.service != SERVICE or moves.find_of_case(case_id):
        return
    given = sealed.unpack(case.answers)
    moves.ask(
        office=given["from"],
        plate=plates.parse(given["plate_type"], given["plate"]),
        vin=given["vin"],
        person_id=case.applicant,
        case_id=case_id,
        case_number=case.number,
        actor=record.machine(case),
    )


def came(move_id: UUID) -> None:
    """A file came, or will not come: the case goes on."""
    move = moves.get(move_id)
    if move.case is None:
        return
    if move.file:
        told = {"vin": move.vin, "pages": move.file.pages, "original_holder": move.file.original_holder}
        evidence.arrived(move.case, MATERIAL, contract.code_of(move.office), told, move.asked_at)
    engine.advance(move.case)


def give_number_back(move_id: UUID) -> None:
    """The number of a vehicle that has left is free again by the rule of numbers given back."""
    move = moves.get(move_id)
    vehicle = vehicles.get_vehicle(move.vehicle) if move.vehicle else None
    if vehicle:
        numbering.give_back(vehicle, Act(effective_on=clock.today(), actor=OFFICE, cause=f"move:{move_id}"))


def end_what_nobody_finishes() -> None:
    """Moves whose case is over, and those whose owner did not come within the time: the former city is told."""
    for move in moves.coming():
        case = record.get(move.case) if move.case else None
        if case is None or case.status in (states.CLOSED, states.WITHDRAWN):
            moves.give_up(move_id=move.id, why="withdrawn", actor=OFFICE)
        elif move.state == moves.ARRIVED and _too_late(move):
            moves.give_up(move_id=move.id, why="expired", actor=OFFICE)
            engine.advance(case.id)


def _too_late(move: Moving) -> bool:
    return clock.today() > moving.finish_by(clock.day_of(move.changed_at), book())
