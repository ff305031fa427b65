"""The photo library: portraits of people. Who has none stored gets one of a few drawn heads, always the
same.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from ..people import name_of
from ..world import World
from .question import Body, Question, text

FOLDER = Path(__file__).parent.parent / "portraits"
GREY_FROM_AGE = 58
DRAWN_TAKEN_ON = "2023-03-01"


def portrait(world: World, asked: Body) -> Body:
    """The portrait on file; not found for unknown people and those of whom no photo is on file."""
    number = asked["identity_number"]
    facts = world.people.find(number) or {}
    answer: Body = {"found": False, "identity_number": number, "taken_on": None, "jpeg": None}
    person: dict[str, Any] = facts.get("person") or {}
    stored = facts.get("portrait") or {}
    if stored.get("jpeg"):
        return {**answer, "found": True, "taken_on": stored.get("taken_on"), "jpeg": stored["jpeg"]}
    if not name_of(facts) or not person.get("photo_on_file"):
        return answer
    age = world.clock.today().year - int(str(person.get("born"))[:4] or 0) if person.get("born") else 0
    taken_on = stored.get("taken_on") or DRAWN_TAKEN_ON
    return {**answer, "found": True, "taken_on": taken_on, "jpeg": drawn(number, str(person.get("sex")), age)}


def drawn(identity_number: str, sex: str, age: int) -> str:
    """A drawn head in base64 that suits sex and age, chosen by the identity number."""
    kind = ("f" if sex == "2" else "m") + ("g" if age >= GREY_FROM_AGE else "y")
    variant = hashlib.sha256(identity_number.encode()).digest()[0] % 3
    return _read(f"{kind}{variant}.jpg")


@cache
def _read(name: str) -> str:
    return base64.b64encode((FOLDER / name).read_bytes()).decode()


QUESTIONS = {"portrait": Question(portrait, {"identity_number": text})}
