"""The registers of organisations: what one is called, where it is, whether it still exists."""

from ..world import World
from .question import Body, Question, text

_FIELDS = ("name", "state", "representative", "address", "region", "current_code")


def organisation(world: World, asked: Body) -> Body:
    """What is known under a code, kept where vehicles are; null where nothing is."""
    known = (world.cars.find(asked["code"]) or {}).get("organisation")
    usual = {"state": "active", "representative": "", "current_code": ""}
    told = {name: {**usual, **known}.get(name) for name in _FIELDS} if known else None
    return {"found": told is not None, "code": asked["code"], "organisation": told}


QUESTIONS = {"organisation": Question(organisation, {"code": text}, about="code")}
