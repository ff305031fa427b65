"""A change of law tried on facts: the same question by the book before and the book after, and what differs.

An answer is one of three: not possible, possible once something outside is settled, possible. A person gains where the
answer is a better one, or the same with fewer reasons; loses where it is worse or has more. What the office opens by
itself is a duty: there a better answer means that somebody owes it, a worse one that they are spared. Where only the
first day on which time alone makes it possible has moved, it comes sooner or later.

Where the old rule asks for none of the changed parameters the new one cannot answer otherwise, and is not asked.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from tongban.law.book import Book
from tongban.law.dates import add_days
from tongban.law.facts import Facts, Licence
from tongban.law.rules.due import Due, DueKind, letters_due
from tongban.law.verdict import Verdict

WEEK = timedelta(days=7)


class Effect(StrEnum):
    """What a change means for one person and one question."""

    GAINS = "gains"
    LOSES = "loses"
    OWES = "owes"  # a duty that the office would remind of by a case of its own
    SPARED = "spared"
    OTHERWISE = "otherwise"  # other reasons, neither fewer nor more
    SOONER = "sooner"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Question:
    """A rule under the name it is reported by. `settled`: codes that an answer of the person takes away.

    `duty`: what it allows has to be done.
    """

    name: str
    rule: Callable[[Facts, date, Book], Verdict]
    settled: frozenset[str] = frozenset()
    duty: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer: how good (0 no, 1 once something is settled, 2 yes), why not, and the first day it can be begun."""

    level: int
    codes: frozenset[str]
    day: date | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between the two answers to a question."""

    question: str
    effect: Effect
    appear: tuple[str, ...]
    disappear: tuple[str, ...]
    was: date | None
    becomes: date | None


class Books:
    """The book before and the book after a change, as they are read in each region."""

    def __init__(self, old: Book, new: Book, changed: frozenset[str]) -> None:
        self._asked: set[str] = set()
        self._old, self._new, self.changed = old.watched(self._asked), new, changed
        self._there: dict[str, tuple[Book, Book]] = {}

    def outcomes(self, question: Question, facts: Facts, on: date) -> tuple[Outcome, Outcome]:
        """The answers by the old and by the new book."""

        def ask(book: Book) -> Outcome:
            return outcome(question, question.rule(facts, on, book), on)

        return self._both(facts.region, ask)

    def steps(self, licence: Licence, born: date, region: str, on: date, until: date) -> tuple[list[Due], list[Due]]:
        """What time brings from `on` to `until` if nobody does anything, by the old and by the new book."""

        def ask(book: Book) -> list[Due]:
            found = letters_due(licence, born, until, book, since=add_days(on, -1))
            return [step for step in found if step.effective_on >= on]

        return self._both(region, ask)

    def _both(self, region: str, ask: Callable[[Book], Any]) -> tuple[Any, Any]:
        if region not in self._there:
            self._there[region] = self._old.at(region), self._new.at(region)
        old, new = self._there[region]
        self._asked.clear()
        before = ask(old)
        return before, before if self.changed.isdisjoint(self._asked) else ask(new)


def outcome(question: Question, verdict: Verdict, on: date) -> Outcome:
    """How good a verdict is, and from when it can be begun."""
    blocking = [one for one in verdict.reasons if not one.temporary and one.code not in question.settled]
    days = [one.possible_from for one in blocking]
    day = None if None in days else max((one for one in days if one), default=on)
    level = 2 if verdict.allowed else 0 if blocking else 1
    return Outcome(level, frozenset(one.code for one in verdict.reasons), day)


def difference(question: Question, old: Outcome, new: Outcome) -> Difference | None:
    """What differs; None where nothing does."""
    if old == new:
        return None
    appear, disappear = new.codes - old.codes, old.codes - new.codes
    effect = _effect(old, new)
    if question.duty:
        effect = {Effect.GAINS: Effect.OWES, Effect.LOSES: Effect.SPARED}.get(effect, effect)
    return Difference(question.name, effect, tuple(sorted(appear)), tuple(sorted(disappear)), old.day, new.day)


def _effect(old: Outcome, new: Outcome) -> Effect:
    if old.level != new.level:
        return Effect.GAINS if new.level > old.level else Effect.LOSES
    if old.codes != new.codes:
        return Effect.GAINS if new.codes < old.codes else Effect.LOSES if old.codes < new.codes else Effect.OTHERWISE
    return Effect.SOONER if (new.day or date.max) < (old.day or date.max) else Effect.LATER


@dataclass(slots=True)
class Tally:
    """Counts of differences by question: effects, and the reasons that appear and disappear."""

    effects: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    appear: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    disappear: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, one: Difference) -> None:
        """Count one difference."""
        self.effects[one.question][one.effect] += 1
        self.appear[one.question].update(one.appear)
        self.disappear[one.question].update(one.disappear)

    def plain(self) -> dict[str, Mapping[str, object]]:
        """The counts by question, for JSON."""
        return {
            name: {**counts, "appear": dict(self.appear[name]), "disappear": dict(self.disappear[name])}
            for name, counts in sorted(self.effects.items())
        }


@dataclass(slots=True)
class Load:
    """How many things begin by region and week, by the old and by the new book."""

    on: date
    until: date
    counts: dict[tuple[str, str, date], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def possible(self, region: str, question: str, old: Outcome, new: Outcome) -> None:
        """Count the day from which a service can be begun; what is possible by both from the first day is no news."""
        if (old.day, new.day) != (self.on, self.on):
            self._count(region, question, [old.day], 0)
            self._count(region, question, [new.day], 1)

    def steps(self, region: str, old: list[Due], new: list[Due], opened: Mapping[str, str]) -> None:
        """Count letters set, and cases that the office opens: `opened` names the service by the step's kind."""
        for side, found in enumerate((old, new)):
            for step in found:
                letter = f"letter {step.letter}" if step.kind is DueKind.SET_LETTER else ""
                if name := opened.get(step.kind, letter):
                    self._count(region, name, [step.effective_on], side)

    def differing(self) -> Iterator[dict[str, object]]:
        """The weeks that differ."""
        for (region, name, week), (old, new) in sorted(self.counts.items()):
            if old != new:
                yield {"region": region, "what": name, "week": week.isoformat(), "old": old, "new": new}

    def _count(self, region: str, name: str, days: list[date | None], side: int) -> None:
        for day in days:
            if day and self.on <= day <= self.until:
                self.counts[region, name, self.on + (day - self.on) // WEEK * WEEK][side] += 1
