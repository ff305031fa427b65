"""The national traffic platform: violations, accidents, seizures and points of a driver."""

from typing import Any

from ..people import Facts, matter_answer
from ..problems import Problem
from ..world import World
from .question import Body, Question, day, text


def driver(world: World, asked: Body) -> Body:
    """All matters, open and settled, and the points; an unknown person has none."""
    facts = world.people.find(asked["identity_number"])
    known = facts or {}
    return {
        "found": facts is not None,
        "identity_number": asked["identity_number"],
        "matters": [matter_answer(matter) for matter in known.get("matters") or []],
        "points": known.get("points") or 0,
        "cycles": known.get("cycles") or [],
    }


def settle(world: World, identity_number: str, number: str) -> Facts:
    """Settle a matter: its status letter goes with it, and the product is told. Settled before: nothing
    happens.
    """
    matters: list[dict[str, Any]] = (world.people.find(identity_number) or {}).get("matters") or []
    wanted = [matter for matter in matters if str(matter["number"]) == number]
    if not wanted:
        raise Problem(404, "no_such_matter", "No matter of this number is known of this person.")
    today = world.clock.today()
    if wanted[0].get("state") == "settled":
        return world.people.find(identity_number) or {}
    settled = {"state": "settled", "letter": "", "until": None}
    after = [{**matter, **settled} if matter is wanted[0] else matter for matter in matters]
    with world.store.transaction():
        facts = world.people.change(identity_number, {"matters": after}, today)
        body = {"identity_number": identity_number, "number": number, "settled_on": today.isoformat()}
        world.callbacks.tell("platform", "settled", body, about=identity_number)
    return facts


def add(world: World, identity_number: str, matter: dict[str, Any]) -> Facts:
    """Put a new open matter on record; the product learns of it when it asks."""
    known = world.people.find(identity_number) or {}
    number = f"{world.clock.today():%Y%m%d}{world.store.next_number('matter', 1):07d}"
    fresh = {"number": number, "on": world.clock.today().isoformat(), "state": "open", **matter}
    wishes = {"matters": [*(known.get("matters") or []), fresh]}
    return world.people.change(identity_number, wishes, world.clock.today())


OUTCOMES = ("minor", "serious", "fatal")
PARTS = ("none", "minor", "equal", "main", "full")


def decide_accident(world: World, identity_number: str, given: dict[str, Any]) -> dict[str, Any]:
    """An accident is decided: `outcome`, `responsibility`, and `on` where it was not today; the product is told."""
    outcome, part = given.get("outcome", "serious"), given.get("responsibility", "full")
    on = given.get("on") or world.clock.today().isoformat()
    if outcome not in OUTCOMES or part not in PARTS or not day(on):
        raise Problem(400, "wrong_accident", f"outcome: {OUTCOMES}; responsibility: {PARTS}; on: a day.")
    number = f"{world.clock.today():%Y%m%d}{world.store.next_number('matter', 1):07d}"
    body = {"identity_number": identity_number, "number": number, "on": on}
    body |= {"outcome": outcome, "responsibility": part}
    with world.store.transaction():
        world.callbacks.tell("platform", "accident", body, about=identity_number)
    return body


def tests(world: World, asked: Body) -> Body:
    """The tests a person has passed, newest last."""
    facts = world.people.find(asked["identity_number"])
    known = (facts or {}).get("tests") or []
    return {
        "found": facts is not None,
        "identity_number": asked["identity_number"],
        "tests": [{"subject": one["subject"], "passed_on": one["passed_on"]} for one in known],
    }


def pass_test(world: World, identity_number: str, subject: str) -> Facts:
    """A person passes a test today, and the product is told."""
    today = world.clock.today().isoformat()
    known = (world.people.find(identity_number) or {}).get("tests") or []
    with world.store.transaction():
        wishes = {"tests": [*known, {"subject": subject, "passed_on": today}]}
        facts = world.people.change(identity_number, wishes, world.clock.today())
        body = {"identity_number": identity_number, "subject": subject, "passed_on": today}
        world.callbacks.tell("platform", "test_passed", body, about=identity_number)
    return facts


QUESTIONS = {
    "driver": Question(driver, {"identity_number": text}),
    "tests": Question(tests, {"identity_number": text}),
}
