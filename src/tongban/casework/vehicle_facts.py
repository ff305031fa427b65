"""From a person, a vehicle and evidence to the facts that vehicle rules read."""

from typing import Any

from tongban.casework import driver_facts
from tongban.law.facts import Applicant, Facts, MortgageContract
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
    """Put together what is known. No statement."""
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
        mortgage=_mortgage(contents.get("contracts", {}), answers.get("contract"), vehicle),
        answers=answers,
        region=vehicle.region if vehicle else "",
        office=office,
        ground=ground,
    )


def _mortgage(network: dict[str, Any], number: Any, vehicle: Vehicle | None) -> MortgageContract | None:
    """The contract that the case names, compared with it; None where the network has no such contract of this
    person."""
    found = next((one for one in network.get("contracts") or () if one["number"] == number), None)
    if found is None:
        return None
    return MortgageContract(found["signed_by_owner"], vehicle is not None and found["vin"] == vehicle.vin)
