"""From dated facts to the state of a vehicle, and back to columns. Pure: no database, no clock.

A facet is named after its column; families carry their member after a colon. The same function applies one change to
the current row and folds a whole history, so that the two cannot differ.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from tongban.law import facts

_DAYS = frozenset({"made_on", "registered_on", "inspected_to", "insured_to", "scrap_on"})
_TEXTS = frozenset({"vin", "type", "use", "colour", "engine", "not_exempt", "licence", "certificate"})
_ENDED = {"B", "E", "F"}  # moved out, deregistered, revoked: no longer a vehicle of this office


@dataclass(slots=True)
class State:
    """The foldable state: every column of the narrow row that facts decide."""

    values: dict[str, Any] = field(default_factory=dict)  # by column
    letters: set[str] = field(default_factory=set)
    restrictions: dict[str, list[Any]] = field(default_factory=dict)

    def apply(self, facet: str, value: Any) -> None:
        """Apply one fact. Raises ValueError for a facet this register does not know."""
        family, _, member = facet.partition(":")
        if family == "letter":
            (self.letters.add if value else self.letters.discard)(member)
        elif family == "restriction":
            if value is None:
                self.restrictions.pop(member, None)
            else:
                self.restrictions[member] = value
        elif family == "link":
            pass  # of one owner's account: no column, read by `queries.unlinked`
        elif family == "plate":
            self.values["plate_type"], self.values["plate"] = value or ("", "")
        elif family == "authority":
            self.values["authority"], self.values["region"] = value
        elif family in _TEXTS:
            self.values[family] = value or ""
        elif family in _DAYS or family in ("make", "owners"):
            self.values[family] = value
        else:
            raise ValueError(f"The register of vehicles knows no facet {facet!r}.")

    def columns(self) -> dict[str, Any]:
        """The state as column values of the narrow row."""
        told = {name: self.values.get(name) or "" for name in (*_TEXTS, "plate_type", "plate", "authority", "region")}
        owners = self.values.get("owners") or []
        return {
            **told,
            **{name: _day(self.values.get(name)) for name in _DAYS},
            "make": self.values.get("make") or {},
            "owners": owners,
            "owner": UUID(owners[0][0]) if owners else None,
            "shared": len(owners) > 1,
            "letters": "".join(sorted(self.letters)),
            "live": not self.letters & _ENDED,
            "restrictions": sorted(([key, *said] for key, said in self.restrictions.items()), key=lambda one: one[2]),
        }


def state_of(columns: Any) -> State:
    """The state that a narrow row (any object with its columns as attributes) stands for."""
    values = {name: getattr(columns, name) for name in (*_TEXTS, "plate_type", "plate", "authority", "region", "make")}
    days = {name: day.isoformat() for name in _DAYS if (day := getattr(columns, name))}
    restrictions = {key: said for key, *said in columns.restrictions}
    return State({**values, **days, "owners": columns.owners}, set(columns.letters), restrictions)


def fold(told: Iterable[tuple[str, Any]]) -> State:
    """Fold facts given in order of (since, entry) as (facet, value)."""
    state = State()
    for facet, value in told:
        state.apply(facet, value)
    return state


def law_of(columns: Any) -> facts.Vehicle:
    """The vehicle as law reads it, from a narrow row or a folded one. Whose it is, the caller says."""
    return facts.Vehicle(
        type=columns.type,
        use=columns.use,
        capacity=int(columns.make.get("capacity", 0)),
        registered_on=columns.registered_on,
        made_on=columns.made_on,
        inspected_to=columns.inspected_to,
        scrap_on=columns.scrap_on,
        letters=frozenset(columns.letters),
        restrictions=tuple(_restriction(*said) for said in columns.restrictions),
        not_exempt=columns.not_exempt,
        owners=len(columns.owners),
        of_organisation=bool(columns.owners) and columns.owners[0][1] == "organisation",
        plated=bool(columns.plate),
    )


def _restriction(
    key: str, kind: str, rank: int, since: str, until: str | None, holder: str, reference: str, party: str = ""
) -> facts.Restriction:
    return facts.Restriction(kind, rank, date.fromisoformat(since), _day(until), holder, reference, party)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
