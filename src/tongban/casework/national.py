"""What the national traffic platform says of a driver, written into the register (until roads keeps it itself).

Letters H (violation not handled) and I (accident not handled) follow its answer, and so do the points of the
cycles. Only what differs is written, with the signed answer as its cause.
"""

from typing import Any

from tongban.casework import evidence
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.exchange.types import Answer
from tongban.law.facts import Cycle
from tongban.registers.drivers import actions as drivers
from tongban.registers.drivers.types import Change, Driver

LETTERS = {"violation": "H", "accident": "I"}
PLATFORM = Actor(kind="partner", label="platform", channel="partner")


def follow(driver: Driver | None, answer: Answer[Any] | None) -> None:
    """Bring the register up to an answer of the platform, in the caller's transaction."""
    if driver is None or answer is None:
        return
    record = evidence.typed("platform", answer.facts)
    cause = f"platform:{answer.message_id}"
    open_kinds = {matter.kind for matter in record.open_matters}
    for kind, letter in LETTERS.items():
        if (kind in open_kinds) != (letter in driver.licence.letters):
            change = drivers.set_letter if kind in open_kinds else drivers.clear_letter
            change(driver_id=driver.id, letter=letter, effective_on=clock.today(), actor=PLATFORM, cause=cause)
    _follow_cycles(driver, record.law_cycles, cause)


def _follow_cycles(driver: Driver, reported: tuple[Cycle, ...], cause: str) -> None:
    known = {(cycle.starts_on, cycle.ends_on): cycle.points for cycle in driver.licence.cycles}
    changes = [
        Change(f"cycle:{cycle.starts_on.isoformat()}", [cycle.ends_on.isoformat(), cycle.points], since=cycle.starts_on)
        for cycle in reported
        if known.get((cycle.starts_on, cycle.ends_on)) != cycle.points
    ]
    if changes:
        drivers.record(
            driver_id=driver.id,
            kind="points_reported",
            changes=changes,
            effective_on=clock.today(),
            actor=PLATFORM,
            cause=cause,
        )
