"""V01 New registration of a private car 注册登记(小微型非营运载客). O164 art. 10 to 15: decided in two working days,
here in the moment in which nothing is missing. The person states the VIN; invoice, certificate, taxes, insurance,
inspection and theft are asked of those who know. A house that is silent is waited for; its paper may be shown at a
window instead, except for purchase tax and theft, and is checked afterwards. A machine decides where every check is
green, an officer where something was taken from paper or the VIN of an import does not check. No dealer can say yes.

An organisation's car: its authorised person states its social credit code.
"""

from dataclasses import replace
from uuid import UUID

from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Question, Service, Spared, services
from tongban.casework.evidence import typed
from tongban.core.ids import new_id
from tongban.law import facts as law
from tongban.law.facts import Facts
from tongban.law.rules import inspection, service_life
from tongban.law.rules.registration import may_register_private_car, officer_looks
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.types import Change
from tongban.registers.vehicles import actions as vehicles
from tongban.registers.vehicles import queries
from tongban.registers.vehicles.types import Owner
from tongban.services.vehicle import materials, numbering, papers

PRIVATE = "A"  # 使用性质: not for hire
MASSES = ("kerb_kg", "gross_kg")


def add_number(facts: Facts, applicant: UUID, vin: str) -> Facts:
    """Whether a number that fits is reserved for this vehicle and the applicant."""
    built = facts.new_vehicle.built if facts.new_vehicle else None
    if not vin or facts.new_vehicle is None or built is None:
        return facts
    reserved = numbering.find_reserved(applicant, vin, built.type, built.fuel)
    return replace(facts, new_vehicle=replace(facts.new_vehicle, numbered=reserved is not None))


def carry_out(carrying: Carrying) -> None:
    """Open the vehicle's file under its number, with licence and certificate; give the first inspection mark; have the
    plates made."""
    vin, vehicle_id = str(carrying.answers["vin"]), _id_of(carrying)
    built = typed("conformity", carrying.contents["conformity"]).certificate.built
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
        changes=_particulars(carrying),
        licence=carrying.card_serial,
        certificate=queries.next_certificate(carrying.facts.region),
        **carrying.act,
    )
    registered = queries.get_vehicle(vehicle_id)
    papers.order(carrying, registered)
    numbering.order_plates(carrying, registered)


def _id_of(carrying: Carrying) -> UUID:
    """The id that the case has given the vehicle; another one after a registration that was revoked."""
    return carrying.subject if carrying.subject and carrying.own_vehicle is None else new_id()


def _owner(carrying: Carrying) -> Owner:
    code = str(carrying.answers.get("organisation") or "")
    organisation = people.find_organisation(code) if code else None
    return Owner(organisation.id, "organisation") if organisation else Owner(carrying.person_id)


def _particulars(carrying: Carrying) -> list[Change]:
    """What the maker fixed, and the days that registration gives."""
    told = typed("conformity", carrying.contents["conformity"])
    built = told.certificate.built
    vehicle = law.Vehicle(
        type=built.type, use=PRIVATE, capacity=built.capacity, registered_on=carrying.on, made_on=built.made_on
    )
    insured = typed("insurance", carrying.contents["insurance"]).policy
    scrap = service_life.last_day(vehicle, carrying.on, carrying.book)
    make = {
        name: getattr(built, name)
        for name in ("brand", "model", "maker", "fuel", "capacity", "displacement_ml", "power_kw", *MASSES)
    }
    return [
        Change("type", built.type), Change("use", PRIVATE), Change("colour", built.colour),
        Change("engine", built.engine), Change("make", make), Change("made_on", built.made_on.isoformat()),
        Change("inspected_to", inspection.first_valid_to(vehicle, carrying.book).isoformat()),
        Change("insured_to", insured.until.isoformat()), Change("scrap_on", scrap and scrap.isoformat()),
    ]  # fmt: skip


V01 = services.add(
    Service(
        code="V01",
        about="new_vehicle",
        name=Text(zh="私家车注册登记", en="Register a new private car"),
        gives=Text(
            zh="登记马上生效：号牌、行驶证和登记证书。号牌和行驶证寄给您，或者当场制作、到窗口领取。",
            en="Registered at once: plates, vehicle licence, certificate. Plates and licence are posted, or made while "
            "you wait.",
        ),
        basis=("O164.12", "O164.15"),
        rule=may_register_private_car,
        officer_if=officer_looks,
        adds=add_number,
        check="registration",
        questions=(
            Question(
                key="vin",
                kind="vin",
                label=Text(zh="车辆识别代号（车架号）", en="Vehicle identification number (VIN)"),
                hint=Text(
                    zh="17位，在合格证、发票和前挡风玻璃左下角都有。", en="17 characters, on certificate and invoice."
                ),
            ),
            Question(
                key="organisation",
                kind="organisation",
                required=False,
                label=Text(zh="单位的统一社会信用代码", en="Social credit code of the organisation"),
                hint=Text(zh="车是单位的才填；自己的车不用填。", en="Only for a car of an organisation."),
            ),
        ),
        materials=(
            materials.IDENTITY,
            materials.INVOICE,
            materials.CONFORMITY,
            materials.PURCHASE_TAX,
            materials.VEHICLE_TAX,
            materials.INSURANCE,
            materials.INSPECTION,
            materials.STOLEN,
            materials.RECALL,
            materials.form_under("O164.12"),
            materials.RUBBING,
        ),
        fee="registration",
        limit="registration",
        needs_papers=True,
        plates=True,
        channels=("online", "window", "partner"),
        carry_out=carry_out,
        undo=numbering.undo,
        situation="vehicle",
        spared=Spared(papers=5, copies=4, forms=1, visits=1),
    )
)
