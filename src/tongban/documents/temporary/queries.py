"""Questions about temporary plates."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from uuid import UUID

from tongban.core import clock, working_days
from tongban.core.actor import Actor
from tongban.core.errors import NotFound
from tongban.core.law_book import book
from tongban.documents.models import TemporaryPlate
from tongban.documents.temporary.types import TemporaryView
from tongban.law.rules import temporary_plates as rule
from tongban.law.text import Text

NO_PLATE = Text(zh="没有这副临时号牌。", en="There is no such temporary plate.")
LATEST = 200


def given(vin: str, rows: Collection[str], holder: UUID | None = None) -> int:
    """How many plates a vehicle had for these rows, under one owner where one is named; those that were corrected do
    not count. One statement."""
    known = TemporaryPlate.for_system("how many were given").filter(vin=vin, row__in=rows)
    known = known.filter(holder=holder) if holder else known
    return known.exclude(ended_by="correction").count()


def runs_until(vin: str, on: date) -> date | None:
    """The last day of a plate of this vehicle that is valid or will be, None where there is none. One statement."""
    rows = TemporaryPlate.for_system("does one run").filter(vin=vin, ended_on=None, formal_on=None)
    ends = [one.holds_until for one in views(rows) if one.holds_until >= on]
    return max(ends, default=None)


def of_person(person: UUID) -> list[TemporaryView]:
    """The temporary plates of a person, newest first; the caller shows them to nobody else. One statement."""
    return views(TemporaryPlate.for_system("one's own plates").filter(person=person).order_by("-since", "-id"))


def of_vin(vin: str) -> list[TemporaryView]:
    """Every temporary plate of a vehicle, newest first. One statement."""
    return views(TemporaryPlate.for_system("plates of a vehicle").filter(vin=vin).order_by("-since", "-id"))


def get(plate_id: UUID) -> TemporaryView:
    """A plate by its id, for listeners and callers that know whose it is. Raises NotFound. One statement."""
    found = views(TemporaryPlate.for_system("a caller knows the id").filter(id=plate_id))
    if not found:
        raise NotFound(NO_PLATE)
    return found[0]


def find_of_case(case_id: UUID) -> TemporaryView | None:
    """The plate that a case gave, None where it gave none. One statement."""
    return next(iter(views(TemporaryPlate.for_system("page of its case").filter(case=case_id))), None)


def find_number(number: str) -> TemporaryView | None:
    """The plate of a number, for the public check; the caller tells nobody whose it is. One statement."""
    return next(iter(views(TemporaryPlate.for_system("public check").filter(number=number))), None)


def running_out(actor: Actor, on: date, within_days: int) -> list[TemporaryView]:
    """Plates an office gave that run out in so many days and have no formal plates yet, the next first. One
    statement."""
    rows = TemporaryPlate.visible_to(actor).filter(ended_on=None, formal_on=None, until__gte=on - timedelta(days=1))
    found = [one for one in views(rows.order_by("until")[:LATEST]) if one.state(on) in ("valid", "expired")]
    return [one for one in found if one.holds_until <= on + timedelta(days=within_days)]


def to_remind(on: date) -> list[TemporaryView]:
    """Plates whose owner is to be told now that they run out. One statement."""
    rows = TemporaryPlate.for_system("reminder").filter(ended_on=None, formal_on=None, reminded_on=None, since__lte=on)
    rules = book()
    return [
        one
        for one in views(rows.filter(until__gte=on - timedelta(days=60)))
        if rule.reminds_from(one.holds_until, on, rules.at(one.region)) <= on <= one.holds_until
    ]


def views(rows: Iterable[TemporaryPlate]) -> list[TemporaryView]:
    """Rows as callers see them."""
    rules, table, on = book(), working_days.table(), clock.today()
    return [
        TemporaryView(
            one.id, one.number, one.row, one.area, one.sheets, one.vin, one.name, one.vehicle_type, one.person,
            one.holder, one.case, one.office, one.region, one.since, one.until, one.insured_until, one.extended_until,
            one.extended_by, one.formal_on, one.ended_on,
            rule.holds_until(
                max(one.until, one.extended_until or one.until), one.formal_on, on, rules.at(one.region), table
            ),
        )
        for one in rows
    ]  # fmt: skip
