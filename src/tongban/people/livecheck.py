"""Is the person in front of the camera the one of the document? An engine behind an interface answers.

The engine is named by the setting TONGBAN_LIVECHECK (a dotted path to a class without arguments). The one
that comes with the product lets a clerk compare; an authority plugs in its own.
"""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

DEFAULT_ENGINE = "tongban.people.livecheck.ClerkCompares"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an engine says at once. `passed` None: not decided yet, somebody or something will."""

    passed: bool | None
    reference: str = ""  # the engine's own number, to find the comparison again
    reason: str = ""


class Engine(Protocol):
    """Compares a living face with the photo on record. May call out; is never called inside a transaction."""

    name: str

    def compare(self, person_id: UUID, evidence: str) -> Comparison:
        """Compare; `evidence` says where the pictures lie (an id of another room), never the pictures
        themselves."""
        ...


class ClerkCompares:
    """Decides nothing: the comparison waits on the clerks' list. Look-alikes are never failed by a machine
    alone."""

    name = "clerk"

    def compare(self, person_id: UUID, evidence: str) -> Comparison:
        """Hand the comparison to a clerk."""
        return Comparison(passed=None, reference=evidence)


def engine() -> Engine:
    """Return the configured engine."""
    made: Engine = import_string(getattr(settings, "TONGBAN_LIVECHECK", DEFAULT_ENGINE))()
    return made
