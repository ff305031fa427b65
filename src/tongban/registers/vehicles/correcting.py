"""One item of a registration is put right (更正; O164 art. 53): the entry that stated it is struck, and what else it
stated is stated again beside the right item. Nothing is overwritten: as of any day, and as we knew it then, stay."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from uuid import UUID

from django.db import transaction

from tongban.core import entries
from tongban.core.actor import Actor
from tongban.core.entries import EntryView
from tongban.core.errors import NotFound
from tongban.registers.dated import NOTHING_WRONG
from tongban.registers.types import Change, FactView
from tongban.registers.vehicles import actions, queries
from tongban.registers.vehicles.changing import change_vehicle
from tongban.registers.vehicles.models import Vehicle

NOTHING: Mapping[str, str | None] = MappingProxyType({})
_PAPERS = ("licence", "certificate")  # what is void by a correction is issued anew, never stated again


def stated_by(vehicle_id: UUID, item: str) -> EntryView | None:
    """The entry by which an item stands as it does, None where nothing states it. Two statements."""
    fact = _standing(queries.facts_of(vehicle_id), item)
    return entries.find(fact.entry) if fact else None


def correct_item(
    *,
    vehicle_id: UUID,
    item: str,
    right: str,
    reason: str,
    effective_on: date,
    actor: Actor,
    cause: str,
    follows: Mapping[str, str | None] = NOTHING,
) -> Vehicle:
    """Put an item right from the day on which it was stated wrongly, and with it what follows from it (`follows`: the
    day of scrapping after a type). Licence and certificate that the same entry issued are void. Raises NotFound where
    nothing states the item, Conflict where a VIN is another live vehicle's."""
    with transaction.atomic(savepoint=False):
        known = queries.facts_of(vehicle_id)
        wrong = _standing(known, item)
        if wrong is None:
            raise NotFound(NOTHING_WRONG)
        again = [
            Change(one.facet, one.value, one.until, one.since)
            for one in known
            if one.entry == wrong.entry and one.facet not in (item, *follows, *_PAPERS) and not _superseded(one, known)
        ]
        before = {facet: _standing(known, facet) for facet in follows}
        actions.correct(
            vehicle_id=vehicle_id, entry=wrong.entry, reason=reason, effective_on=effective_on, actor=actor,
            changes=[*again, *(Change(one, said, since=wrong.since) for one, said in {item: right, **follows}.items())],
        )  # fmt: skip
        said = {"item": item, "was": wrong.value, "is": right}
        said |= {"followed": {facet: one.value if one else None for facet, one in before.items()}} if before else {}
        return change_vehicle(vehicle_id, "item_corrected", [], effective_on, actor, cause, facts=said)


def _standing(known: list[FactView], item: str) -> FactView | None:
    stated = [one for one in known if one.facet == item and not one.struck_by]
    return max(stated, key=lambda one: (one.since, one.entry), default=None)


def _superseded(one: FactView, known: list[FactView]) -> bool:
    """A later entry states the same from the same day: stated again it would come after that."""
    return any(
        other.facet == one.facet and other.since == one.since and other.entry > one.entry and not other.struck_by
        for other in known
    )
