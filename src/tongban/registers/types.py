"""What every register shares with its callers. Without Django."""

from dataclasses import dataclass
from datetime import date
from typing import TypedDict
from uuid import UUID

from tongban.core.actor import Actor


class Act(TypedDict):
    """What a verb is told besides its matter: `drivers.review_licence(driver_id=..., **act)`.

    `effective_on` is the law's day, `actor` who did it, `cause` what it rests on ("case:<id>", "decision:<id>",
    "platform:<message id>", "daily:<step>").
    """

    effective_on: date
    actor: Actor
    cause: str


@dataclass(frozen=True, slots=True)
class Change:
    """One new statement about a facet of a subject. `value` None ends it; `until` only where an end is fixed."""

    facet: str
    value: object = None
    until: date | None = None
    since: date | None = None  # None = the action's effective day

    def said(self, effective_on: date) -> list[object]:
        """The statement as its entry says it: sealed there, so that a dated fact cannot be altered unseen."""
        since = self.since or effective_on
        return [self.facet, since.isoformat(), self.until and self.until.isoformat(), self.value]


@dataclass(frozen=True, slots=True)
class FactView:
    """A dated fact with the entry that wrote it and the correction that struck it, if any."""

    facet: str
    since: date
    until: date | None
    value: object
    entry: UUID
    struck_by: UUID | None
