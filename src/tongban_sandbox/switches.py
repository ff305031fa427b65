"""Switches: the ways in which each partner can be made to misbehave (section 5 of the contract)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from .problems import Problem
from .store import Store, dump

SIGNATURES = ("good", "wrong", "old")
CALLBACKS = ("once", "twice", "late", "never", "reversed")
DEFAULT_LATE_SECONDS = {"late": 30.0, "reversed": 3.0}
MAX_DELAY_MS = 600_000
MAX_LATE_SECONDS = 86_400


@dataclass(frozen=True)
class Switches:
    """How one partner behaves. The defaults are a partner in good health."""

    delay_ms: int = 0
    refuse: bool = False
    cut: bool = False
    status: int = 0  # 0: no error
    nonsense: bool = False
    other_person: bool = False
    signature: str = "good"
    callbacks: str = "once"
    late_seconds: float = 0  # 0: the default of the way of calling

    @property
    def normal(self) -> bool:
        """Whether nothing is switched."""
        return self == Switches()

    @property
    def wait_seconds(self) -> float:
        """How long an event is held back when callbacks are late or reversed."""
        return self.late_seconds or DEFAULT_LATE_SECONDS.get(self.callbacks, 0.0)

    def changed(self) -> dict[str, Any]:
        """Only what differs from normal."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) != f.default}

    def set(self, wishes: Mapping[str, Any]) -> "Switches":
        """These switches with some set anew; Problem 400 names the first wish that cannot be."""
        for name, value in wishes.items():
            if name not in _ALLOWED or not _ALLOWED[name](value):
                raise Problem(
                    400,
                    "wrong_switch",
                    f"{name} = {json.dumps(value, ensure_ascii=False)[:80]} cannot be set.",
                )
        return replace(self, **wishes)


def _truth(value: object) -> bool:
    return isinstance(value, bool)


def _number(value: object, top: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= top


_ALLOWED = {
    "delay_ms": lambda value: isinstance(value, int) and _number(value, MAX_DELAY_MS),
    "refuse": _truth,
    "cut": _truth,
    "status": lambda value: isinstance(value, int) and (value is not True) and (value == 0 or 400 <= value <= 599),
    "nonsense": _truth,
    "other_person": _truth,
    "signature": lambda value: value in SIGNATURES,
    "callbacks": lambda value: value in CALLBACKS,
    "late_seconds": lambda value: _number(value, MAX_LATE_SECONDS),
}


class SwitchBoard:
    """The switches of all partners, in memory and on disk."""

    def __init__(self, store: Store, partners: Iterable[str]) -> None:
        self._store = store
        kept = {row["partner"]: row["body"] for row in store.all("SELECT partner, body FROM switches")}
        self._of = {name: Switches(**json.loads(kept.get(name, "{}"))) for name in partners}

    def __getitem__(self, partner: str) -> Switches:
        return self._of[partner]

    def set(self, partner: str, wishes: Mapping[str, Any]) -> Switches:
        """Set some switches of a partner; the others stay."""
        switches = self._of[partner].set(wishes)
        with self._store.transaction():
            self._store.run("REPLACE INTO switches VALUES (?, ?)", partner, dump(asdict(switches)))
        self._of[partner] = switches
        return switches

    def reset(self, partner: str) -> Switches:
        """Everything normal again for a partner."""
        return self.set(partner, asdict(Switches()))
