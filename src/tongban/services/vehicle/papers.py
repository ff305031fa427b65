"""The vehicle licence (行驶证) as it is made: what it prints, and the blank that takes a spoilt one's place."""

from datetime import date
from typing import Any

from tongban.casework.carrying import Carrying
from tongban.core import clock, regions
from tongban.core.actor import Actor
from tongban.documents import actions as documents
from tongban.law.rules import vehicle_states
from tongban.people import queries as people
from tongban.people.types import PersonView
from tongban.registers.vehicles import actions as vehicles
from tongban.registers.vehicles import codes, queries
from tongban.registers.vehicles.types import Vehicle
from tongban.services.driver.papers import authority_name

MARK = "%Y年%m月"


def issue(carrying: Carrying, kind: str) -> None:
    """Issue the licence anew and put it in production; the former one is void. `kind`: how the register calls it."""
    vehicles.issue_licence(
        vehicle_id=carrying.vehicle.id,
        serial=carrying.card_serial,
        kind=kind,
        **carrying.act,
    )
    order(carrying, queries.get_vehicle(carrying.vehicle.id))


def certify(carrying: Carrying, kind: str) -> None:
    """Issue the registration certificate anew under the next number; the former one is void. It is printed and handed
    out at the window."""
    serial = queries.next_certificate(carrying.vehicle.region)
    vehicles.issue_certificate(vehicle_id=carrying.vehicle.id, serial=serial, kind=kind, **carrying.act)


def order(carrying: Carrying, vehicle: Vehicle, holder: PersonView | None = None, serial: str = "") -> None:
    """Put the licence of a vehicle in production, on the blank of the case (or its second one); for somebody else than
    the applicant it waits at the office."""
    person = holder or carrying.person
    documents.order_card(
        serial=serial or carrying.card_serial,
        kind=documents.VEHICLE_LICENCE,
        subject=vehicle.id,
        person_id=person.id,
        case_id=carrying.case_id,
        office=carrying.office,
        fields=fields(vehicle, person, carrying.on),
        delivery="office" if holder else carrying.answers.get("delivery", "office"),
        address={} if holder else _address(carrying),
        actor=carrying.actor,
    )


def put(*, serial: str, replacement: str, actor: Actor, cause: str) -> None:
    """Another blank takes the place of a spoilt or lost one; nothing where the licence has moved on since."""
    vehicle = queries.find_by_licence(serial)
    if vehicle:
        vehicles.issue_licence(
            vehicle_id=vehicle.id,
            serial=replacement,
            kind="licence_remade",
            effective_on=clock.today(),
            actor=actor,
            cause=cause,
        )


def fields(vehicle: Vehicle, applicant: PersonView, on: date) -> dict[str, Any]:
    """What both pages of the licence print (main page and sub page). The owner is the applicant, or the organisation
    for which they act."""
    law, make = vehicle.law, vehicle.make
    name, address = applicant.name, applicant.address
    if vehicle.owners[0].kind == "organisation":
        firm = people.get_organisation(vehicle.owners[0].id)
        name, address = firm.name, firm.address or regions.full_name(vehicle.region).zh
    return {
        "plate": vehicle.plate,
        "type": codes.word("type", law.type).zh,
        "owner": name,
        "address": address,
        "use": codes.word("use", law.use).zh,
        "model": vehicle.name,
        "vin": vehicle.vin,
        "engine": vehicle.engine,
        "registered_on": law.registered_on.isoformat(),
        "issued_on": on.isoformat(),
        "capacity": str(law.capacity),
        "masses": "/".join(str(make.get(name, "")) for name in ("gross_kg", "kerb_kg", "load_kg")),
        "inspected_to": law.inspected_to.strftime(MARK) if law.inspected_to else "",
        "states": vehicle_states.letters_on(law, on),
        "authority": authority_name(vehicle.region),
    }


def _address(carrying: Carrying) -> dict[str, str]:
    if carrying.answers.get("delivery") != "post":
        return {}
    return {
        "name": carrying.person.name,
        "address": carrying.answers.get("delivery_address") or carrying.person.address,
        "phone": people.phone_number(carrying.person_id),
    }
