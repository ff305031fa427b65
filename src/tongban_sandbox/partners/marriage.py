"""The marriage register: to whom somebody is married, since when."""

from ..world import World
from .question import Body, Question, text


def spouse(world: World, asked: Body) -> Body:
    """The marriage of a person; null for whoever is known without one."""
    facts = world.people.find(asked["identity_number"])
    entry = (facts or {}).get("marriage")
    married = {name: entry.get(name) for name in ("spouse", "registered_on")} if entry else None
    return {"found": facts is not None, "identity_number": asked["identity_number"], "marriage": married}


QUESTIONS = {"spouse": Question(spouse, {"identity_number": text})}
