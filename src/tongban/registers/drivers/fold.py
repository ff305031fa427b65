"""From dated facts to the state of a driver file, and back to columns. Pure: no database, no clock.

The same function applies one change to the current row and folds a whole history, so that the two cannot differ.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tongban.law.facts import Accident, Cycle, Education, HeldClass, Licence, LostClass, Postponement
from tongban.law.learning_facts import Demerit, LimitReached, Reduced

_FAMILIES = {
    "accident": "accidents",
    "points": "demerits",
    "reduced": "reduced",
    "limit": "limits",
    "fraud": "frauds",
}
KEPT_CYCLES = 12  # enough for the ten-year look-back of the validity rule and the two cycles around it


@dataclass(slots=True)
class State:
    """The foldable state: every column of the narrow row that facts decide."""

    authority: str = ""
    region: str = ""
    classes: dict[str, str] = field(default_factory=dict)
    valid_from: str = ""
    valid_to: str | None = None
    term_years: int | None = None
    letters: set[str] = field(default_factory=set)
    postponements: dict[str, list[Any]] = field(default_factory=dict)
    cycles: dict[str, list[Any]] = field(default_factory=dict)
    accidents: dict[str, list[Any]] = field(default_factory=dict)
    medical_due_on: str | None = None
    review_due_on: str | None = None
    suspended_until: str | None = None
    extended_to: str | None = None
    employer: list[str] | None = None
    lost: dict[str, list[str]] = field(default_factory=dict)
    demerits: dict[str, list[Any]] = field(default_factory=dict)
    reduced: dict[str, list[Any]] = field(default_factory=dict)
    limits: dict[str, list[Any]] = field(default_factory=dict)
    educated: list[Any] | None = None
    frauds: dict[str, str] = field(default_factory=dict)
    card_serial: str = ""

    def apply(self, facet: str, value: Any) -> None:
        """Apply one fact; facets of a family carry their member after a colon."""
        family, _, member = facet.partition(":")
        match family:
            case "class":
                _put(self.classes, member, value)
            case "letter":
                (self.letters.add if value else self.letters.discard)(member)
            case "lost":
                _put(self.lost, member, value)
            case "cycle":
                _put(self.cycles, member, value)
            case "postponement":
                _put(self.postponements, member, value)
            case "accident" | "points" | "reduced" | "limit" | "fraud":
                _put(getattr(self, _FAMILIES[family]), member, value)
            case "educated":
                self.educated = value
            case "validity":
                self.valid_from, self.valid_to, self.term_years = value
            case "authority":
                self.authority, self.region = value
            case "medical_due" | "review_due" | "suspended":
                column = "suspended_until" if family == "suspended" else f"{family}_on"
                setattr(self, column, value)
            case "employer":
                self.employer = value
            case "extension":
                self.extended_to = value
            case "card":
                self.card_serial = value or ""
            case _:
                raise ValueError(f"The register of drivers knows no facet {facet!r}.")

    def columns(self) -> dict[str, Any]:
        """The state as column values of the narrow row."""
        newest = sorted(self.cycles.items())[-KEPT_CYCLES:]
        return {
            "authority": self.authority,
            "region": self.region,
            "classes": sorted([code, since] for code, since in self.classes.items()),
            "valid_from": date.fromisoformat(self.valid_from),
            "valid_to": _day(self.valid_to),
            "term_years": self.term_years,
            "letters": "".join(sorted(self.letters)),
            "postponements": sorted([duty, *rest] for duty, rest in self.postponements.items()),
            "cycles": [[start, *rest] for start, rest in newest],
            "accidents": sorted([number, *rest] for number, rest in self.accidents.items()),
            "medical_due_on": _day(self.medical_due_on),
            "review_due_on": _day(self.review_due_on),
            "suspended_until": _day(self.suspended_until),
            "extended_to": _day(self.extended_to),
            "employer": self.employer,
            "lost_for_age": sorted([code, *days] for code, days in self.lost.items()),
            "demerits": sorted([number, *rest] for number, rest in self.demerits.items()),
            "reduced": sorted([course, *rest] for course, rest in self.reduced.items()),
            "limits": sorted(([reference, *rest] for reference, rest in self.limits.items()), key=lambda one: one[1]),
            "educated": self.educated,
            "frauds": sorted([reference, on] for reference, on in self.frauds.items()),
            "card_serial": self.card_serial,
        }


def state_of(columns: Any) -> State:
    """The state that a narrow row (any object with its columns as attributes) stands for."""
    return State(
        authority=columns.authority,
        region=columns.region,
        classes={code: since for code, since in columns.classes},
        valid_from=_iso(columns.valid_from) or "",
        valid_to=_iso(columns.valid_to),
        term_years=columns.term_years,
        letters=set(columns.letters),
        postponements={duty: rest for duty, *rest in columns.postponements},
        cycles={start: rest for start, *rest in columns.cycles},
        accidents={number: rest for number, *rest in columns.accidents},
        medical_due_on=_iso(columns.medical_due_on),
        review_due_on=_iso(columns.review_due_on),
        suspended_until=_iso(columns.suspended_until),
        extended_to=_iso(columns.extended_to),
        employer=columns.employer,
        lost={code: days for code, *days in columns.lost_for_age},
        demerits={number: rest for number, *rest in columns.demerits},
        reduced={course: rest for course, *rest in columns.reduced},
        limits={reference: rest for reference, *rest in columns.limits},
        educated=columns.educated,
        frauds={reference: on for reference, on in columns.frauds},
        card_serial=columns.card_serial,
    )


def fold(facts: Iterable[tuple[str, Any]]) -> State:
    """Fold facts given in order of (since, entry) as (facet, value)."""
    state = State()
    for facet, value in facts:
        state.apply(facet, value)
    return state


def licence_of(columns: Any) -> Licence:
    """The licence as law reads it, from a narrow row or a folded one."""
    return Licence(
        classes=tuple(HeldClass(code, date.fromisoformat(since)) for code, since in columns.classes),
        first_issue_on=columns.first_issue_on,
        valid_from=columns.valid_from,
        valid_to=columns.valid_to,
        term_years=columns.term_years,
        letters=frozenset(columns.letters),
        postponements=tuple(
            Postponement(duty, date.fromisoformat(original), date.fromisoformat(until))
            for duty, original, until in columns.postponements
        ),
        cycles=tuple(
            Cycle(date.fromisoformat(start), date.fromisoformat(end), points) for start, end, points in columns.cycles
        ),
        medical_due_on=columns.medical_due_on,
        review_due_on=columns.review_due_on,
        suspended_until=columns.suspended_until,
        extended_to=columns.extended_to,
        accidents=tuple(
            Accident(number, date.fromisoformat(on), outcome, part) for number, on, outcome, part in columns.accidents
        ),
        lost_for_age=tuple(
            LostClass(code, date.fromisoformat(lost_on), date.fromisoformat(since))
            for code, since, lost_on in columns.lost_for_age
        ),
        demerits=tuple(
            Demerit(number, date.fromisoformat(on), points, item) for number, on, points, item in columns.demerits
        ),
        reduced=tuple(Reduced(course, date.fromisoformat(on), points) for course, on, points in columns.reduced),
        limits=tuple(
            LimitReached(reference, date.fromisoformat(on), times, _day(done_on), cleared)
            for reference, on, times, done_on, cleared in columns.limits
        ),
        educated=Education(date.fromisoformat(columns.educated[0]), columns.educated[1]) if columns.educated else None,
        frauds=tuple(date.fromisoformat(on) for _, on in columns.frauds),
    )


def _put(family: dict[str, Any], member: str, value: Any) -> None:
    if value is None:
        family.pop(member, None)
    else:
        family[member] = value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
