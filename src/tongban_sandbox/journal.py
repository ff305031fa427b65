"""What was asked and told last, and how often: in memory, since the start of the process."""

import json
import sys
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .clock import Clock

KEPT = 300
_IDENTITY_FIELDS = ("identity_number",)
_PHONE_FIELDS = ("to", "to_phone", "phone")
_LONG_TEXT = 120


@dataclass(frozen=True)
class Line:
    """One question ("asked") or event ("told") with its outcome. Status 0: no answer was given or had."""

    at: str
    partner: str
    direction: str
    name: str
    status: int
    ms: float
    sent: Mapping[str, Any]
    answer: Mapping[str, Any]
    request_id: str

    def shown(self) -> dict[str, Any]:
        """The line as it may be looked at: numbers of people masked, pictures left out."""
        return {**self.__dict__, "sent": masked(self.sent), "answer": masked(self.answer)}


class Journal:
    """The last lines and the counters per partner; writes a JSON line to stderr where that is wanted."""

    def __init__(self, clock: Clock, *, aloud: bool) -> None:
        self.since = clock.stamp()
        self.lines: deque[Line] = deque(maxlen=KEPT)
        self._clock = clock
        self._aloud = aloud
        self._counters: dict[str, Counter[str]] = {}

    def counters(self, partner: str) -> dict[str, int]:
        """`asked, answered, refused, unanswered` questions and `told, not_taken` events of a partner."""
        counted = self._counters.get(partner, Counter())
        return {n: counted[n] for n in ("asked", "answered", "refused", "unanswered", "told", "not_taken")}

    def note(
        self,
        *,
        direction: str,
        partner: str,
        name: str,
        status: int,
        ms: float,
        sent: Mapping[str, Any],
        answer: Mapping[str, Any],
        request_id: str,
    ) -> None:
        """Note a question of the product (`asked`) or a try to tell it an event (`told`)."""
        counted = self._counters.setdefault(partner, Counter())
        if direction == "asked":
            counted["asked"] += 1
            counted["answered" if status == 200 else "refused" if status else "unanswered"] += 1
        else:
            counted["told" if status == 200 else "not_taken"] += 1
        line = Line(self._clock.stamp(), partner, direction, name, status, round(ms, 2), sent, answer, request_id)
        self.lines.appendleft(line)
        if self._aloud:
            print(json.dumps(line.shown(), ensure_ascii=False), file=sys.stderr, flush=True)

    def forget(self) -> None:
        """Begin to count anew."""
        self.since = self._clock.stamp()
        self.lines.clear()
        self._counters.clear()


def masked(value: Any, name: str = "") -> Any:
    """A copy fit for looking at: identity numbers and telephones masked, long values cut."""
    if isinstance(value, Mapping):
        return {key: masked(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [masked(inner, name) for inner in value]
    if not isinstance(value, str):
        return value
    if name in _IDENTITY_FIELDS:
        return mask_identity(value)
    if name in _PHONE_FIELDS:
        return mask_phone(value)
    return value if len(value) <= _LONG_TEXT else f"{value[:24]}… ({len(value)})"


def mask_identity(number: str) -> str:
    """3101************1X: the first four and the last two."""
    return f"{number[:4]}{'*' * (len(number) - 6)}{number[-2:]}" if len(number) > 6 else "*" * len(number)


def mask_phone(number: str) -> str:
    """138****0001: the first three and the last four."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 8 else "*" * len(number)
