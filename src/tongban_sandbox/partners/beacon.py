"""The demo's beacon: an invented value at each full minute, the same whenever it is asked for again."""

import secrets
from datetime import datetime

from ..clock import SHANGHAI
from ..world import World
from .question import Body, Question

PULSE_SECONDS = 60


def pulse(world: World, asked: Body) -> Body:
    """The first pulse not before an instant; not found while it lies ahead."""
    number = -int(-datetime.fromisoformat(asked["not_before"]).timestamp() // PULSE_SECONDS)
    at = number * PULSE_SECONDS
    if at > world.clock.seconds():
        return {"found": False, "not_before": asked["not_before"]}
    with world.store.transaction():
        world.store.run("INSERT OR IGNORE INTO pulses VALUES (?, ?)", number, secrets.token_hex(32))
    kept = world.store.one("SELECT value FROM pulses WHERE number = ?", number)
    return {
        "found": True,
        "not_before": asked["not_before"],
        "number": number,
        "at": datetime.fromtimestamp(at, SHANGHAI).isoformat(timespec="seconds"),
        "value": kept["value"] if kept else "",
        "demo": True,
    }


def instant(value: object) -> bool:
    """RFC 3339 with an offset, after 1970."""
    if not isinstance(value, str) or len(value) > 40:
        return False
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError:
        return False
    return parsed.tzinfo is not None and parsed.timestamp() >= 0


QUESTIONS = {"pulse": Question(pulse, {"not_before": instant}, about="not_before")}
