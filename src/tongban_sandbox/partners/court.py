"""Courts and others that attach vehicles: their notices, and the receipts they get."""

from typing import Any

from ..problems import Problem
from ..world import World
from .question import Body, Question, day, text

ACTS = ("attach", "extend", "release")
AUTHORITIES = ("court", "procuratorate", "supervision", "enforcement")


def serve(world: World, given: dict[str, Any]) -> dict[str, Any]:
    """Send a notice about a vehicle: `vin`, and what is otherwise than in an attachment of today. `key` sends an
    earlier message again."""
    today = world.clock.today().isoformat()
    key = str(given.pop("key", ""))
    running = world.store.next_number("court", 1)
    body = {
        "number": f"（2026）沪0115执{running}号", "authority": "court", "authority_name": "浦东新区人民法院",
        "case_number": f"（2026）沪0115民初{running}号", "act": "attach", "vin": "", "about": "", "on": today,
        "until": None, **given,
    }  # fmt: skip
    if body["act"] not in ACTS or body["authority"] not in AUTHORITIES or not day(body["on"]) or not body["vin"]:
        raise Problem(400, "wrong_notice", f"vin; act: {ACTS}; authority: {AUTHORITIES}; on: a day.")
    with world.store.transaction():
        world.callbacks.tell("court", "notice", body, about=str(body["vin"]), key=key)
    return body


def receipt(world: World, asked: Body) -> Body:
    """Take a receipt."""
    return {"number": asked["number"], "taken": True}


QUESTIONS = {
    "receipt": Question(
        receipt,
        {"number": text, "vin": text, "act": text, "result": text},
        about="number",
        changes=True,
    )
}
