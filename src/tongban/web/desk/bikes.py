"""The e-bikes of a person at the desk, each with what this clerk may begin for it."""

from typing import Any
from uuid import UUID

from tongban.casework import queries as cases
from tongban.core.actor import WORK, Actor
from tongban.registers.bikes import queries
from tongban.web import bikes as shown


def of_person(person_id: UUID, actor: Actor) -> list[dict[str, Any]]:
    """The bikes of a person for their page at the desk."""
    doable = [
        {"code": one.code, "name": one.name}
        for one in cases.in_service("window")
        if one.about == "bike" and actor.may(WORK, one.code, actor.office)
    ]
    return [{**shown.card(found), "doable": doable} for found in queries.bikes_of(person_id)]
