"""Vehicles from Macau and Hong Kong: registers at home, filings, home-return permits, and the barrier itself."""

from typing import Any

from ..problems import Problem
from ..world import World
from .question import Body, Question, text

_AT_HOME = ("home", "plate", "owner", "brand", "model", "capacity", "length_mm", "made_on", "private")
_FILING = ("number", "filed_on")
KINDS = ("entered", "exited")


def _thing(key: str, called: str, fields: tuple[str, ...]) -> Question:
    def answer(world: World, asked: Body) -> Body:
        known = world.cars.find(asked["vin"])
        held = (known or {}).get(key)
        told = {name: held.get(name) for name in fields} if held else None
        return {"found": known is not None, "vin": asked["vin"], called: told}

    return Question(answer, {"vin": text}, about="vin")


def travel_document(world: World, asked: Body) -> Body:
    """The home-return permit of a person, null where they have none."""
    facts = world.people.find(asked["identity_number"])
    held = (facts or {}).get("travel_document")
    document = {"number": held.get("number"), "valid_to": held.get("valid_to")} if held else None
    return {"found": facts is not None, "identity_number": asked["identity_number"], "document": document}


def at_barrier(world: World, vin: str, kind: str, given: dict[str, Any]) -> dict[str, Any]:
    """A vehicle is at the barrier now, or was at `at`; the product is told. `passage` repeats an earlier number."""
    if kind not in KINDS:
        raise Problem(400, "wrong_kind", f"kind: {KINDS}.")
    body = {
        "passage": str(given.get("passage") or f"B{world.store.next_number('passage', 1):012d}"),
        "vin": vin,
        "at": str(given.get("at") or world.clock.stamp()),
        "port": str(given.get("port") or "港珠澳大桥珠海公路口岸"),
    }
    with world.store.transaction():
        world.callbacks.tell("border", kind, body, about=vin)
    return body


HOME = {"vehicle": _thing("home", "vehicle", _AT_HOME)}
BORDER = {
    "travel_document": Question(travel_document, {"identity_number": text}),
    "filing": _thing("border_filing", "filing", _FILING),
}
