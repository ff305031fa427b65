"""The ability test centre: tests of memory, judgement and reaction, and the news that one was taken."""

from typing import Any

from ..people import ABILITY, Facts
from ..problems import Problem
from ..world import World
from .question import Body, Question, text


def ability(world: World, asked: Body) -> Body:
    """The newest test, or null where there is none."""
    facts = world.people.find(asked["identity_number"])
    return {
        "found": facts is not None,
        "identity_number": asked["identity_number"],
        "test": (facts or {}).get("ability"),
    }


def take(world: World, identity_number: str, given: dict[str, Any]) -> Facts:
    """A person takes the test today and passes (another `taken_on`, `passed` or `place` may be given)."""
    if set(given) - set(ABILITY) or not isinstance(given.get("passed", True), bool):
        raise Problem(400, "wrong_test", f"A test has {', '.join(ABILITY)}; passed is true or false.")
    today = world.clock.today()
    fresh = {"serial": f"T{today:%Y%m%d}{world.store.next_number('ability', 1):06d}"}
    with world.store.transaction():
        wish = {**ABILITY, "taken_on": today.isoformat(), **fresh, **given}
        facts = world.people.change(identity_number, {"ability": wish}, today)
        body = {"identity_number": identity_number, "test": facts["ability"]}
        world.callbacks.tell("ability", "result", body, about=identity_number)
    return facts


QUESTIONS = {"ability": Question(ability, {"identity_number": text})}
