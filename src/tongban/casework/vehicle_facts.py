"""From a person, a vehicle and evidence to the facts that vehicle rules read."""

from typing import Any

from tongban.casework import driver_facts
from tongban.law.facts import Applicant, Facts, MortgageContract
from tongban.people import queries as people
from tongban.people.types import PersonView
from tongban.registers.vehicles.types import Vehicle


def build(
    person: PersonView,
    vehicle: Vehicle | None,
    contents: dict[str, dict[str, Any]],
    answers: dict[str, Any],
    *,
    office: str = "",
    ground: str = "",
) -> Facts:
    """Put together what is known. One statement where a mortgage contract is held, none otherwise."""
    identity = contents.get("identity", {})
    return Facts(
        applicant=Applicant(
            born=person.born,
            alive=identity.get("alive") is not False,
            renamed=driver_facts.renamed(person, identity),
            home=identity.get("region") or "",
        ),
        licence=None,
        vehicle=vehicle.law if vehicle else None,
        mortgage=_mortgage(contents.get("contract", {}), person, vehicle),
        answers=answers,
        region=vehicle.region if vehicle else "",
        office=office,
        ground=ground,
    )


def _mortgage(contract: dict[str, Any], person: PersonView, vehicle: Vehicle | None) -> MortgageContract | None:
    """The contract compared with the case; None where the mortgagee's system does not know it."""
    if not contract.get("found"):
        return None
    return MortgageContract(
        signed_by_owner=contract["signed_by_owner"],
        same_vehicle=vehicle is not None and contract["vin"] == vehicle.vin,
        same_owner=contract["owner_number"] == people.identity_number(person.id),
    )
