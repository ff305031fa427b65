"""The school network: education taken for a licence review, and the news that somebody completed it."""

from typing import Any

from ..people import EDUCATION, Facts
from ..problems import Problem
from ..world import World
from .question import Body, Question, text


def education(world: World, asked: Body) -> Body:
    """The newest education, or null where there is none."""
    facts = world.people.find(asked["identity_number"])
    return {
        "found": facts is not None,
        "identity_number": asked["identity_number"],
        "education": (facts or {}).get("education"),
    }


def complete(world: World, identity_number: str, given: dict[str, Any]) -> Facts:
    """A person completes the education today (another `completed_on`, `hours` or `school_name` may be given)."""
    hours = given.get("hours", 0)
    if set(given) - set(EDUCATION) or not isinstance(hours, int):
        raise Problem(400, "wrong_education", f"An education has {', '.join(EDUCATION)}; hours is a whole number.")
    today = world.clock.today()
    fresh = {"serial": f"E{today:%Y%m%d}{world.store.next_number('education', 1):06d}"}
    with world.store.transaction():
        wish = {**EDUCATION, "completed_on": today.isoformat(), **fresh, **given}
        facts = world.people.change(identity_number, {"education": wish}, today)
        body = {"identity_number": identity_number, "education": facts["education"]}
        world.callbacks.tell("school", "completed", body, about=identity_number)
    return facts


QUESTIONS = {"education": Question(education, {"identity_number": text})}
