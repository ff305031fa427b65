"""The residence register: who holds a residence card, of which region, until when."""

from ..world import World
from .question import Body, Question, text


def person(world: World, asked: Body) -> Body:
    """The card of a person; null for whoever is known without one."""
    facts = world.people.find(asked["identity_number"])
    entry = (facts or {}).get("residence")
    card = {name: entry.get(name) for name in ("region", "issued_on", "valid_to")} if entry else None
    return {"found": facts is not None, "identity_number": asked["identity_number"], "card": card}


QUESTIONS = {"person": Question(person, {"identity_number": text})}
