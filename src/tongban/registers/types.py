"""What the verbs of every register share."""

from datetime import date
from typing import TypedDict

from tongban.core.actor import Actor


class Act(TypedDict):
    """What a verb is told besides its matter: `drivers.review_licence(driver_id=..., **act)`.

    `effective_on` is the law's day, `actor` who did it, `cause` what it rests on ("case:<id>", "decision:<id>",
    "platform:<message id>", "daily:<step>").
    """

    effective_on: date
    actor: Actor
    cause: str
