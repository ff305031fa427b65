"""The message gateway. What it sends can be read on the sandbox's telephone."""

from ..world import World
from .question import Body, Question, text

UNREACHABLE_ENDING = "0000"


def send(world: World, asked: Body) -> Body:
    """Accept a message and report its delivery; numbers ending in 0000 cannot be reached."""
    state = "failed" if asked["to"].endswith(UNREACHABLE_ENDING) else "delivered"
    now = world.clock.stamp()
    world.store.run(
        "INSERT INTO messages (message_id, phone, text, language, state, at) VALUES (?, ?, ?, ?, ?, ?)",
        asked["message_id"],
        asked["to"],
        asked["text"],
        asked["language"],
        state,
        now,
    )
    body = {"message_id": asked["message_id"], "state": state, "at": now}
    world.callbacks.tell("messages", "delivery", body, about=asked["message_id"])
    return {"message_id": asked["message_id"], "accepted": True}


_SEND = {"message_id": text, "to": text, "text": text, "language": text}
QUESTIONS = {"send": Question(send, _SEND, about="message_id", changes=True, once_per=("message_id",))}
