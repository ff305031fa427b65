"""The register of vehicles: what a person owns, and whether something of it is overdue."""

from ..world import World
from .question import Body, Question, text

STATES = ("ok", "inspection_overdue", "to_deregister")


def owned(world: World, asked: Body) -> Body:
    """The vehicles of a person; somebody unknown owns none."""
    facts = world.people.find(asked["identity_number"])
    known = (facts or {}).get("vehicles") or []
    return {
        "found": facts is not None,
        "identity_number": asked["identity_number"],
        "vehicles": [
            {
                "plate": str(one["plate"]),
                "state": one.get("state") or "ok",
                "since": one.get("since"),
                "settle_at": one.get("settle_at") or "",
            }
            for one in known
        ],
    }


QUESTIONS = {"owned": Question(owned, {"identity_number": text})}
