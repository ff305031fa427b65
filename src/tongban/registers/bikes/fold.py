"""From dated facts to the state of a bike, and back to columns. Pure: no database, no clock.

A facet is named after its column; three hold what belongs together: `owner` is [id, kind], `plate` is [kind, number],
`delivery` is [firm, rider, tag] or null.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from tongban.law import facts

_TEXTS = frozenset({"code", "motor", "colour", "region", "licence", "ended"})
_DAYS = frozenset({"registered_on", "check_due_on"})
_GROUPS = {"owner": ("owner", "owner_kind"), "plate": ("kind", "plate"), "delivery": ("firm", "rider", "tag")}
_BLANK: dict[str, Any] = {"tag": "", "firm": None, "rider": None, "check_due_on": None, "ended": ""}
_IDS = frozenset({"owner", "firm", "rider"})


def fold(told: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Fold facts given in order of (since, entry) as (facet, value) into column values of the narrow row. Raises
    ValueError for a facet this register does not know."""
    state = dict(_BLANK)
    for facet, value in told:
        state |= columns(facet, value)
    return state


def columns(facet: str, value: Any) -> dict[str, Any]:
    """What one fact says of the narrow row."""
    if facet in _GROUPS:
        names = _GROUPS[facet]
        return {name: _column(name, part) for name, part in zip(names, value or [None] * len(names), strict=True)}
    if facet in _TEXTS:
        return {facet: value or ""}
    if facet in _DAYS:
        return {facet: date.fromisoformat(value) if value else None}
    if facet == "make":
        return {facet: value}
    raise ValueError(f"The register of bikes knows no facet {facet!r}.")


def _column(name: str, part: Any) -> Any:
    if name in _IDS:
        return UUID(part) if part else None
    return part or ""


def law_of(row: Any) -> facts.Bike:
    """The bike as law reads it, from a narrow row. Whose it is, the caller says."""
    return facts.Bike(kind=row.kind, ended=row.ended, check_due_on=row.check_due_on)
