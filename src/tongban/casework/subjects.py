"""What a case is about: a driver file, or one of a person's vehicles. The engine asks here and knows no register.

A service says `about`. A person has one driver file at most; which of their vehicles a case is about is chosen when it
begins and stays: two vehicles are two cases. A decision about a vehicle is carried out only while it is as the rule saw
it, because a court or a bank may reach the same vehicle in the same second.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tongban.casework import driver_facts, vehicle_facts
from tongban.casework.catalogue import Service
from tongban.core import entries
from tongban.core.actor import Actor
from tongban.core.errors import BadInput
from tongban.law.facts import Facts
from tongban.law.text import Text
from tongban.people.types import PersonView
from tongban.registers.drivers import actions as driver_actions
from tongban.registers.drivers import queries as drivers
from tongban.registers.drivers.types import Driver
from tongban.registers.vehicles import actions as vehicle_actions
from tongban.registers.vehicles import queries as vehicles
from tongban.registers.vehicles.types import Vehicle

WHICH = Text(zh="请选择要办理的车辆。", en="Choose the vehicle that it is about.")
NO_VEHICLE = Text(
    zh="没有查到您名下的车辆。单位名下的车辆请到窗口办理。",
    en="We have no vehicle of yours on record. For a vehicle of an organisation please come to a window.",
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a case is about, as it stands: one of the two, or none where the person has none."""

    driver: Driver | None = None
    vehicle: Vehicle | None = None

    @property
    def id(self) -> UUID | None:
        """The register row that it is about."""
        found = self.driver or self.vehicle
        return found.id if found else None

    @property
    def as_it_was(self) -> bool:
        """Lock a vehicle until the end of the transaction: True where it is as it was read. A driver file has one
        writer of decisions at a time: its case."""
        return self.vehicle is None or vehicles.still_at(self.vehicle)


def choose(service: Service, applicant: UUID, wanted: UUID | None) -> UUID | None:
    """The register row of a new case: the person's driver file, or the wanted one of their vehicles, the only one where
    none is named. One statement. Raises BadInput where a vehicle has to be named or is not theirs."""
    if service.about == "driver":
        driver = drivers.find_driver(applicant)
        return driver.id if driver else None
    mine = {vehicle.id for vehicle in vehicles.vehicles_of(applicant)}
    if wanted is None and len(mine) == 1:
        return mine.pop()
    if wanted not in mine:
        raise BadInput("vehicle", WHICH if mine else NO_VEHICLE)
    return wanted


def read(service: Service, applicant: UUID, subject: UUID | None) -> Subject:
    """What a case is about, as its register has it now. One statement."""
    if service.about == "driver":
        return Subject(driver=drivers.find_driver(applicant))
    found = vehicles.find_vehicle(subject) if subject else None
    return Subject(vehicle=vehicles.seen_by(found, applicant) if found else None)


def facts(
    subject: Subject,
    service: Service,
    person: PersonView,
    contents: dict[str, dict[str, Any]],
    answers: dict[str, Any],
    on: date,
    office: str,
    ground: str,
) -> Facts:
    """The facts of a case as its rule reads them. Two statements for a driver's, none for a vehicle's."""
    if service.about == "vehicle":
        return vehicle_facts.build(person, subject.vehicle, contents, answers, office=office, ground=ground)
    return driver_facts.build(person, subject.driver, contents, answers, on, office=office, ground=ground)


def strike(subject: UUID, cause: str, reason: str, on: date, actor: Actor) -> None:
    """Strike what a case wrote in the registers about its subject and nobody has struck yet, the newest first."""
    for register, correct in _CORRECT.items():
        history = entries.history(subject, register)
        struck = {entry.corrects for entry in history}
        for written in reversed(history):
            if written.cause == cause and written.facts.get("states") and written.id not in struck:
                correct(subject, written.id, reason, on, actor)


def _correct_driver(subject: UUID, entry: UUID, reason: str, on: date, actor: Actor) -> None:
    driver_actions.correct(driver_id=subject, entry=entry, reason=reason, effective_on=on, actor=actor)


def _correct_vehicle(subject: UUID, entry: UUID, reason: str, on: date, actor: Actor) -> None:
    vehicle_actions.correct(vehicle_id=subject, entry=entry, reason=reason, effective_on=on, actor=actor)


_CORRECT: Mapping[str, Callable[[UUID, UUID, str, date, Actor], None]] = {
    "drivers": _correct_driver,
    "vehicles": _correct_vehicle,
}
