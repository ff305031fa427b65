"""How a vehicle comes from another city, moved by its owner (V15) or bought here (V28): its file is asked for when the
case begins to wait for it, unless it waits here already."""

from dataclasses import replace
from uuid import UUID

from tongban.casework import engine, evidence, record, states
from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Material, Question, services
from tongban.core import clock, plates, sealed
from tongban.core.actor import system
from tongban.core.errors import Conflict
from tongban.core.law_book import book
from tongban.documents.plates import ordering
from tongban.exchange.offices import contract
from tongban.exchange.offices import queries as offices
from tongban.law.facts import Arrival, Facts
from tongban.law.rules import moving
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.people import queries as people
from tongban.registers.types import Act
from tongban.registers.vehicles import moves
from tongban.registers.vehicles import queries as vehicles
from tongban.registers.vehicles.types import Moving, Owner
from tongban.services.vehicle import numbering, papers

MATERIAL, INVOICE = "archive", "used_invoice"
OFFICE = system("office")
TYPES = {
    "02": Text(zh="小型汽车（蓝牌）", en="Small car (blue)"),
    "52": Text(zh="小型新能源汽车（绿牌）", en="Small new-energy car (green)"),
    "01": Text(zh="大型汽车（黄牌）", en="Large vehicle (yellow)"),
    "51": Text(zh="大型新能源汽车（黄绿牌）", en="Large new-energy vehicle (yellow and green)"),
    "07": Text(zh="摩托车（黄牌）", en="Motorcycle (yellow)"),
    "08": Text(zh="轻便摩托车（蓝牌）", en="Moped (blue)"),
}
ARCHIVE = Material(
    key=MATERIAL,
    name=Text(zh="机动车电子档案", en="Electronic file of the vehicle"),
    why=Text(zh="由原登记地网上转递，不用您去取。", en="The former city sends it; you need not fetch it."),
    article="O164.18",
    arrives=Text(zh="原登记地车管所", en="the office that registered it"),
    wait_text=Text(zh="原登记地正在转递。", en="The former city is sending it."),
    settles=("moving.file_awaited",),
)
QUESTIONS = (
    Question(
        key="from",
        kind="choice",
        label=Text(zh="车现在登记在哪个城市？", en="In which city is it registered?"),
        hint=Text(zh="没有列出的城市，请到窗口办理。", en="For a city that is not listed come to a window."),
        options=lambda facts, on, book: [(one.region, one.name) for one in offices.offices()],
    ),
    Question(
        key="plate_type",
        kind="choice",
        label=Text(zh="号牌种类", en="Type of plate"),
        options=lambda facts, on, book: list(TYPES.items()),
    ),
    Question(key="plate", kind="plate", label=Text(zh="现在（或者交回前）的号牌号码", en="Its plate number there")),
    Question(
        key="vin",
        kind="vin",
        label=Text(zh="车辆识别代号（车架号）", en="Vehicle identification number (VIN)"),
        hint=Text(zh="17位，在行驶证上。", en="17 characters, on the vehicle licence."),
    ),
)


def add_what_is_known(facts: Facts, applicant: UUID, vin: str) -> Facts:
    """The file that comes, and whether a number of this city is reserved."""
    found = add_file(facts, applicant)
    if found.new_vehicle is None or found.vehicle is None:
        return found
    reserved = find_reserved(applicant, vin)
    return replace(found, new_vehicle=replace(found.new_vehicle, numbered=reserved is not None))


def enter(carrying: Carrying) -> None:
    """Enter the vehicle with its file under its new number and have its plates made; the former city is told in the
    same transaction. Plates that were not collected there are handed in for the new ones."""
    vin = str(carrying.answers["vin"])
    plate, move = find_reserved(carrying.person_id, vin), moves.find_coming(carrying.person_id, vin)
    if plate is None or move is None:
        raise Conflict(numbering.NUMBER_GONE)
    city = outlets.get_outlet(carrying.office).region
    vehicle_id = moves.enter(
        case_id=carrying.case_id,
        vehicle_id=carrying.subject,
        owner=_owner(carrying.person_id, move.meant_for),
        plate=plate,
        region=city,
        authority=plate.number[:2],
        licence=carrying.card_serial,
        certificate=vehicles.next_certificate(city),
        **carrying.act,
    )
    entered = vehicles.get_vehicle(vehicle_id)
    numbering.use(
        person=carrying.person_id, vehicle_id=vehicle_id, vin=vin, vehicle_type=entered.law.type,
        fuel=str(entered.make.get("fuel", "")), act=carrying.act,
    )  # fmt: skip
    papers.order(carrying, entered)
    if move.flow != "transferred_out":
        ordering.end_former(move.plate, vehicle_id, carrying.cause, carrying.actor)
    numbering.order_plates(carrying, entered)


def _owner(person: UUID, meant_for: str) -> Owner:
    """Whose the vehicle is here: the person's, or that of the organisation for which they brought it."""
    firm = people.find_organisation(meant_for) if meant_for else None
    return Owner(firm.id, "organisation") if firm and person in firm.authorised_persons else Owner(person)


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


def ask(case_id: UUID) -> None:
    """Ask the former city for the file, once, or take up the one that waits here; nothing where the case is about
    something else, or where it was bought and no invoice says from whom."""
    case = record.get(case_id)
    service = services[case.service]
    if service.find_material(MATERIAL) is None or moves.find_of_case(case_id):
        return
    given, seller = sealed.unpack(case.answers), ""
    waits = moves.claim(person_id=case.applicant, case_id=case_id, vin=given["vin"])
    if waits:
        came(waits)
        return
    if service.find_material(INVOICE):
        seller = _seller(case_id)
        if not seller:
            return
    moves.ask(
        seller=seller,
        office=given["from"],
        plate=plates.parse(given["plate_type"], given["plate"]),
        vin=given["vin"],
        person_id=case.applicant,
        case_id=case_id,
        case_number=case.number,
        actor=record.machine(case),
    )


def _seller(case_id: UUID) -> str:
    """The number of whoever sold it, as the invoice of this city has it; "" where there is none yet."""
    held = evidence.contents(evidence.held(case_id))
    invoice = (held.get(INVOICE) or {}).get("invoice") or {}
    return str(invoice.get("seller") or "")


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
