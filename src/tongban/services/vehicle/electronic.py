"""Electronic documents of a vehicle (行驶证、检验标志电子凭证) as they follow the register.

What they say is read from the register whenever something about the vehicle has changed: a document that would say
something else is revoked and issued anew, one that has nothing left to say is revoked. A person asks for one with V50
and V56; with a new licence, a transfer or a new mark it comes by itself.
"""

from collections.abc import Collection, Iterator
from datetime import date
from uuid import UUID

from tongban.core import clock
from tongban.core.actor import Actor
from tongban.documents import actions as documents
from tongban.documents import of_vehicles
from tongban.documents.mdoc.unbound import KINDS, LICENCE, MARK, VehicleClaims
from tongban.law.facts import Vehicle as LawVehicle
from tongban.law.rules import vehicle_states
from tongban.people import queries as people
from tongban.registers.vehicles import queries
from tongban.registers.vehicles.types import Owner, Vehicle
from tongban.services.driver.papers import authority_name

BOTH = (LICENCE.name, MARK.name)
# With which changes of the register a document comes by itself, whoever asked for the change.
GIVEN_WITH = {
    "registered": BOTH,
    "transferred": BOTH,
    "co_owner_changed": BOTH,
    "licence_replaced": (LICENCE.name,),
    "licence_exchanged": (LICENCE.name,),
    "mark_given": (MARK.name,),
}
_ENDED = {"B", "C", "E", "F"}  # moved out, stolen, deregistered, revoked: nothing is to be shown for it


def follow(vehicle_id: UUID, change: str, actor: Actor, cause: str) -> None:
    """Bring the documents in line with the register after a change; doing it twice does nothing more."""
    standing = {document.kind.name for document in of_vehicles.standing([vehicle_id])[vehicle_id]}
    issue(vehicle_id, standing | set(GIVEN_WITH.get(change, ())), actor, cause)


def issue(vehicle_id: UUID, kinds: Collection[str], actor: Actor, cause: str, *, anew: bool = False) -> None:
    """Issue what does not stand yet or says something else by now (`anew`: what says the same too); revoke what there
    is nothing to say for."""
    vehicle = queries.get_vehicle(vehicle_id)
    standing = {document.kind.name: document for document in of_vehicles.standing([vehicle_id])[vehicle_id]}
    claims = {one.kind.name: one for one in _claims(vehicle, clock.today())}
    for kind in (name for name in KINDS if name in kinds):
        said = claims.get(kind)
        if said is None:
            documents.revoke_credentials(subject=vehicle_id, actor=actor, cause=cause, kind=kind)
        elif anew or kind not in standing or standing[kind].said != of_vehicles.says(said) or _over(standing[kind]):
            of_vehicles.issue_document(
                vehicle_id=vehicle_id, owner=vehicle.owners[0].id, claims=said, actor=actor, cause=cause
            )


def _over(document: of_vehicles.VehicleDocument) -> bool:
    """The credential has ended, though what it says may hold."""
    return document.valid_until <= clock.now()


def _claims(vehicle: Vehicle, on: date) -> Iterator[VehicleClaims]:
    """What each document would say today; none for a vehicle that may not be on the road at all."""
    if vehicle.law.letters & _ENDED:
        return
    yield VehicleClaims(LICENCE, _licence(vehicle, on))
    if vehicle.law.inspected_to and on <= vehicle.law.inspected_to:
        yield VehicleClaims(MARK, _mark(vehicle, vehicle.law.inspected_to), vehicle.law.inspected_to)


def _licence(vehicle: Vehicle, on: date) -> dict[str, str | date | None]:
    name, address = _owner(vehicle.owners[0])
    issued = [paper.issued_on for paper in queries.papers_of(vehicle.id) if paper.kind == "licence" and paper.valid]
    law = vehicle.law
    return {
        **_plate(vehicle, law),
        "owner": name,
        "address": address,
        "use": law.use,
        "model": vehicle.name,
        "vin": vehicle.vin,
        "engine": vehicle.engine,
        "registered_date": law.registered_on,
        "issue_date": issued[0] if issued else law.registered_on,
        "capacity": str(law.capacity or ""),
        "inspected_date": law.inspected_to,
        "state_letters": vehicle_states.letters_on(law, on),
        "document_number": vehicle.licence or vehicle.vin,
        "issuing_authority": authority_name(vehicle.region),
    }


def _mark(vehicle: Vehicle, valid_to: date) -> dict[str, str | date | None]:
    facts = queries.facts_of(vehicle.id)
    given = [fact.since for fact in facts if fact.facet == "inspected_to" and not fact.struck_by]
    return {
        **_plate(vehicle, vehicle.law),
        "valid_date": valid_to,
        "issue_date": max(given, default=vehicle.law.registered_on),
        "document_number": mark_number(vehicle),
        "issuing_authority": authority_name(vehicle.region),
    }


def mark_number(vehicle: Vehicle) -> str:
    """The number of a mark: of this vehicle and this validity alone (a convention, the law names none)."""
    return f"{vehicle.vin[-8:]}{vehicle.law.inspected_to:%y%m}"


def _plate(vehicle: Vehicle, law: LawVehicle) -> dict[str, str | date | None]:
    return {"plate": vehicle.plate, "plate_type": vehicle.plate_type, "vehicle_type": law.type}


def _owner(owner: Owner) -> tuple[str, str]:
    """Name and address of the registered owner; of an organisation "" while nobody has filed where it is."""
    if owner.kind == "organisation":
        firm = people.get_organisation(owner.id)
        return firm.name, firm.address
    person = people.get_person(owner.id)
    return person.name, person.address
