"""Does any jurist's case notice a changed number? Changes each value of the book in turn and asks every case
again.

A value whose change no case notices is a value nobody checks: `./tongban check --law` fails and names it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tongban.law.book import Book, NotInForce
from tongban.law.cases import Case, faults, load_cases
from tongban.law.dates import add_days
from tongban.law.values import DatedValue

_STEPS: Mapping[type, Any] = {int: 1, float: 0.1, Decimal: Decimal("0.01")}


def unnoticed(cases_dir: Path, book: Book | None = None) -> list[str]:
    """The changes that no case notices, as "parameter since day: was -> became"; empty is what we want."""
    book = book or Book.shipped()
    readers = _readers(load_cases(cases_dir), book)
    return [
        f"{old.key} since {old.since}: {_differing(old, new)}"
        for key in book.parameters()
        for old in book.all_values(key)
        for new in changes(old, is_first=old.since == book.all_values(key)[0].since)
        if not any(_notices(case, book.replaced(old, new)) for case in readers.get(key, []))
    ]


def changes(old: DatedValue, *, is_first: bool) -> Iterator[DatedValue]:
    """The value a little more and a little less, each element left out, each flag turned; and a day later.

    The first value of a parameter is not moved in time: nothing before it says what held then.
    """
    for value in _changed(old.value):
        yield replace(old, value=value)
    if not is_first:
        yield replace(old, since=add_days(old.since, 1))
        yield replace(old, since=add_days(old.since, -1))


def _readers(cases: list[Case], book: Book) -> dict[str, list[Case]]:
    """Which cases ask for which parameter. Raises ValueError for a case that fails as things are."""
    asked: set[str] = set()
    recording = book.watched(asked)
    readers: dict[str, list[Case]] = {}
    for case in cases:
        asked.clear()
        wrong = faults(case, recording)
        if wrong:
            raise ValueError(f"{case.name} fails before anything is changed: {'; '.join(wrong)}")
        for key in asked:
            readers.setdefault(key, []).append(case)
    return readers


def _notices(case: Case, changed: Book) -> bool:
    """A rule that breaks on a changed value has noticed it too: LookupError or ValueError, nothing wider."""
    try:
        return bool(faults(case, changed))
    except (NotInForce, LookupError, ValueError):
        return True


def _changed(value: Any) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield MappingProxyType({other: kept for other, kept in value.items() if other != key})
            for changed in _changed(part):
                yield MappingProxyType({**value, key: changed})
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            yield value[:index] + value[index + 1 :]
            if not isinstance(part, str):
                for changed in _changed(part):
                    yield (*value[:index], changed, *value[index + 1 :])
    elif not isinstance(value, str):
        step = _STEPS[type(value)]
        yield round(value + step, 2)
        yield round(value - step, 2)


def _differing(old: DatedValue, new: DatedValue) -> str:
    """What was changed, short enough to read in a list."""
    if old.since != new.since:
        return f"since -> {new.since}"
    if isinstance(old.value, Mapping):
        keys = [key for key in old.value if old.value.get(key) != new.value.get(key)]
        return "; ".join(f"{key}: {old.value[key]!r} -> {new.value.get(key)!r}" for key in keys)
    return f"{old.value!r} -> {new.value!r}"
