"""The register of drug users. It answers for everybody: who is not listed is not listed."""

from typing import Any

from ..world import World
from .question import Body, Question, text


def person(world: World, asked: Body) -> Body:
    """Whether a person is listed, under which measure, since when."""
    entry: dict[str, Any] = (world.people.find(asked["identity_number"]) or {}).get("narcotics") or {}
    listed = bool(entry.get("listed"))
    answer: Body = {"found": True, "identity_number": asked["identity_number"], "listed": listed}
    names = ("measure", "since", "last_use_on", "reference")
    return answer | {name: entry.get(name) if listed else None for name in names}


def enlist(world: World, identity_number: str, entry: dict[str, Any]) -> None:
    """List a person from today and tell the product."""
    with world.store.transaction():
        facts = world.people.change(identity_number, {"narcotics": {**entry, "listed": True}}, world.clock.today())
        kept = facts["narcotics"]
        body = {"identity_number": identity_number} | {n: kept.get(n) for n in ("reference", "since", "measure")}
        world.callbacks.tell("narcotics", "listed", body, about=identity_number)


QUESTIONS = {"person": Question(person, {"identity_number": text})}
