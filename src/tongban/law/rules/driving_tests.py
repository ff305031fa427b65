"""The two tests behind the wheel: which items a class is judged by on a day, and by which limits. Order 162 Articles 33
and 34, GA 1026.

A *sheet* is all of that for one subject, class and day, with a digest: whoever keeps the sheet can judge the same drive
again, for ever. The words of the items stand in `law/driving_items.toml`. Not modelled: items that a province adds, and
what M, N and P drive.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tongban.law.book import Book, NotInForce
from tongban.law.text import Text
from tongban.law.values import DatedValue, plain

SITE, ROAD = "S2", "S3R"
SIGNALS, EXAMINER = "signals", "examiner"
ENDS_THE_TEST = 100
LIMITS = (
    "coasting_seconds", "edge_cm", "edge_far_cm", "gap_seconds", "green_seconds", "hand_brake_seconds", "hill_mark_cm",
    "hill_mark_far_cm", "hill_start_seconds", "indicator_seconds", "item_seconds", "jump_metres", "light_seconds",
    "lights", "plausible_km_h", "pull_over_metres", "rollback_cm", "rollback_far_cm", "running_rpm", "standing_cm",
    "stop_seconds", "straddle_seconds",
)  # fmt: skip
_FILE = Path(__file__).parents[1] / "driving_items.toml"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that can go wrong: its points, who judges it, and for signals how many reports a second it needs."""

    code: str
    group: str
    judge: str  # "signals" or "examiner"
    points: int
    hz: int
    source: str
    confidence: str

    @property
    def ends(self) -> bool:
        """True where the fault ends the test."""
        return self.points >= ENDS_THE_TEST

    @property
    def sentence(self) -> Text:
        words = wordings()[self.code]
        return Text(zh=words["zh"], en=words["en"])

    @property
    def public_code(self) -> str:
        """The code that other systems print; empty where none is known."""
        return wordings()[self.code].get("public", "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one drive is judged by. `digest` is over `content`: the same digest, the same judgement."""

    subject: str
    licence_class: str
    edition: str
    automatic: bool
    groups: tuple[str, ...]
    items: Mapping[str, Item]
    limits: Mapping[str, Any]
    road_metres: int  # the shortest drive; 0 where none is fixed

    @property
    def content(self) -> str:
        """The sheet as canonical JSON."""
        said = {
            "subject": self.subject,
            "class": self.licence_class,
            "edition": self.edition,
            "automatic": self.automatic,
            "groups": list(self.groups),
            "items": {
                one.code: [one.group, one.judge, one.points, one.hz, one.source, one.confidence]
                for one in self.items.values()
            },
            "limits": {name: plain(value) for name, value in self.limits.items()},
            "road_metres": self.road_metres,
        }
        return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content.encode()).hexdigest()

    @classmethod
    def of(cls, content: str) -> "Sheet":
        """The sheet that was kept as `content`."""
        said = json.loads(content)
        return cls(
            subject=said["subject"],
            licence_class=said["class"],
            edition=said["edition"],
            automatic=said["automatic"],
            groups=tuple(said["groups"]),
            items={code: Item(code, *row) for code, row in said["items"].items()},
            limits={name: _frozen(value) for name, value in said["limits"].items()},
            road_metres=said["road_metres"],
        )


def sheet(subject: str, licence_class: str, on: date, book: Book) -> Sheet:
    """The sheet of a class on a day. Raises NotInForce for a day before the first edition."""
    groups = _groups(subject, licence_class, on, book)
    rates = book.value("driving_tests.rates", on)
    items = {
        code: Item(code, words["group"], words["judge"], row.value, rates.get(code, 0), row.source, row.confidence)
        for code, words in wordings().items()
        if words["subject"] == subject and words["group"] in groups
        if (row := _find(f"driving_items.{code}", on, book))
    }
    limits = {name: row.value for name in LIMITS if (row := _find(f"driving_tests.{name}", on, book))}
    return Sheet(
        subject=subject,
        licence_class=licence_class,
        edition=book.value("driving_tests.edition", on),
        automatic=licence_class in book.value("driving_tests.automatic", on),
        groups=groups,
        items=items,
        limits=limits,
        road_metres=book.value("driving_tests.road_metres", on).get(licence_class, 0) if subject == ROAD else 0,
    )


def clock_seconds(on: date, book: Book) -> int:
    """By how much the clock of a test car may differ from ours."""
    seconds: int = book.value("driving_tests.clock_seconds", on)
    return seconds


@cache
def wordings() -> Mapping[str, Mapping[str, str]]:
    """The words of every item, by its code."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _groups(subject: str, licence_class: str, on: date, book: Book) -> tuple[str, ...]:
    """The parts of the test: those of the class on the site, all of them on the road."""
    if subject == SITE:
        return ("s2", *book.value("driving_tests.groups", on).get(licence_class, ()))
    return tuple(dict.fromkeys(words["group"] for words in wordings().values() if words["subject"] == subject))


def _find(key: str, on: date, book: Book) -> DatedValue | None:
    """A value; None where the edition of the day does not know it."""
    try:
        return book.entry(key, on)
    except NotInForce:
        return None


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _frozen(part) for key, part in value.items()}
    return tuple(value) if isinstance(value, list) else value
