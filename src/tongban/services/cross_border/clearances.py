"""Clearances of vehicles that enter for a time: what their services share.

A case waits for whoever has not answered or filed yet (customs, border control, inspection centre, insurer), and goes
on by itself. Where the scheme has a quota, a place is taken in the transaction of the decision, and given back when the
decision is struck or the clearance is cancelled.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db import transaction

from tongban.allocation import scheme_places
from tongban.casework.carrying import Carrying, Undoing
from tongban.casework.catalogue import Material, Question
from tongban.casework.evidence import typed
from tongban.core import clock
from tongban.core.actor import Actor, system
from tongban.core.errors import Conflict
from tongban.core.law_book import book
from tongban.documents import actions as documents
from tongban.documents import of_vehicles
from tongban.documents.mdoc.unbound import ENTRY, VehicleClaims
from tongban.exchange import queries as exchange
from tongban.exchange.messages import actions as messages
from tongban.law.book import Book, NotInForce
from tongban.law.facts import Facts
from tongban.law.reasons import wordings
from tongban.law.rules import crossing, status
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.crossing import actions, queries
from tongban.registers.crossing.types import ClearanceView, Given
from tongban.registers.drivers import queries as drivers
from tongban.services.vehicle import materials

SMALL_CAR = "C2"  # whoever may drive it may drive these vehicles
BORDER = Actor(kind="partner", label="border", channel="partner")
AREAS = {"hengqin": "hengqin", "macau": "guangdong", "hongkong": "guangdong"}
NAMES = {
    "hengqin": Text(zh="澳门机动车入出横琴", en="Macau vehicles in Hengqin"),
    "macau": Text(zh="澳车北上", en="Macau vehicles to Guangdong"),
    "hongkong": Text(zh="港车北上", en="Hong Kong vehicles to Guangdong"),
}
STRUCK = Text(zh="核发决定已撤销", en="The decision was struck")
DAYS_RUN_OUT = Text(
    zh="{plate} 还可以在内地停留 {days} 天（含今天），请按时离境。",
    en="{plate} may stay {days} more days, today included. Please leave in time.",
)
DAYS_OVER = Text(
    zh="{plate} 在内地停留已超过规定天数，请尽快离境并联系我们。",
    en="{plate} has stayed longer than allowed. Please leave as soon as you can and contact us.",
)

VIN = Question(
    key="vin",
    kind="vin",
    label=Text(zh="车辆识别代号（车架号）", en="Vehicle identification number (VIN)"),
    hint=Text(zh="17位，在车辆登记文件和前挡风玻璃左下角。", en="17 characters, on the registration document."),
)
DRIVER = Question(
    key="driver",
    kind="identity",
    required=False,
    label=Text(zh="由别人驾驶的，驾驶人的证件号码", en="Identity number of the driver, where it is not you"),
    hint=Text(zh="不填就是您本人。要有内地驾驶证。", en="Leave it empty if you drive. A mainland licence is needed."),
)
SECOND_DRIVER = Question(
    key="second_driver",
    kind="identity",
    required=False,
    label=Text(zh="第二名驾驶人的证件号码", en="Identity number of the second driver"),
    hint=Text(zh="可以不填。备案后不能更换。", en="Optional. Filed drivers cannot be exchanged."),
)

HOME = Material(
    key="home_vehicle",
    name=Text(zh="港澳车辆登记", en="Registration at home"),
    why=Text(zh="证明车是您的，座位和车长符合。", en="It shows that the vehicle is yours, its seats and length."),
    article="GD2022.35",
)
TRAVEL_DOCUMENT = Material(
    key="travel_document",
    name=Text(zh="来往内地通行证", en="Home-return permit"),
    why=Text(zh="车主本人能来内地。", en="The owner may come to the mainland."),
    article="GD2022.35",
    settles=("crossing.no_travel_permit",),
)
CUSTOMS = Material(
    key="customs_filing",
    name=Text(zh="海关备案", en="Filing with customs"),
    why=Text(zh="车辆暂时进境要先备案。", en="A vehicle that enters for a time is filed first."),
    article="GD2022.35",
    settles=("crossing.customs_not_filed",),
    wait_text=Text(zh="请在海关系统备案，备案后自动继续。", en="File it with customs; it then goes on by itself."),
)
BORDER_FILING = Material(
    key="border_filing",
    name=Text(zh="边检备案", en="Filing with border control"),
    why=Text(zh="口岸凭备案放行。", en="The port lets filed vehicles pass."),
    article="GD2022.35",
    settles=("crossing.border_not_filed",),
    wait_text=Text(
        zh="请在边检系统备案，备案后自动继续。", en="File it with border control; it then goes on by itself."
    ),
)


def asked(scheme: str) -> tuple[Material, ...]:
    """The materials of a scheme."""
    inspection = replace(
        materials.INSPECTION,
        name=Text(zh="认可检验中心的检验结果", en="Inspection at a recognised centre"),
        article="GD2023",
        asked_if=lambda facts, on, book: crossing.needs_inspection(scheme, facts, on, book),
        settles=("crossing.not_inspected",),
    )
    insurance = replace(materials.INSURANCE, brought_by=(), settles=("crossing.uninsured",))
    identity = replace(materials.IDENTITY, article="GD2022.35")
    form = materials.form_under("GD2022.35")
    return (identity, HOME, TRAVEL_DOCUMENT, insurance, inspection, CUSTOMS, BORDER_FILING, form)


def adding(scheme: str) -> Callable[[Facts, UUID, str], Facts]:
    """What is on record here: other clearances, the drivers' licences, places of the quota."""

    def add(facts: Facts, applicant: UUID, vin: str) -> Facts:
        if facts.entering is None:
            return facts
        on, named = clock.today(), _drivers(facts.answers, applicant)
        vehicle = replace(
            facts.entering,
            permitted=bool(vin) and queries.stands(vin=vin, person=applicant, scheme=scheme, on=on),
            drivers=len(named),
            unlicensed=any(driver is None or not _may_drive(driver, on) for driver in named),
            quota_used=_used(scheme, facts, on),
        )
        return replace(facts, entering=vehicle)

    return add


def carrying_out(scheme: str) -> Callable[[Carrying], None]:
    """Take a place where there is a quota, then give plate and licence."""

    def carry_out(carrying: Carrying) -> None:
        vehicle = typed("home_vehicle", carrying.contents["home_vehicle"]).vehicle
        insured_until = typed("insurance", carrying.contents["insurance"]).policy.until
        ground = str(carrying.answers.get("ground") or "")
        _take(carrying, scheme, ground)
        given = Given(
            scheme=scheme, ground=ground, person=carrying.person_id, vin=str(carrying.answers["vin"]),
            home_plate=vehicle.plate, name=f"{vehicle.brand}{vehicle.model}",
            drivers=tuple(one for one in _drivers(carrying.answers, carrying.person_id) if one),
            office=carrying.office, region=carrying.facts.region, since=carrying.on,
            until=crossing.valid_until(scheme, insured_until, carrying.on, carrying.book),
            insured_until=insured_until, case=carrying.case_id,
        )  # fmt: skip
        follow(actions.give(given=given, actor=carrying.actor, cause=carrying.cause))

    return carry_out


def undo(undoing: Undoing) -> None:
    """The decision was wrong: the clearance ends, its place goes back."""
    found = queries.find_of_case(UUID(undoing.decided.removeprefix("case:")))
    if found:
        cancel(clearance_id=found.id, why=STRUCK.zh, actor=undoing.actor, cause=undoing.cause)


def cancel(*, clearance_id: UUID, why: str, actor: Actor, cause: str) -> None:
    """A person ends a clearance; whoever waits for a place of the quota may have it."""
    with transaction.atomic():
        actions.cancel(clearance_id=clearance_id, why=why, actor=actor, cause=cause)
        found = queries.get(clearance_id)
        if found.case:
            scheme_places.give_back(case=found.case, actor=actor, cause=cause)
        follow(found)


def follow(clearance: ClearanceView) -> None:
    """Bring the electronic plate in line: issued once, revoked when the clearance has ended."""
    actor, cause = system("crossing"), f"clearance:{clearance.id}"
    if not clearance.live(clock.today()):
        documents.revoke_credentials(subject=clearance.id, actor=actor, cause=cause)
    elif not of_vehicles.standing([clearance.id])[clearance.id]:
        claims, owner = VehicleClaims(ENTRY, _said(clearance), clearance.until), clearance.person
        of_vehicles.issue_document(vehicle_id=clearance.id, owner=owner, claims=claims, actor=actor, cause=cause)


def passed(message: UUID, kind: str) -> None:
    """Border control told of a vehicle at the barrier; told twice it is kept once."""
    told = exchange.get_message(message).value
    actions.passed(number=told.passage, vin=told.vin, kind=kind, at=told.at, port=told.port, actor=BORDER)


def warn(clearance: ClearanceView) -> None:
    """Tell the owner that days run out, or that they are over: each once a stay."""
    left, days = clearance.days_left, clearance.standing.days
    if not clearance.standing.inside or left is None:
        return
    if not clearance.over and left > crossing.warn_before(clock.today(), book()):
        return
    began = date.fromordinal(clock.today().toordinal() - days + 1)
    of = f"{'over' if clearance.over else 'soon'}:{began}"
    to = people.phone_number(clearance.person)
    text = (DAYS_OVER if clearance.over else DAYS_RUN_OUT).fill(plate=clearance.number, days=left + 1)
    with transaction.atomic():
        if actions.warned(clearance_id=clearance.id, of=of) and to:
            messages.send(to=to, text=text, language="zh-hans", topic="crossing_days", person_id=clearance.person)


def _said(clearance: ClearanceView) -> dict[str, str | date | None]:
    licences = [file.file_number[-4:] for one in clearance.drivers if (file := drivers.find_driver(one))]
    return {
        "plate": clearance.number,
        "home_plate": clearance.home_plate,
        "scheme": NAMES[clearance.scheme].zh,
        "area": AREAS[clearance.scheme],
        "model": clearance.name,
        "vin": clearance.vin,
        "drivers": " ".join(licences),
        "from_date": clearance.since,
        "valid_date": clearance.until,
        "stay_days": str(clearance.stay_days or ""),
        "year_days": str(clearance.year_days or ""),
        "document_number": clearance.number,
        "issuing_authority": Text(zh="广东省公安厅交通管理局", en="Guangdong traffic police").zh,
    }


def _take(carrying: Carrying, scheme: str, ground: str) -> None:
    quota = crossing.quota(scheme, ground, carrying.on, carrying.book)
    if quota is None:
        return
    period, limit = quota
    taken = scheme_places.take(
        scheme=scheme, period=period, limit=limit, case=carrying.case_id, actor=carrying.actor, cause=carrying.cause
    )
    if isinstance(taken, scheme_places.NoneLeft):
        raise Conflict(wordings()["crossing.quota"].sentence)


def _used(scheme: str, facts: Facts, on: date) -> int:
    try:
        quota = crossing.quota(scheme, str(facts.answers.get("ground") or ""), on, _rules(facts))
    except NotInForce:
        return 0
    return scheme_places.used(scheme, quota[0]) if quota else 0


def _rules(facts: Facts) -> Book:
    return book().at(facts.region)


def _drivers(answers: dict[str, object], owner: UUID) -> list[UUID | None]:
    """The drivers to be filed; None for a number that nobody here has."""
    first, second = (str(answers.get(key) or "") for key in (DRIVER.key, SECOND_DRIVER.key))
    named: list[UUID | None] = [people.find_person(first) if first else owner]
    return [*named, people.find_person(second)] if second else named


def _may_drive(person: UUID, on: date) -> bool:
    file = drivers.find_driver(person)
    return file is not None and status.may_drive(file.licence, SMALL_CAR, on, file.born, book()).allowed
