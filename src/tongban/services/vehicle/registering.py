"""A vehicle is registered for the first time (注册登记): what V01 to V04 share, from the question to the plates.

The person states the VIN, and where it is not their own the use; everything else is asked of those who know it. The
file is opened in the decision: number, quota certificate, vehicle licence, certificate of registration, first mark and
plates come together or not at all.
"""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from tongban.allocation import quota_certificates
from tongban.casework.carrying import Carrying, Undoing
from tongban.casework.catalogue import Question
from tongban.casework.evidence import typed
from tongban.core import clock
from tongban.core.ids import new_id
from tongban.law import facts as law
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules import inspection, registration, service_life
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.types import Act, Change
from tongban.registers.vehicles import actions as vehicles
from tongban.registers.vehicles import codes, queries
from tongban.registers.vehicles.types import Owner
from tongban.services.vehicle import materials, numbering, papers

MASSES = ("kerb_kg", "gross_kg")
MADE = ("brand", "model", "maker", "fuel", "capacity", "displacement_ml", "power_kw", *MASSES)
VIN = Question(
    key="vin",
    kind="vin",
    label=Text(zh="车辆识别代号（车架号）", en="Vehicle identification number (VIN)"),
    hint=Text(
        zh="17位，在合格证、发票和前挡风玻璃左下角都有。",
        en="17 characters: on certificate and invoice, and behind the windscreen, lower left.",
    ),
)
ORGANISATION = Question(
    key="organisation",
    kind="organisation",
    required=False,
    label=Text(zh="单位的统一社会信用代码", en="Social credit code of the organisation"),
    hint=Text(zh="车是单位的才填；自己的车不用填。", en="Only for a vehicle of an organisation."),
)
PAPERS = (
    materials.IDENTITY,
    materials.INVOICE,
    materials.CONFORMITY,
    materials.PURCHASE_TAX,
    materials.VEHICLE_TAX,
    materials.INSURANCE,
    materials.INSPECTION,
    materials.STOLEN,
    materials.RECALL,
    materials.QUOTA,
    materials.TRANSPORT_APPROVAL,
    materials.form_under("O164.12"),
    materials.RUBBING,
)


def _uses(facts: Facts, on: date, book: Book) -> list[tuple[str, Text]]:
    built = facts.new_vehicle.built if facts.new_vehicle else None
    return [(use, codes.word("use", use)) for use in registration.uses_for(built.type if built else "", on, book)]


USE = Question(
    key="use",
    kind="choice",
    label=Text(zh="车用来做什么？", en="What is it used for?"),
    hint=Text(
        zh="公路客运、旅游客运、危化品运输要先有道路运输许可。",
        en="Coaches, tourist buses and dangerous goods take a transport approval first.",
    ),
    options=_uses,
)


def add_what_is_known(facts: Facts, applicant: UUID, vin: str) -> Facts:
    """Whether a number that fits is reserved for this vehicle and the applicant."""
    built = facts.new_vehicle.built if facts.new_vehicle else None
    if not vin or facts.new_vehicle is None or built is None:
        return facts
    reserved = numbering.find_reserved(applicant, vin, built.type, built.fuel)
    return replace(facts, new_vehicle=replace(facts.new_vehicle, numbered=reserved is not None))


def carry_out(carrying: Carrying) -> None:
    """Open the vehicle's file under its number, with licence and certificate; give the first inspection mark; use the
    quota certificate where the region asks for one; have the plates made."""
    vin, vehicle_id, built = str(carrying.answers["vin"]), _id_of(carrying), _built(carrying)
    plate = numbering.use(
        person=carrying.person_id, vehicle_id=vehicle_id, vin=vin, vehicle_type=built.type, fuel=built.fuel,
        act=carrying.act,
    )  # fmt: skip
    vehicles.register_vehicle(
        vehicle_id=vehicle_id,
        vin=vin,
        plate=plate,
        owners=[_owner(carrying)],
        authority=plate.number[:2],
        region=carrying.facts.region,
        registered_on=carrying.on,
        changes=_particulars(carrying, built),
        licence=carrying.card_serial,
        certificate=queries.next_certificate(carrying.facts.region),
        **carrying.act,
    )
    _use_quota(carrying, vin)
    registered = queries.get_vehicle(vehicle_id)
    papers.order(carrying, registered)
    numbering.order_plates(carrying, registered)


def undo(undoing: Undoing) -> None:
    """The registration is revoked: number and quota certificate go back, the plates are void."""
    numbering.undo(undoing)
    act = Act(effective_on=clock.today(), actor=undoing.actor, cause=undoing.cause)
    quota_certificates.give_back(case=UUID(undoing.decided.removeprefix("case:")), act=act)


def _use_quota(carrying: Carrying, vin: str) -> None:
    if registration.asks_quota(carrying.facts, carrying.on, carrying.book):
        certificate = typed("quota", carrying.contents["quota"]).certificate
        quota_certificates.use(
            number=certificate.number, vin=vin, person=carrying.person_id, case=carrying.case_id, act=carrying.act
        )


def _built(carrying: Carrying) -> Any:
    """What its maker, of an import customs, certifies."""
    known = "import" if "import" in carrying.contents else "conformity"
    return typed(known, carrying.contents[known]).certificate.built


def _id_of(carrying: Carrying) -> UUID:
    """The id that the case has given the vehicle; another one after a registration that was revoked."""
    return carrying.subject if carrying.subject and carrying.own_vehicle is None else new_id()


def _owner(carrying: Carrying) -> Owner:
    code = str(carrying.answers.get("organisation") or "")
    organisation = people.find_organisation(code) if code else None
    return Owner(organisation.id, "organisation") if organisation else Owner(carrying.person_id)


def _particulars(carrying: Carrying, built: Any) -> list[Change]:
    """What the maker fixed, the use, and the days that registration gives."""
    use = registration.use_of(carrying.facts)
    vehicle = law.Vehicle(
        type=built.type, use=use, capacity=built.capacity, registered_on=carrying.on, made_on=built.made_on
    )
    insured = typed("insurance", carrying.contents["insurance"]).policy
    scrap = service_life.last_day(vehicle, carrying.on, carrying.book)
    return [
        Change("type", built.type), Change("use", use), Change("colour", built.colour), Change("engine", built.engine),
        Change("make", {name: getattr(built, name) for name in MADE}), Change("made_on", built.made_on.isoformat()),
        Change("inspected_to", inspection.first_valid_to(vehicle, carrying.book).isoformat()),
        Change("insured_to", insured.until.isoformat()), Change("scrap_on", scrap and scrap.isoformat()),
    ]  # fmt: skip
