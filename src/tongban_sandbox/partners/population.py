"""The population register: who somebody is."""

from ..people import PERSON_FIELDS
from ..world import World
from .question import Body, Question, text


def person(world: World, asked: Body) -> Body:
    """The registered particulars; `found` false and nulls for somebody who is not registered."""
    facts = world.people.find(asked["identity_number"]) or {}
    registered = facts.get("person") or {}
    answer = {
        "found": bool(registered.get("name")),
        "identity_number": asked["identity_number"],
    }
    return answer | {name: registered.get(name) if answer["found"] else None for name in PERSON_FIELDS}


QUESTIONS = {"person": Question(person, {"identity_number": text})}
