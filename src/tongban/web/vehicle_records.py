"""The record of a vehicle as it stood when it was given (机动车信息证明, V54)."""

from datetime import datetime

from django.conf import settings

from tongban.casework.types import CaseView
from tongban.core import clock, plates
from tongban.core.actor import Actor
from tongban.core.errors import NotFound
from tongban.documents import queries as papers
from tongban.documents.pdf.statement import Section, Statement, day
from tongban.law.rules import vehicle_states
from tongban.law.text import Text, listed
from tongban.outlets import queries as outlets
from tongban.people import queries as people
from tongban.registers.vehicles import codes, queries
from tongban.registers.vehicles.types import Vehicle
from tongban.web import vehicles as shown

NONE = Text(zh="此案没有机动车信息证明。", en="This case has given no vehicle record.")
TITLE = Text(zh="机动车登记信息", en="Vehicle record")
SOURCE = Text(
    zh="本机关机动车登记簿，出具时的记录。以前所有人的姓名不在本证明内。",
    en="The vehicle register of this authority as it stood then. It does not name former owners.",
)
CANCELLATION = Text(zh="机动车注销证明", en="Certificate of cancellation")
VOID_NOW = Text(
    zh="本机关机动车登记簿。登记证书、号牌、行驶证自注销之日起作废。",
    en="The vehicle register of this authority. Certificate, plates and licence are void from the day it ended.",
)
PAPER_NAMES = {
    "licence": Text(zh="行驶证", en="Vehicle licence"),
    "certificate": Text(zh="登记证书", en="Registration certificate"),
}
VALID, VOID = Text(zh="有效", en="valid"), Text(zh="作废", en="void")
DATE, WHAT = Text(zh="日期", en="Date"), Text(zh="事项", en="What")


def statement(case: CaseView, decided_at: datetime, actor: Actor) -> Statement:
    """What the paper says. NotFound where the vehicle was not on record then."""
    receipt = papers.receipts_of(case.row.id, actor)[0]
    vehicle = queries.vehicle_as_of(case.subject, clock.day_of(decided_at)) if case.subject else None
    if vehicle is None:
        raise NotFound(NONE)
    office = outlets.find_outlet(case.row.office)
    return Statement(
        title=TITLE,
        number=case.row.number,
        code=receipt.code,
        holder=people.get_person(case.row.applicant).name,
        facts=_facts(vehicle, decided_at),
        sections=(_rests(vehicle, decided_at), _papers(vehicle, decided_at), _life(vehicle, decided_at)),
        source=SOURCE,
        office=office.name if office else Text(zh=case.row.office, en=case.row.office),
        made_at=decided_at,
        check_url=f"{settings.TONGBAN_PUBLIC_URL}/check/receipt/{receipt.code}",
        entry=receipt.entry,
        root_size=receipt.root_size,
        root_hex=receipt.root_hex,
    )


def cancellation(case: CaseView, decided_at: datetime, actor: Actor) -> Statement:
    """The certificate of cancellation (注销证明). NotFound where the vehicle is on record again."""
    receipt = papers.receipts_of(case.row.id, actor)[0]
    vehicle = queries.get_vehicle(case.subject) if case.subject else None
    if vehicle is None or "E" not in vehicle.law.letters:
        raise NotFound(NONE)
    ended = next(one for one in reversed(queries.life_of(vehicle.id)) if one.kind == "deregistered")
    office = outlets.find_outlet(case.row.office)
    ground = (Text(zh="注销原因", en="Ground"), shown.ENDED_AS[ended.said["ground"]])
    return Statement(
        title=CANCELLATION,
        number=case.row.number,
        code=receipt.code,
        holder=_owner(vehicle),
        facts=(*_what_it_was(vehicle), ground, (Text(zh="注销日期", en="Ended on"), day(ended.on))),
        sections=(),
        source=VOID_NOW,
        office=office.name if office else Text(zh=case.row.office, en=case.row.office),
        made_at=decided_at,
        check_url=f"{settings.TONGBAN_PUBLIC_URL}/check/receipt/{receipt.code}",
        entry=receipt.entry,
        root_size=receipt.root_size,
        root_hex=receipt.root_hex,
    )


def _owner(vehicle: Vehicle) -> str:
    owner = vehicle.owners[0]
    return people.get_person(owner.id).name if owner.kind == "person" else people.organisation_name(owner.id)


def _what_it_was(vehicle: Vehicle) -> tuple[tuple[Text, Text], ...]:
    """What identifies a vehicle whose registration has ended."""
    plate = plates.Plate(vehicle.plate_type, vehicle.plate).printed if vehicle.plate else "—"
    said = [
        (Text(zh="号牌号码", en="Plate number"), _same(plate)),
        (Text(zh="车辆类型", en="Vehicle type"), codes.word("type", vehicle.law.type)),
        (Text(zh="品牌型号", en="Brand and model"), _same(vehicle.name)),
        (Text(zh="车辆识别代号", en="VIN"), _same(vehicle.vin)),
        (Text(zh="发动机号码", en="Engine number"), _same(vehicle.engine)),
        (Text(zh="初次登记", en="First registered"), day(vehicle.law.registered_on)),
    ]
    return tuple((label, value) for label, value in said if value)


def _facts(vehicle: Vehicle, at: datetime) -> tuple[tuple[Text, Text], ...]:
    law = vehicle.law
    letters = vehicle_states.letters_on(law, clock.day_of(at))
    plate = plates.Plate(vehicle.plate_type, vehicle.plate).printed if vehicle.plate else "—"
    said = [
        (Text(zh="号牌号码", en="Plate number"), _same(plate)),
        (Text(zh="车辆类型", en="Vehicle type"), codes.word("type", law.type)),
        (Text(zh="品牌型号", en="Brand and model"), _same(vehicle.name)),
        (Text(zh="车辆识别代号", en="VIN"), _same(vehicle.vin)),
        (Text(zh="发动机号码", en="Engine number"), _same(vehicle.engine)),
        (Text(zh="车身颜色", en="Colour"), codes.word("colour", vehicle.colour)),
        (Text(zh="使用性质", en="Use"), codes.word("use", law.use)),
        (Text(zh="初次登记", en="First registered"), day(law.registered_on)),
        (Text(zh="登记的所有人人数", en="Registered owners"), _same(str(law.owners))),
        (Text(zh="状态", en="State"), listed(codes.word("letter", letter) for letter in letters)),
        (Text(zh="检验有效期至", en="Inspection valid to"), day(law.inspected_to) if law.inspected_to else None),
        (Text(zh="强制报废期止", en="To be scrapped by"), day(law.scrap_on) if law.scrap_on else None),
    ]
    return tuple((label, value) for label, value in said if value)


def _same(value: str) -> Text | None:
    return Text(zh=value, en=value) if value else None


def _rests(vehicle: Vehicle, at: datetime) -> Section:
    standing = vehicle_states.standing(vehicle.law, clock.day_of(at))
    return Section(
        title=Text(zh="抵押、质押、查封、扣押", en="Mortgages, pledges, attachments, seizures"),
        widths=("auto", "1fr", "auto", "auto"),
        heads=(
            Text(zh="种类", en="Kind"),
            Text(zh="权利人或者机关", en="Held by"),
            Text(zh="编号", en="Number"),
            Text(zh="自", en="Since"),
        ),
        rows=tuple(
            (codes.word("restriction", one.kind), one.holder, one.reference, day(one.since)) for one in standing
        ),
        none=Text(zh="没有。", en="None."),
    )


def _papers(vehicle: Vehicle, at: datetime) -> Section:
    on = clock.day_of(at)
    issued = [one for one in queries.papers_of(vehicle.id) if one.issued_on <= on]
    return Section(
        title=Text(zh="证件", en="Papers"),
        widths=("auto", "1fr", "auto", "auto"),
        heads=("", Text(zh="编号", en="Number"), Text(zh="核发", en="Issued"), ""),
        rows=tuple(
            (
                PAPER_NAMES[one.kind],
                one.serial,
                day(one.issued_on),
                VALID if one.voided_on is None or one.voided_on > on else VOID,
            )
            for one in issued
        ),
        none=Text(zh="没有。", en="None."),
    )


def _life(vehicle: Vehicle, at: datetime) -> Section:
    moments = [one for one in queries.life_of(vehicle.id) if one.recorded_at <= at]
    return Section(
        title=Text(zh="历次登记", en="History"),
        widths=("auto", "1fr"),
        heads=(DATE, WHAT),
        rows=tuple((day(one.on), shown.sentence(one)) for one in moments),
        none=Text(zh="没有。", en="None."),
    )
