"""Temporary plates (临时行驶车号牌) as services give them, for each row of O164 art. 27, 28, 46 to 51.

    temporary.give(carrying, "transfer_out", to=buyer)     # a registered vehicle whose plates were collected
    temporary.give_new(carrying)                           # V07: a vehicle that is not registered

Both answer with the plate, or with None where no day is left that is insured: a service that gives one besides goes on
without it. What the number of plates allows is asked again under a lock, as another case may have come first.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from tongban.allocation.plates import queries as pools
from tongban.casework.carrying import Carrying, Undoing
from tongban.casework.catalogue import Question
from tongban.casework.evidence import typed
from tongban.core import clock
from tongban.core.actor import system
from tongban.core.errors import Conflict
from tongban.documents import actions as documents
from tongban.documents import of_vehicles
from tongban.documents.mdoc.unbound import TEMPORARY, VehicleClaims
from tongban.documents.plates import queries as plate_sets
from tongban.documents.temporary import actions, queries
from tongban.documents.temporary.types import Given, TemporaryView
from tongban.exchange.messages import actions as messages
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.passing import TemporaryUse
from tongban.law.rules import fees
from tongban.law.rules import temporary_plates as rule
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.vehicles import queries as vehicles
from tongban.services.driver.papers import authority_name

RUNS_OUT = Text(
    zh="临时号牌 {number} 的有效期到{until}。请在此之前办好登记；还不能登记的，可以登录申领下一副。",
    en="Your temporary plate {number} is valid to {until}. Register the vehicle before, or apply for the next one.",
)
NO_MORE = Text(zh="这辆车的临时号牌刚刚已经领满。", en="The last temporary plate of this vehicle has just been given.")
IN_AREA = ("in_area", Text(zh="只在本市行驶", en="Within this city alone"))
CROSS_AREA = ("cross_area", Text(zh="要跨市、跨省行驶", en="To other cities and provinces"))
NOT_WANTED = ("no", Text(zh="不需要", en="No"))


def _areas(facts: Facts, on: date, book: Book) -> list[tuple[str, Text]]:
    return [IN_AREA, CROSS_AREA]


def _areas_or_none(facts: Facts, on: date, book: Book) -> list[tuple[str, Text]]:
    return [NOT_WANTED, IN_AREA, CROSS_AREA]


AREA = Question(key="area", kind="choice", label=Text(zh="要开到哪里？", en="Where will it be driven?"), options=_areas)
WHILE_MADE = Question(
    key="temporary",
    kind="choice",
    required=False,
    label=Text(
        zh="新号牌做好之前，需要临时号牌吗？", en="Do you need a temporary plate until the new plates are there?"
    ),
    hint=Text(
        zh="当场制作的不用选。临时号牌按张收费，马上可以在手机上打印。",
        en="Not for plates made while you wait. It is charged by the sheet, and can be printed at once.",
    ),
    options=_areas_or_none,
)


def give(
    carrying: Carrying, row: str, *, to: UUID | None = None, holder: UUID | None = None, area: str = "in_area",
    end: date | None = None,
) -> TemporaryView | None:  # fmt: skip
    """Give a plate for a registered vehicle that has none now, in the transaction of the decision.

    `to`: whose it is, where that is another person than the applicant; `holder`: the firm they act for;
    `end`: a last day that a certificate fixes.
    """
    vehicle, person = carrying.vehicle, to or carrying.person_id
    owner = vehicle.owners[0]
    holder = holder or to or (owner.id if owner.kind == "organisation" else person)
    given = Given(
        row=row, area=area, letter=rule.letter(area, carrying.on, carrying.book), sheets=rule.sheets(vehicle.law.type),
        vin=vehicle.vin, name=vehicle.name, vehicle_type=vehicle.law.type, person=person, holder=holder,
        authority=vehicle.authority, office=carrying.office, region=vehicle.region, since=carrying.on,
        until=carrying.on, insured_until=carrying.on, case=carrying.case_id,
    )  # fmt: skip
    return _give(carrying, given, end)


def give_new(carrying: Carrying) -> TemporaryView | None:
    """Give a plate for a new vehicle, as its maker's certificate and the invoice have it."""
    told = typed("conformity", carrying.contents["conformity"]) if "conformity" in carrying.contents else None
    told = told if told and told.certificate else typed("import", carrying.contents["import"])
    built, area = told.certificate.built, str(carrying.answers["area"])
    code = str(carrying.answers.get("organisation") or "")
    firm = people.find_organisation(code) if code else None
    given = Given(
        row=str(carrying.answers["why"]), area=area, letter=rule.letter(area, carrying.on, carrying.book),
        sheets=rule.sheets(built.type), vin=str(carrying.answers["vin"]), name=f"{built.brand}{built.model}",
        vehicle_type=built.type, person=carrying.person_id, holder=firm.id if firm else carrying.person_id,
        authority=_authority(carrying.facts.region), office=carrying.office, region=carrying.facts.region,
        since=carrying.on, until=carrying.on, insured_until=carrying.on, case=carrying.case_id,
    )  # fmt: skip
    return _give(carrying, given, None)


def add_use(facts: Facts, applicant: UUID, vin: str) -> Facts:
    """What is on record of temporary plates of the vehicle that a case asks one for."""
    row = str(facts.answers.get("why") or "")
    return replace(facts, temporary=_use(row, vin, None, clock.today())) if row and vin else facts


def use_of(row: str, vin: str, holder: UUID | None) -> TemporaryUse:
    """What is on record of temporary plates of a vehicle under a row; `holder`: of this firm alone."""
    return _use(row, vin, holder, clock.today())


def withdraw(undoing: Undoing) -> None:
    """The decision was wrong: the plate it gave is void and does not count."""
    case_id = UUID(undoing.decided.removeprefix("case:"))
    actions.end(case_id=case_id, why="correction", actor=undoing.actor, cause=undoing.cause)


def withdraw_with(other: Callable[[Undoing], None]) -> Callable[[Undoing], None]:
    """Undo what a service did besides, then the plate it gave."""

    def undo(undoing: Undoing) -> None:
        other(undoing)
        withdraw(undoing)

    return undo


def while_made(carrying: Carrying) -> None:
    """Give the plate that is wanted while others are made, if any is."""
    area = wanted(carrying.answers)
    if area:
        give(carrying, "reissue", area=area)


def wanted(answers: dict[str, object]) -> str:
    """The area of the plate that is wanted while others are made, "" for none."""
    said = str(answers.get(WHILE_MADE.key) or "no")
    return "" if said == "no" else said


def fee_while_made(facts: Facts, on: date, book: Book) -> Decimal:
    """What the plate that is wanted while others are made adds to the fee."""
    if not wanted(facts.answers) or facts.vehicle is None:
        return Decimal(0)
    return fees.fee("temporary_plate", on, book) * rule.sheets(facts.vehicle.type)


def fee_of_more_sheets(facts: Facts, on: date, book: Book) -> Decimal:
    """What the second sheet adds, once it is known what vehicle it is; most are cars."""
    built = facts.new_vehicle.built if facts.new_vehicle else None
    return fees.fee("temporary_plate", on, book) * (rule.sheets(built.type if built else "K") - 1)


def follow(plate_id: UUID) -> None:
    """Bring the electronic plate in line with the register: issued, issued anew where its last day has moved, revoked
    once it is void. Doing it twice does nothing more."""
    plate, actor = queries.get(plate_id), system("temporary")
    cause = f"case:{plate.case}" if plate.case else f"temporary:{plate.id}"
    standing = of_vehicles.standing([plate.id])[plate.id]
    if plate.state(clock.today()) in ("void", "expired"):
        documents.revoke_credentials(subject=plate.id, actor=actor, cause=cause)
        return
    claims = VehicleClaims(TEMPORARY, _said(plate), plate.holds_until)
    if [one.said for one in standing] != [of_vehicles.says(claims)]:
        of_vehicles.issue_document(vehicle_id=plate.id, owner=plate.person, claims=claims, actor=actor, cause=cause)


def _said(plate: TemporaryView) -> dict[str, str | date | None]:
    return {
        "plate": plate.number,
        "area": plate.area,
        "vehicle_type": plate.vehicle_type,
        "model": plate.name,
        "vin": plate.vin,
        "from_date": plate.since,
        "valid_date": plate.holds_until,
        "document_number": plate.number,
        "issuing_authority": authority_name(plate.region),
    }


def formal_plates_came(plate_set: UUID) -> None:
    """A set of plates is in its owner's hand: temporary ones of that vehicle end so many working days later."""
    of = plate_sets.get(plate_set)
    vehicle = vehicles.find_vehicle(of.vehicle)
    if vehicle:
        actions.formal_received(
            vin=vehicle.vin, on=clock.today(), actor=system("plates"), cause=f"plates:{plate_set}"
        )  # fmt: skip


def follow_registration(vehicle_id: UUID, change: str, cause: str) -> None:
    """A vehicle was registered: where its plates were handed over then, and are not still made, that is the day on
    which its owner got them."""
    vehicle = vehicles.find_vehicle(vehicle_id)
    if change != "registered" or vehicle is None or plate_sets.standing(vehicle.plate) == "being_made":
        return
    on = vehicle.law.registered_on
    actions.formal_received(vin=vehicle.vin, on=on, actor=system("register"), cause=cause)


def remind(on: date) -> None:
    """Tell those whose plate runs out, each once."""
    for plate in queries.to_remind(on):
        to = people.phone_number(plate.person)
        with transaction.atomic():
            if actions.reminded(plate_id=plate.id, on=on) and to:
                text = RUNS_OUT.fill(number=plate.number, until=plate.holds_until)
                messages.send(to=to, text=text, language="zh-hans", topic="temporary_plate", person_id=plate.person)


def _give(carrying: Carrying, given: Given, end: date | None) -> TemporaryView | None:
    """Count again under the lock of the vehicle, find the days (`given` has none yet), write it down."""
    actions.hold(given.vin)
    holder = given.holder if given.row == "pending" else None
    use, limit = _use(given.row, given.vin, holder, carrying.on), rule.most(given.row, carrying.on, carrying.book)
    if limit is not None and use.given >= limit:
        raise Conflict(NO_MORE)
    insured_until = _insured_until(carrying)
    found = rule.span(use, insured_until, carrying.on, carrying.book, end)
    if found is None or insured_until is None:
        return None
    days = replace(given, since=found.since, until=found.until, insured_until=insured_until)
    return actions.give(given=days, actor=carrying.actor, cause=carrying.cause)


def _use(row: str, vin: str, holder: UUID | None, on: date) -> TemporaryUse:
    """One that runs is followed by the next for a new vehicle alone: where plates were taken away it begins at once."""
    runs = queries.runs_until(vin, on) if row in rule.NEW else None
    return TemporaryUse(row, queries.given(vin, rule.counted_with(row), holder), runs)


def _insured_until(carrying: Carrying) -> date | None:
    """The last day of the insurance: by the insurer's word in this case, else as the register has it."""
    if "insurance" in carrying.contents:
        policy = typed("insurance", carrying.contents["insurance"]).policy
        return policy.until if policy else None
    return carrying.own_vehicle.insured_to if carrying.own_vehicle else None


def _authority(region: str) -> str:
    """The letters of the authority of a region (苏A), by its pools of numbers; any authority here serves the rest."""
    known = pools.pools()
    here = [one for one in known if one.region == f"{region[:4]}00"]
    return next((one.authority for one in here or known), region[:4])
