"""The one way a driver file changes: entry, facts, narrow row and licence version together.

For the verbs of `actions` alone; every function here works inside the transaction of its verb.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Unpack
from uuid import UUID

from django.db import connection, transaction

from tongban.core import entries, rows
from tongban.core.errors import NotFound
from tongban.law.text import Text
from tongban.registers import dated
from tongban.registers.drivers import fold
from tongban.registers.drivers.models import Driver, DriverFact, LicenceVersion
from tongban.registers.drivers.types import REGISTER, Change
from tongban.registers.types import Act

_LOCKED = rows.Rows(Driver, "id = %s FOR UPDATE", why="change a driver file")
_VOID = """
UPDATE drivers_licenceversion SET voided_on = %s, voided_by = %s, void_cause = %s
WHERE driver = %s AND voided_on IS NULL
"""


def change_file(
    driver_id: UUID,
    kind: str,
    changes: list[Change],
    *,
    facts: dict[str, Any] | None = None,
    card: str | None = "",
    void_cause: str = "",
    **act: Unpack[Act],
) -> Driver:
    """Write the entry, its facts and the row together. `card`: the serial of the new card, None where the card ends,
    "" where it stays; `void_cause` says why the old one is void where `kind` does not."""
    on = act["effective_on"]
    if card != "":
        changes = [*changes, Change("card", card)]
    with transaction.atomic(savepoint=False):
        driver = locked(driver_id)
        changes = [change for change in changes if _says_something(driver, change)]
        entry = write_entry(
            driver_id, kind, {**(facts or {}), "states": [change.said(on) for change in changes]}, **act
        )
        facts_of_it = fact_rows(driver_id, entry, on, changes)
        if facts_of_it:
            rows.insert(*facts_of_it)
        state = fold.state_of(driver)
        for change in changes:
            state.apply(change.facet, change.value)
        take_columns(driver, state)
        if card != "":
            _void_version(driver_id, on, void_cause or kind, entry)
        if card:
            add_version(driver, card, on, void_cause or kind, entry)
        driver.look_on = on
        rows.update(driver)
        return driver


def _says_something(driver: Driver, change: Change) -> bool:
    """A letter that is not set, and a postponement there was not, need not be cleared: no fact without content."""
    if change.facet.startswith("letter:") and not change.value:
        return change.facet[7:] in driver.letters
    if change.facet in ("medical_due", "card") and change.value is None:
        return bool(driver.medical_due_on if change.facet == "medical_due" else driver.card_serial)
    if change.facet.startswith("postponement:") and change.value is None:
        return any(f"postponement:{duty}" == change.facet for duty, *_ in driver.postponements)
    return True


def locked(driver_id: UUID) -> Driver:
    """The file, locked until the end of the transaction; NotFound where there is none."""
    driver = _LOCKED.first(driver_id)
    if driver is None:
        raise NotFound(Text(zh="没有这份驾驶人档案。", en="There is no such driver file."))
    return driver


def write_entry(subject: UUID, kind: str, facts: dict[str, Any], **act: Unpack[Act]) -> UUID:
    """Write the entry of a change to a file."""
    return entries.write(register=REGISTER, subject=subject, kind=kind, facts=facts, **act)


def fact_rows(subject: UUID, entry: UUID, effective_on: date, changes: Iterable[Change]) -> list[DriverFact]:
    """The rows of dated statements, oldest first."""
    return dated.rows_of(DriverFact, subject, entry, effective_on, changes)


def take_columns(driver: Driver, state: fold.State) -> None:
    """Give the narrow row what the facts say."""
    for column, value in state.columns().items():
        setattr(driver, column, value)


def class_changes(driver: Driver, classes: Mapping[str, date]) -> list[Change]:
    """The statements that lead from the held classes to these (code to the day it was first held)."""
    held = dict(driver.classes)
    lost = [Change(f"class:{code}") for code in held if code not in classes]
    return lost + [Change(f"class:{code}", since.isoformat()) for code, since in classes.items() if code not in held]


def changes_for_age(driver: Driver, classes: Mapping[str, date], on: date) -> list[Change]:
    """The same where age ends classes on a day: these are kept as lost, for what may be given back one day."""
    lost = [Change(f"lost:{code}", [since, on.isoformat()]) for code, since in driver.classes if code not in classes]
    return [*class_changes(driver, classes), *lost]


def _void_version(driver_id: UUID, on: date, cause: str, entry: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_VOID, [on, entry, cause, driver_id])


def add_version(driver: Driver, card_serial: str, on: date, cause: str, entry: UUID) -> None:
    """Write the next licence version; the one before must be void already."""
    if cause != "issued":
        driver.version += 1
    rows.insert(
        LicenceVersion(
            driver=driver.id, number=driver.version, card_serial=card_serial, issued_on=on, cause=cause, entry=entry
        )
    )


def next_file_number(region: str) -> str:
    """12 digits: 4 of the region, 8 serial (GA/T 16.21). The serial comes from one sequence for all regions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('drivers_file_number')")
        (serial,) = cursor.fetchone()
    return f"{region[:4]}{serial:08d}"


def iso(day: date | None) -> str | None:
    """The day as JSON holds it."""
    return day.isoformat() if day else None
