"""The book of dated values that a rule is given: shipped values, the authority's own, orders in force.

Three layers: the shipped TOML; over it the authority's folder and adopted changes of law (a value that begins
on the same day in the same region replaces the one before, every other one is added, the latest beginning
wins); over both the orders in force, however they were dated. Region falls back by code: 310115, 310100,
310000, the whole country.

    book = Book.shipped()
    book.value("renewal.open_days", on=date(2026, 11, 22))      # 90
    book.value("renewal.open_days", on=date(1999, 1, 1))        # raises NotInForce
    book.at("310115")                                           # the same book, as it is read there
"""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Self

from tongban.law.dates import next_day
from tongban.law.text import Text
from tongban.law.values import BadParameters, DatedValue, Topic, freeze, plain, read_topic

SHIPPED = Path(__file__).parent / "parameters"
_CACHE_LIMIT = 50_000  # answers kept; a process asks for few days, a long catch-up for many


class NotInForce(LookupError):
    """No value is in force on that day: `first` is the first day with one, `ended` the end of the last."""

    def __init__(self, key: str, on: date, first: date | None, ended: date | None) -> None:
        self.key, self.on, self.first, self.ended = key, on, first, ended
        super().__init__(self.message.en)

    @property
    def message(self) -> Text:
        """What to tell a person: the parameter, the day, and from or until when there is a value."""
        if self.ended is not None:
            return Text(
                zh=f"参数 {self.key} 在 {self.on} 没有有效的规定：最后一项规定于 {self.ended} 到期。",
                en=f"{self.key} has no value on {self.on}: the last one ended on {self.ended}.",
            )
        return Text(
            zh=f"参数 {self.key} 在 {self.on} 尚无规定：第一项规定自 {self.first} 起施行。",
            en=f"{self.key} has no value on {self.on}: the first one is in force from {self.first}.",
        )


class UnknownParameter(LookupError):
    """The key stands in no file: a programming error or a misspelt order."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"No parameter is called {key!r}; parameters are named topic.name")


@dataclass(frozen=True, slots=True)
class Order:
    """An order in force: values for a region and a time, with its legal basis. `until` is its last day."""

    number: str
    basis: str
    since: date
    values: Mapping[str, Any]
    until: date | None = None
    region: str = ""


class Book:
    """All values, asked by key, day and region. Immutable; asking again costs one lookup.

    Where no region is asked for, the book answers for the one it is read in (`at`), else for the whole country.
    """

    def __init__(
        self,
        values: Mapping[str, tuple[DatedValue, ...]],
        checked: Mapping[str, date],
        ordered: Mapping[str, tuple[DatedValue, ...]] | None = None,
    ) -> None:
        self._values = values
        self._checked = checked
        self._ordered = ordered or {}
        self._kept: dict[tuple[str, date, str], DatedValue] = {}
        self._stories: dict[tuple[str, str], tuple[DatedValue, ...]] = {}
        self._here = ""
        self._asked: set[str] | None = None
        self._digest: list[str] = []  # computed once for all copies of the book

    @classmethod
    def shipped(cls) -> "Book":
        """The book without an authority's changes. Read once per process."""
        return _shipped()

    @classmethod
    def load(cls, folders: Sequence[Path] = (), orders: Sequence[Order] = ()) -> Self:
        """Shipped values, then each folder over them, then the orders. Raises `BadParameters`."""
        topics = _read_folder(SHIPPED)
        values = _grouped([value for topic in topics for value in topic.values])
        checked = {topic.name: topic.checked_until for topic in topics}
        for folder in folders:
            for topic in _read_folder(folder):
                for value in topic.values:
                    _lay_over(values, f"{topic.name}.toml, {value.key}", value)
                checked[topic.name] = topic.checked_until
        frozen = {key: _in_order(rows) for key, rows in values.items()}
        return cls(frozen, checked, _ordered_values(frozen, orders))

    def value(self, key: str, on: date, region: str = "") -> Any:
        """The value in force on a day. Raises `NotInForce`, `UnknownParameter`."""
        return self.entry(key, on, region).value

    def entry(self, key: str, on: date, region: str = "") -> DatedValue:
        """The value with its source, confidence and days. Raises `NotInForce`, `UnknownParameter`."""
        if self._asked is not None:
            self._asked.add(key)
        question = (key, on, region or self._here)
        kept = self._kept.get(question)
        if kept is None:
            kept = self._find(*question)
            if len(self._kept) >= _CACHE_LIMIT:
                self._kept.clear()
            self._kept[question] = kept
        return kept

    def at(self, region: str) -> Self:
        """The same book as rules read it in a region: what is asked without one is asked for that region."""
        if region == self._here:
            return self
        there = copy(self)
        there._here = region
        return there

    def watched(self, asked: set[str]) -> Self:
        """The same book, which notes the keys it is asked for: a decision says by which values it was made."""
        watched = copy(self)
        watched._asked = asked
        return watched

    def history(self, key: str, region: str = "") -> tuple[DatedValue, ...]:
        """What was and will be in force in the region, oldest first, each from its first day there; without orders.

        A value that comes back when another has ended stands there again, from that day.
        """
        if self._asked is not None:
            self._asked.add(key)
        place = (key, region or self._here)
        if place not in self._stories:
            self._stories[place] = self._story(*place)
        return self._stories[place]

    def _story(self, key: str, region: str) -> tuple[DatedValue, ...]:
        rows, codes = self._rows(key), regions_upwards(region)
        here = [row for row in rows if row.region in codes]
        turns = {row.since for row in here} | {next_day(row.until) for row in here if row.until}
        story: list[DatedValue] = []
        for day in sorted(turns):
            row = next((found for code in codes if (found := _in_force(rows, day, code))), None)
            if row and not (story and replace(story[-1], since=row.since) == row):
                story.append(row if row.since == day else replace(row, since=day))
        return tuple(story)

    def next_change(self, on: date) -> date | None:
        """The first day after `on` on which some value of the book begins or has ended; None where none is known."""
        place = bisect_right(self._turns, on)
        return self._turns[place] if place < len(self._turns) else None

    def changes_on(self, on: date, topics: Iterable[str]) -> bool:
        """True where a value of one of the topics begins on this day or has ended the day before."""
        wanted = set(topics)
        rows = (row for layer in (self._values, self._ordered) for key in layer for row in layer[key]
                if key.split(".")[0] in wanted)  # fmt: skip
        return any(row.since == on or (row.until and next_day(row.until) == on) for row in rows)

    @cached_property
    def _turns(self) -> tuple[date, ...]:
        """Every day on which a value begins or has ended."""
        rows = [row for layer in (self._values, self._ordered) for rows in layer.values() for row in rows]
        return tuple(sorted({row.since for row in rows} | {next_day(row.until) for row in rows if row.until}))

    def all_values(self, key: str) -> tuple[DatedValue, ...]:
        """Every value of the parameter in every region, oldest first, without orders."""
        return self._rows(key)

    def parameters(self) -> tuple[str, ...]:
        """All parameter keys, sorted."""
        return tuple(sorted(self._values))

    def last_checked_day(self) -> date:
        """The last day for which every topic was compared with the law."""
        return min(self._checked.values())

    def checked_until(self, topic: str) -> date:
        """The last day for which the topic was compared with the law. Raises `UnknownParameter`."""
        if topic not in self._checked:
            raise UnknownParameter(topic)
        return self._checked[topic]

    def provisional(self, on: date, *topics: str) -> bool:
        """True where `on` lies after the day until which any of the topics was checked."""
        return any(on > self.checked_until(topic) for topic in topics)

    def replaced(self, old: DatedValue, new: DatedValue) -> "Book":
        """A book in which one value is another one: for rehearsals of a change."""
        rows = tuple(new if row is old else row for row in self._rows(old.key))
        return Book({**self._values, old.key: _in_order(list(rows))}, self._checked, self._ordered)

    def changed(
        self,
        lasting: Iterable[DatedValue] = (),
        ordered: Iterable[DatedValue] = (),
        without: Iterable[DatedValue] = (),
    ) -> "Book":
        """A book with these values laid over as dated ones or as orders, and without those of `without` that it holds.

        Raises `BadParameters` for a value that fits no parameter of the book.
        """
        values = {key: list(rows) for key, rows in self._values.items()}
        for value in without:
            values[value.key] = [
                row for row in values.get(value.key, ()) if not _same_place(row, value) or row.value != value.value
            ]
        for value in lasting:
            _lay_over(values, value.key, value)
        orders = {key: list(rows) for key, rows in self._ordered.items()}
        for value in ordered:
            _must_fit(values, value.key, value)
            orders.setdefault(value.key, []).append(value)
        frozen, over = ({key: _in_order(rows) for key, rows in layer.items()} for layer in (values, orders))
        return Book(frozen, self._checked, over)

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical content, as hexadecimal digits: a decision stores which book it used."""
        if not self._digest:
            self._digest.append(hashlib.sha256(self.content.encode()).hexdigest())
        return self._digest[0]

    @property
    def content(self) -> str:
        """Every value and order as canonical JSON: what the digest is over."""
        content = {
            "checked": {name: day.isoformat() for name, day in self._checked.items()},
            "values": {key: [_plain(row) for row in rows] for key, rows in self._values.items()},
            "orders": {key: [_plain(row) for row in rows] for key, rows in self._ordered.items()},
        }
        return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    def _rows(self, key: str) -> tuple[DatedValue, ...]:
        try:
            return self._values[key]
        except KeyError:
            raise UnknownParameter(key) from None

    def _find(self, key: str, on: date, region: str) -> DatedValue:
        rows = self._rows(key)
        for layer in (self._ordered.get(key, ()), rows):
            for code in regions_upwards(region):
                found = _in_force(layer, on, code)
                if found is not None:
                    return found
        codes = set(regions_upwards(region))
        here = [row for row in rows if row.region in codes]
        ends = [row.until for row in here if row.until is not None and row.until < on]
        first = min((row.since for row in here), default=None)
        raise NotInForce(key, on, first, max(ends, default=None))


def regions_upwards(region: str) -> tuple[str, ...]:
    """A district, its city, its province, the whole country: 310115, 310100, 310000, ""."""
    if not region:
        return ("",)
    return tuple(dict.fromkeys((region, region[:4] + "00", region[:2] + "0000", "")))


@cache
def _shipped() -> Book:
    return Book.load()


def _read_folder(folder: Path) -> list[Topic]:
    if not folder.is_dir():
        raise BadParameters(f"{folder}: no such folder of law parameters")
    return [read_topic(path) for path in sorted(folder.glob("*.toml"))]


def _grouped(values: list[DatedValue]) -> dict[str, list[DatedValue]]:
    grouped: dict[str, list[DatedValue]] = {}
    for value in values:
        grouped.setdefault(value.key, []).append(value)
    return grouped


def _lay_over(values: dict[str, list[DatedValue]], where: str, value: DatedValue) -> None:
    """Put a value over what is there."""
    _must_fit(values, where, value)
    values[value.key] = [row for row in values[value.key] if not _same_place(row, value)] + [value]


def _must_fit(values: Mapping[str, Sequence[DatedValue]], where: str, value: DatedValue) -> None:
    """A key that nobody reads is refused, not passed over; so is another unit or form. Raises `BadParameters`."""
    known = _rows_of(values, where, value.key)
    if value.unit != known[0].unit:
        raise BadParameters(f"{where}: the unit is {known[0].unit}, not {value.unit}")
    if type(value.value) is not type(known[0].value):
        raise BadParameters(f"{where}: write the value in the same form as the shipped one")


def _rows_of(values: Mapping[str, Sequence[DatedValue]], where: str, key: str) -> Sequence[DatedValue]:
    if not values.get(key):
        raise BadParameters(f"{where}: no parameter is called {key}; check its spelling")
    return values[key]


def _same_place(one: DatedValue, other: DatedValue) -> bool:
    return (one.key, one.region, one.since) == (other.key, other.region, other.since)


def _in_order(rows: list[DatedValue]) -> tuple[DatedValue, ...]:
    return tuple(sorted(rows, key=lambda row: (row.since, row.region)))


def _ordered_values(
    values: Mapping[str, tuple[DatedValue, ...]], orders: Sequence[Order]
) -> dict[str, tuple[DatedValue, ...]]:
    ordered: dict[str, list[DatedValue]] = {}
    for order in orders:
        for key, raw in order.values.items():
            where = f"Order {order.number}, {key}"
            unit = _rows_of(values, where, key)[0].unit
            value = freeze(where, unit, raw)
            row = DatedValue(key, order.since, value, unit, order.basis, "known", order.region, order.until)
            _must_fit(values, where, row)
            ordered.setdefault(key, []).append(row)
    return {key: _in_order(rows) for key, rows in ordered.items()}


def _in_force(rows: tuple[DatedValue, ...], on: date, region: str) -> DatedValue | None:
    """The latest beginning whose own end has not passed."""
    for row in reversed(rows):
        if row.region == region and row.since <= on and (row.until is None or on <= row.until):
            return row
    return None


def _plain(row: DatedValue) -> list[Any]:
    until = row.until.isoformat() if row.until else None
    return [row.region, row.since.isoformat(), until, plain(row.value), row.unit, row.source, row.confidence]
