"""What the national traffic platform says of a driver, written into the register (until roads keeps it itself).

Letters H (violation not handled) and I (accident not handled) follow its answer, and so do the points of the
cycles, less what courses took off here.
Only what differs is written, with the signed answer as its cause. Decided accidents it tells by itself.
"""

from typing import Any
from uuid import UUID

from tongban.casework import evidence
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.exchange import queries as exchange
from tongban.exchange.types import Answer
from tongban.people import queries as people
from tongban.registers.drivers import actions as drivers
from tongban.registers.drivers import points
from tongban.registers.drivers import queries as drivers_on_file
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
    points.follow_report(
        driver_id=driver.id, cycles=record.law_cycles, effective_on=clock.today(), actor=PLATFORM, cause=cause
    )


def keep_accident(message_id: UUID) -> None:
    """Write a decided accident into the register of its driver; nothing where we keep no file of them."""
    told = exchange.get_message(message_id).value
    person = people.find_person(told.identity_number)
    driver = drivers_on_file.find_driver(person) if person else None
    if driver:
        said = [told.on.isoformat(), told.outcome, told.responsibility]
        drivers.record(
            driver_id=driver.id,
            kind="accident_decided",
            changes=[Change(f"accident:{told.number}", said, since=told.on)],
            effective_on=clock.today(),
            actor=PLATFORM,
            cause=f"platform:{message_id}",
        )
