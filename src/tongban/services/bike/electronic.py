"""The electronic licence of an e-bike (电子行驶证) as it follows the register.

It comes by itself with the registration. After every change one that would say something else is revoked and issued
anew; when the registration ends it is revoked.
"""

from datetime import date
from uuid import UUID

from tongban.core import clock
from tongban.core.actor import Actor
from tongban.documents import actions as documents
from tongban.documents import of_vehicles
from tongban.documents.mdoc.unbound import BIKE, VehicleClaims
from tongban.people import queries as people
from tongban.registers.bikes import queries
from tongban.registers.bikes.types import Bike
from tongban.registers.vehicles import codes
from tongban.services.driver.papers import authority_name

KINDS = {"ordinary": "正式号牌", "delivery": "网约配送专用号牌"}


def follow(bike_id: UUID, actor: Actor, cause: str) -> None:
    """Bring the licence in line with the register; doing it twice does nothing more."""
    bike = queries.get_bike(bike_id)
    standing = of_vehicles.standing([bike_id])[bike_id]
    if bike.law.ended:
        documents.revoke_credentials(subject=bike_id, actor=actor, cause=cause, kind=BIKE.name)
        return
    claims = VehicleClaims(BIKE, _said(bike))
    if not standing or standing[0].said != of_vehicles.says(claims) or standing[0].valid_until <= clock.now():
        of_vehicles.issue_document(vehicle_id=bike_id, owner=bike.owner, claims=claims, actor=actor, cause=cause)


def _said(bike: Bike) -> dict[str, str | date | None]:
    person = bike.owner_kind == "person"
    owner = people.get_person(bike.owner).name if person else people.organisation_name(bike.owner)
    issued = [one.since for one in queries.facts_of(bike.id) if one.facet == "licence" and not one.struck_by]
    return {
        "plate": bike.plate,
        "plate_kind": KINDS[bike.kind],
        "owner": owner,
        "model": bike.name,
        "code": bike.code,
        "motor": bike.motor,
        "colour": codes.word("colour", bike.colour).zh,
        "registered_date": bike.registered_on,
        "issue_date": max(issued, default=bike.registered_on),
        "check_date": bike.law.check_due_on,
        "document_number": bike.licence,
        "issuing_authority": authority_name(bike.region),
    }
