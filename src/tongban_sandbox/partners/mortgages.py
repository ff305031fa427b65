"""The contract network of banks: mortgage contracts on vehicles that a person signed, or has still to sign."""

from ..world import World
from .about_vehicles import thing
from .question import Body, Question, text


def contracts(world: World, asked: Body) -> Body:
    """The open contracts of a person; somebody unknown has none."""
    facts = world.people.find(asked["identity_number"])
    known = (facts or {}).get("contracts") or []
    return {
        "found": facts is not None,
        "identity_number": asked["identity_number"],
        "contracts": [
            {
                "number": str(one["number"]),
                "holder": one.get("holder") or "示范银行",
                "holder_code": one.get("holder_code") or "91310115MA1K3BTP2B",
                "vin": str(one["vin"]),
                "signed_by_owner": one.get("signed_by_owner", True),
                "signed_on": one.get("signed_on"),
                "released": bool(one.get("released")),
            }
            for one in known
        ],
    }


QUESTIONS = {
    "contracts": Question(contracts, {"identity_number": text}),
    "of_vehicle": thing(
        "new_contract", "contract", ("number", "holder", "holder_code", "owner", "signed_by_owner", "signed_on")
    ),
}
