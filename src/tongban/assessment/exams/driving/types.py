"""What callers share: findings about signals, deductions and their evidence, what nobody could judge, the judgement."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

PASSED, FAILED, OPEN = "passed", "failed", "open"


@dataclass(frozen=True, slots=True)
class DriveView:
    """A drive as callers see it. `frames` counts what was received, repeats too."""

    id: UUID
    sitting_id: UUID
    person_id: UUID
    centre: str
    car: str
    subject: str
    licence_class: str
    began_at: datetime
    closed_at: datetime | None
    state: str
    frames: int
    source: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the signals that is not as it should be: nothing was mended. `number`: the first frame."""

    kind: str  # repeated, otherwise, late, missing, clock_jumped, too_fast, position_jumped
    count: int
    number: int


@dataclass(frozen=True, slots=True)
class Deduction:
    """One fault that the signals show, from frame `first` to frame `last`, with what was measured and the limit."""

    item: str
    points: int
    first: int
    last: int
    at_ms: int
    until_ms: int
    lat: int
    lon: int
    measured: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Unjudged:
    """An item that the signals of this drive cannot answer: `why` is rate, gap, signal, not_driven or short."""

    item: str
    why: str
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Scored:
    """What one drive is worth by one sheet. The same series and sheet give the same judgement, for ever."""

    edition: str
    sheet: str  # digest
    series: str  # digest
    scorer: int
    pass_mark: int
    deductions: tuple[Deduction, ...]
    unjudged: tuple[Unjudged, ...]
    findings: tuple[Finding, ...]
    metres: int
    rate: float

    @property
    def score(self) -> int:
        return max(0, 100 - sum(one.points for one in self.deductions))

    @property
    def failed_at_ms(self) -> int | None:
        """When it was certain that the test is failed: at a fault that ends it, or when the mark was out of reach."""
        left = 100
        for one in self.deductions:
            left -= one.points
            if left < self.pass_mark:
                return one.at_ms
        return None

    @property
    def outcome(self) -> str:
        """failed; passed, where every item of the signals could be judged; else open, for the examiner to decide."""
        if self.failed_at_ms is not None:
            return FAILED
        return OPEN if self.unjudged else PASSED

    @property
    def plain(self) -> dict[str, Any]:
        """The judgement as JSON keeps it."""
        kept = asdict(self)
        kept |= {"score": self.score, "outcome": self.outcome, "failed_at_ms": self.failed_at_ms}
        kept["deductions"] = [{**asdict(one), "measured": dict(one.measured)} for one in self.deductions]
        result: dict[str, Any] = json.loads(json.dumps(kept))
        return result

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(self.plain, sort_keys=True).encode()).hexdigest()
