"""What a service gets when its decision is carried out, and when it is undone."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tongban.core.actor import Actor
from tongban.core.errors import NotFound
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.text import Text
from tongban.people.types import PersonView
from tongban.registers.bikes.types import Bike
from tongban.registers.drivers.types import Driver
from tongban.registers.types import Act
from tongban.registers.vehicles.types import Vehicle


@dataclass(frozen=True, slots=True)
class Undoing:
    """A decision that was wrong, about to be undone inside the transaction of its correction.

    `decided` is the cause that stands in every entry of the decision, `cause` the one for what undoes it.
    """

    person_id: UUID
    subject: UUID | None  # the register row that the case is about
    decided: str
    cause: str
    reason: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class Carrying:
    """One granted decision about to be carried out, inside its transaction.

    `on` is the law's day on which it takes effect; `cause` goes into every entry; `card_serial` is the blank reserved
    for the new card where the service makes one; `asked_by` is who asked, where that matters: online the person or
    their agent, elsewhere the office that took the application.
    """

    case_id: UUID
    service: str
    person: PersonView
    file: Driver | None  # the driver file, None where the person has none
    answers: dict[str, Any]
    facts: Facts
    contents: dict[str, dict[str, Any]]  # evidence by material, as the partners sent it
    book: Book
    on: date
    office: str
    actor: Actor
    asked_by: Actor
    cause: str
    card_serial: str = ""
    second_serial: str = ""  # the blank of a second card, where the service makes two
    subject: UUID | None = None  # the register row it is about; of a new vehicle the id that it will have
    own_vehicle: Vehicle | None = None  # the vehicle it is about, where it is about one
    own_bike: Bike | None = None

    @property
    def person_id(self) -> UUID:
        """Whom the case is about."""
        return self.person.id

    @property
    def act(self) -> Act:
        """What every verb of a register is told: the day, who, and on what it rests."""
        return Act(effective_on=self.on, actor=self.actor, cause=self.cause)

    @property
    def driver(self) -> Driver:
        """The driver file; NotFound where the person has none (a service whose rule asks for a licence has one)."""
        if self.file is None:
            raise NotFound(Text(zh="没有驾驶人档案。", en="There is no driver file."))
        return self.file

    @property
    def vehicle(self) -> Vehicle:
        """The vehicle; NotFound where it is gone (a service whose rule asks for a vehicle has one)."""
        if self.own_vehicle is None:
            raise NotFound(Text(zh="没有这辆车的档案。", en="There is no such vehicle file."))
        return self.own_vehicle

    @property
    def bike(self) -> Bike:
        """The bike; NotFound where it is gone."""
        if self.own_bike is None:
            raise NotFound(Text(zh="没有这辆车的登记。", en="There is no such bike on record."))
        return self.own_bike
