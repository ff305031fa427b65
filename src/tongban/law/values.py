"""Dated values of the law: their shape, and reading them from TOML with errors that say where.

One file per topic. `[topic]` names it and says until which day it was checked; every other array of tables
is one parameter, its tables are its values, oldest first:

    [[open_days]]
    since = 2022-04-01
    value = 90
    unit = "days"
    source = "O162.63"
    confidence = "verified"

`until` (the last day in force) and `region` (GB/T 2260, six digits) are optional.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import MappingProxyType
from typing import Any

CONFIDENCES = ("verified", "known", "uncertain", "design")
_NUMBER_UNITS = (
    "days", "working_days", "months", "years", "hours", "minutes", "seconds", "age", "points", "count",
    "cm", "metres", "degrees", "kg", "km_h", "watts", "volts", "hz", "ml",
)  # fmt: skip
_UNIT_TYPES: Mapping[str, type] = {
    **dict.fromkeys(_NUMBER_UNITS, int),
    "vision": float,
    "flag": bool,
    "yuan": str,
    "class": str,
    "letter": str,
    "code": str,
    "month_day": str,
}
_FIELDS = {"since", "value", "unit", "source", "confidence", "region", "until"}
_REQUIRED = ("since", "value", "unit", "source", "confidence")


class BadParameters(ValueError):
    """A parameter file or an order that cannot be used: the message names file, parameter and fault."""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value of one parameter from `since` to `until` (None: until a later one), in one region.

    `key` is topic.name; `source` is a key of `law/articles.toml` (an authority's own file may name its own
    instrument); `region` "" is the whole country.
    """

    key: str
    since: date
    value: Any
    unit: str
    source: str
    confidence: str
    region: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """One file of values and the last day for which somebody compared it with the law."""

    name: str
    checked_until: date
    values: tuple[DatedValue, ...]


def read_topic(path: Path) -> Topic:
    """Read and check one file. Raises `BadParameters`."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadParameters(f"{path.name}: cannot be read as TOML: {error}") from error
    head = content.pop("topic", None)
    if not isinstance(head, dict) or not isinstance(head.get("name"), str):
        raise BadParameters(f'{path.name}: begins with [topic], with name = "..." and checked_until = a day')
    name = head["name"]
    stray = sorted(set(head) - {"name", "checked_until"})
    if stray:
        raise BadParameters(f"{path.name}: [topic] holds name and checked_until only, not {', '.join(stray)}")
    if name != path.stem:
        raise BadParameters(f"{path.name}: the topic is called {name!r}; name the file {name}.toml")
    if not _is_day(head.get("checked_until")):
        raise BadParameters(f"{path.name}: [topic] checked_until must be a day, for example 2026-11-22")
    values = [
        dated_value(f"{path.name}, {parameter}", f"{name}.{parameter}", row)
        for parameter, rows in content.items()
        for row in _rows(path, parameter, rows)
    ]
    _refuse_doubles(path, values)
    return Topic(name, head["checked_until"], tuple(values))


def freeze(where: str, unit: str, raw: Any) -> Any:
    """The value as rules get it: tuples, read-only mappings, Decimal for yuan. Raises `BadParameters`."""
    if isinstance(raw, dict):
        return MappingProxyType({key: freeze(where, unit, part) for key, part in raw.items()})
    if isinstance(raw, list | tuple):
        return tuple(freeze(where, unit, part) for part in raw)
    expected = _UNIT_TYPES[unit]
    if type(raw) is not expected:
        raise BadParameters(f"{where}: {raw!r} is not a {expected.__name__}, which the unit {unit} asks for")
    if unit != "yuan":
        return raw
    try:
        return Decimal(str(raw))
    except InvalidOperation as error:
        raise BadParameters(f'{where}: {raw!r} is not an amount; write yuan as "10.00"') from error


def plain(value: Any) -> Any:
    """A frozen value as TOML and JSON write it: what `freeze` was given."""
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return str(value) if isinstance(value, Decimal) else value


def _rows(path: Path, parameter: str, rows: Any) -> list[dict[str, Any]]:
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise BadParameters(f"{path.name}, {parameter}: write its values as [[{parameter}]] tables")
    return rows


def dated_value(where: str, key: str, row: dict[str, Any]) -> DatedValue:
    """One value of a parameter from its table. Raises `BadParameters`."""
    missing = [name for name in _REQUIRED if name not in row]
    if missing:
        raise BadParameters(f"{where}: {', '.join(missing)} missing")
    unknown = sorted(set(row) - _FIELDS)
    if unknown:
        raise BadParameters(f"{where}: unknown field {', '.join(unknown)}; known are {', '.join(sorted(_FIELDS))}")
    if row["unit"] not in _UNIT_TYPES:
        raise BadParameters(f"{where}: unknown unit {row['unit']!r}; known are {', '.join(sorted(_UNIT_TYPES))}")
    if row["confidence"] not in CONFIDENCES:
        raise BadParameters(f"{where}: confidence is one of {', '.join(CONFIDENCES)}, not {row['confidence']!r}")
    if not isinstance(row["source"], str) or not row["source"]:
        raise BadParameters(f"{where}: source names an article")
    check_days_and_region(where, row)
    return DatedValue(
        key=key,
        since=row["since"],
        value=freeze(where, row["unit"], row["value"]),
        unit=row["unit"],
        source=row["source"],
        confidence=row["confidence"],
        region=row.get("region", ""),
        until=row.get("until"),
    )


def check_days_and_region(where: str, row: dict[str, Any]) -> None:
    """`since`, and where they are given `until` and `region`, have their form. Raises `BadParameters`."""
    if not _is_day(row["since"]):
        raise BadParameters(f"{where}: since is a day, not {row['since']!r}")
    until = row.get("until")
    if until is not None and (not _is_day(until) or until < row["since"]):
        raise BadParameters(f"{where}: until is a day not before since, not {until!r}")
    region = row.get("region", "")
    if region and not (isinstance(region, str) and len(region) == 6 and region.isascii() and region.isdigit()):
        raise BadParameters(f"{where}: region is a code of six digits, not {region!r}")


def _refuse_doubles(path: Path, values: list[DatedValue]) -> None:
    seen: set[tuple[str, str, date]] = set()
    for value in values:
        place = (value.key, value.region, value.since)
        if place in seen:
            raise BadParameters(f"{path.name}, {value.key}: two values begin on {value.since} in one region")
        seen.add(place)


def _is_day(value: Any) -> bool:
    return type(value) is date
