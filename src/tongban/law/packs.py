"""A change of law as a pack: one TOML file that says what changes, from when, and what people are told.

    [pack]
    name = "renewal-window-120"       # permanent: small letters, digits, hyphens
    kind = "new_rule"                 # new_rule, correction, measure, text_only
    since = 2027-01-01                # first day; until = last day, region = six digits
    title = { zh = "...", en = "..." }          # so are instrument, public and staff

    [[renewal.open_days]]             # values as in `parameters`; days and region are the pack's
    value = 120
    unit = "days"
    source = "O162.63"
    confidence = "known"

A new rule and a correction become dated values; a correction replaces a value that was wrong. A measure is an
order for a time and lies over everything. A pack that has no values only tells people something.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from tongban.law.book import Book
from tongban.law.text import Text
from tongban.law.values import BadParameters, DatedValue, check_days_and_region, dated_value, plain

SHIPPED = Path(__file__).parent / "packs"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TEXTS = ("title", "instrument", "public", "staff")
_LANGUAGES = ("zh", "en")
_HEAD = {"name", "kind", "since", "until", "region", *_TEXTS}
_PACKS_OWN = ("since", "until", "region")  # what a value has from its pack


class Kind(StrEnum):
    """The type of a change."""

    NEW_RULE = "new_rule"
    CORRECTION = "correction"
    MEASURE = "measure"
    TEXT_ONLY = "text_only"


@dataclass(frozen=True, slots=True)
class Pack:
    """One change of law. `until` is its last day, None where it stays; `region` "" is the whole country."""

    name: str
    kind: Kind
    since: date
    title: Text
    instrument: Text
    public: Text
    staff: Text
    values: tuple[DatedValue, ...]
    until: date | None = None
    region: str = ""

    @property
    def keys(self) -> frozenset[str]:
        """The parameters it changes."""
        return frozenset(value.key for value in self.values)

    def ending(self, until: date | None) -> "Pack":
        """The same pack with another last day: it was ended, or found to be for a time."""
        values = tuple(replace(value, until=until) for value in self.values)
        return replace(self, until=until, values=values)


@cache
def shipped() -> tuple[Pack, ...]:
    """The changes this release records, oldest first; their values stand in `parameters` already."""
    packs = [read_pack(path.read_text(encoding="utf-8"), path.name) for path in sorted(SHIPPED.glob("*.toml"))]
    return tuple(sorted(packs, key=lambda pack: pack.since))


def read_pack(text: str, where: str) -> Pack:
    """A pack from its file's text, every fault told at once. Raises `BadParameters`."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadParameters(f"{where}: cannot be read as TOML: {error}") from error
    head = content.pop("pack", None)
    if not isinstance(head, dict):
        raise BadParameters(f"{where}: begins with [pack]: name, kind, since, title, instrument, public, staff")
    wrong = _faults_of_head(head)
    values = _values(content, wrong)
    if head.get("kind") in list(Kind) and (head["kind"] == Kind.TEXT_ONLY) == bool(content):
        wrong.append("a pack has values, unless it is of the kind text_only")
    if wrong:
        raise BadParameters("\n".join(f"{where}: {fault}" for fault in wrong))
    title, instrument, public, staff = (Text(**{one: head[name][one].strip() for one in _LANGUAGES}) for name in _TEXTS)
    since, until, region = head["since"], head.get("until"), head.get("region", "")
    kept = tuple(replace(value, since=since, until=until, region=region) for value in values)
    return Pack(head["name"], Kind(head["kind"]), since, title, instrument, public, staff, kept, until, region)


def laid_over(book: Book, packs: Iterable[Pack]) -> Book:
    """The book with these packs: measures as orders, everything else as dated values. Raises `BadParameters`."""
    for pack in packs:
        if pack.kind is Kind.MEASURE:
            book = book.changed(ordered=pack.values)
        elif pack.values:
            book = book.changed(lasting=pack.values)
    return book


def before(book: Book, pack: Pack) -> Book:
    """The book without the values of a pack that came with the release; a book that does not hold them stays."""
    return book.changed(without=pack.values)


def faults(pack: Pack, book: Book, others: Sequence[Pack] = ()) -> list[str]:
    """Why this pack cannot be laid over this book beside these other packs; empty where it can."""
    try:
        laid_over(book, [pack])
    except BadParameters as error:
        return [f"{pack.name}: {error}"]
    found = [fault for value in pack.values if (fault := _against_book(pack, value, book))]
    return found + [fault for other in others for fault in contradictions(pack, other)]


def contradictions(one: Pack, other: Pack) -> list[str]:
    """Where two packs say different things of one parameter, region and day: both names, the parameter and the day."""
    if one.name == other.name:
        return []
    return [
        f"{one.name} and {other.name} contradict each other: {mine.key} on {day}, {_place(mine)}:"
        f" {_said(mine)} and {_said(theirs)}"
        for mine in one.values
        for theirs in other.values
        if (day := _same_day(one, other, mine, theirs)) and mine.value != theirs.value
    ]


def all_contradictions(packs: Sequence[Pack]) -> list[str]:
    """The contradictions of each pair."""
    return [fault for one, other in combinations(packs, 2) for fault in contradictions(one, other)]


def _same_day(one: Pack, other: Pack, mine: DatedValue, theirs: DatedValue) -> date | None:
    """The first day on which both want to decide; None where the later beginning simply follows the earlier.

    Two dated values meet where they begin on one day; two measures wherever their times overlap. A measure lies
    over a dated value by its nature.
    """
    if (mine.key, mine.region) != (theirs.key, theirs.region):
        return None
    measures = [pack.kind is Kind.MEASURE for pack in (one, other)]
    day = max(mine.since, theirs.since)
    if not any(measures):
        return day if mine.since == theirs.since else None
    ends = [value.until for value in (mine, theirs) if value.until]
    return day if all(measures) and all(day <= end for end in ends) else None


def _against_book(pack: Pack, value: DatedValue, book: Book) -> str | None:
    """A new rule begins after what is known, a correction where something was wrong; a measure may always be."""
    rows = [row for row in book.all_values(value.key) if row.region == value.region]
    here = next((row for row in rows if row.since == value.since), None)
    if pack.kind is Kind.CORRECTION and here is None:
        return f"{pack.name}: {value.key} has no value that begins on {value.since}, {_place(value)}"
    if pack.kind is not Kind.NEW_RULE or (here and here.value == value.value):
        return None
    if here:
        return (
            f"{pack.name} and the book contradict each other: {value.key} on {value.since}, {_place(value)}:"
            f" {_said(value)} and {_said(here)} ({here.source}); if the book is wrong, the kind is correction"
        )
    later = [row.since for row in rows if row.since > value.since]
    if later:
        return f"{pack.name}: {value.key} changed on {min(later)} already; a new rule begins after that"
    return None


def _faults_of_head(head: dict[str, Any]) -> list[str]:
    wrong = []
    if stray := sorted(set(head) - _HEAD):
        wrong.append(f"unknown field {', '.join(stray)}; known are {', '.join(sorted(_HEAD))}")
    if not (isinstance(head.get("name"), str) and _NAME.fullmatch(head["name"])):
        wrong.append("name is made of small letters, digits and hyphens")
    if head.get("kind") not in list(Kind):
        wrong.append(f"kind is one of {', '.join(Kind)}, not {head.get('kind')!r}")
    if head.get("kind") == Kind.MEASURE and "until" not in head:
        wrong.append("a measure is for a time: until is its last day")
    try:
        check_days_and_region("[pack]", {"since": None, **head})
    except BadParameters as error:
        wrong.append(str(error))
    for name in _TEXTS:
        words = head.get(name)
        if not isinstance(words, dict):
            wrong.append(f'{name} is missing; write {name} = {{ zh = "...", en = "..." }}')
            continue
        for language in _LANGUAGES:
            if not (isinstance(words.get(language), str) and words[language].strip()):
                wrong.append(f"{name} is missing in {language}")
    return wrong


def _values(content: dict[str, Any], wrong: list[str]) -> list[DatedValue]:
    """The pack's values, still without its days and region; what is wrong with them is added to `wrong`."""
    values: list[DatedValue] = []
    for key, rows in _parameters(content):
        if not (isinstance(rows, list) and len(rows) == 1 and isinstance(rows[0], dict)):
            wrong.append(f"{key}: write its value as one [[{key}]] table")
        elif given := sorted(set(rows[0]) & set(_PACKS_OWN)):
            wrong.append(f"{key}: {', '.join(given)} stands in [pack], once for all values")
        else:
            try:
                values.append(dated_value(key, key, {"since": date.min, **rows[0]}))
            except BadParameters as error:
                wrong.append(str(error))
    return values


def _parameters(content: dict[str, Any]) -> list[tuple[str, Any]]:
    pairs: list[tuple[str, Any]] = []
    for topic, parameters in content.items():
        if isinstance(parameters, dict):
            pairs += [(f"{topic}.{name}", rows) for name, rows in parameters.items()]
        else:
            pairs.append((topic, parameters))
    return pairs


def _place(value: DatedValue) -> str:
    return f"region {value.region}" if value.region else "the whole country"


def _said(value: DatedValue) -> str:
    return str(plain(value.value))
