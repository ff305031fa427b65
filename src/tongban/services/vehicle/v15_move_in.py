"""V15 Move a vehicle in 转籍迁入. O164 art. 18: the owner of a small car or a motorcycle applies in the new city alone.
The former city sends the electronic file within two working days, or says why not; nobody travels and no paper does.
The vehicle is checked once, gets a number of the new city, and the former registration ends that moment.

A machine decides; an officer where several people own the vehicle.
"""

from dataclasses import replace
from uuid import UUID

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Material, Question, Service, Spared, services
from tongban.core.errors import Conflict
from tongban.documents.plates import ordering
from tongban.exchange.offices import queries as offices
from tongban.law.facts import Facts
from tongban.law.rules.moving import may_arrive, officer_receives
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.registers.vehicles import moves, queries
from tongban.registers.vehicles.types import Owner
from tongban.services.vehicle import materials, moving_in, numbering, papers

TYPES = {
    "02": Text(zh="小型汽车（蓝牌）", en="Small car (blue)"),
    "52": Text(zh="小型新能源汽车（绿牌）", en="Small new-energy car (green)"),
    "07": Text(zh="摩托车（黄牌）", en="Motorcycle (yellow)"),
    "08": Text(zh="轻便摩托车（蓝牌）", en="Moped (blue)"),
}
ARCHIVE = Material(
    key=moving_in.MATERIAL,
    name=Text(zh="机动车电子档案", en="Electronic file of the vehicle"),
    why=Text(zh="由原登记地网上转递，不用您去取。", en="The former city sends it; you need not fetch it."),
    article="O164.18",
    arrives=Text(zh="原登记地车管所", en="the office that registered it"),
    wait_text=Text(zh="原登记地正在转递。", en="The former city is sending it."),
    settles=("moving.file_awaited",),
)


def add_what_is_known(facts: Facts, applicant: UUID, vin: str) -> Facts:
    """The file that comes, and whether a number of this city is reserved."""
    found = moving_in.add_file(facts, applicant)
    if found.new_vehicle is None or found.vehicle is None:
        return found
    reserved = moving_in.find_reserved(applicant, vin)
    return replace(found, new_vehicle=replace(found.new_vehicle, numbered=reserved is not None))


def carry_out(carrying: Carrying) -> None:
    """Enter the vehicle with its file under its new number and have its plates made; the former city is told in the
    same transaction."""
    vin = str(carrying.answers["vin"])
    plate = moving_in.find_reserved(carrying.person_id, vin)
    if plate is None:
        raise Conflict(numbering.NUMBER_GONE)
    city, former = outlets.get_outlet(carrying.office).region, moving_in.former_plate(carrying.person_id, vin)
    vehicle_id = moves.enter(
        case_id=carrying.case_id,
        vehicle_id=carrying.subject,
        owner=Owner(carrying.person_id),
        plate=plate,
        region=city,
        authority=plate.number[:2],
        licence=carrying.card_serial,
        certificate=queries.next_certificate(city),
        **carrying.act,
    )
    entered = queries.get_vehicle(vehicle_id)
    numbering.use(
        person=carrying.person_id, vehicle_id=vehicle_id, vin=vin, vehicle_type=entered.law.type,
        fuel=str(entered.make.get("fuel", "")), act=carrying.act,
    )  # fmt: skip
    papers.order(carrying, entered)
    ordering.end_former(former, vehicle_id, carrying.cause, carrying.actor)
    numbering.order_plates(carrying, entered)


V15 = services.add(
    Service(
        code="V15",
        about="new_vehicle",
        name=Text(zh="机动车转籍迁入", en="Move a vehicle in"),
        gives=Text(
            zh="档案网上转递，您不用回原登记地；办结后换本市的号牌和行驶证。",
            en="Its file travels, you do not. You get plates and a licence of this city.",
        ),
        basis=("O164.18",),
        rule=may_arrive,
        officer_if=officer_receives,
        adds=add_what_is_known,
        check="transfer",
        questions=(
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
            Question(key="plate", kind="plate", label=Text(zh="现在的号牌号码", en="Present plate number")),
            Question(
                key="vin",
                kind="vin",
                label=Text(zh="车辆识别代号（车架号）", en="Vehicle identification number (VIN)"),
                hint=Text(zh="17位，在行驶证上。", en="17 characters, on the vehicle licence."),
            ),
        ),
        materials=(
            materials.IDENTITY,
            ARCHIVE,
            materials.INSURANCE,
            materials.STOLEN,
            materials.form_under("O164.18"),
            materials.RUBBING,
        ),
        fee="moving_in",
        limit="moving_in",
        needs_papers=True,
        plates=True,
        old_card_back=True,
        channels=("online", "window"),
        carry_out=carry_out,
        undo=numbering.undo,
        situation="vehicle",
        spared=Spared(papers=3, copies=3, forms=1, visits=2),
    )
)
