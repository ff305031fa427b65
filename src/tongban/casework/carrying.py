"""What a service gets when its decision is carried out."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tongban.core.actor import Actor
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.registers.drivers.types import Driver


@dataclass(frozen=True, slots=True)
class Carrying:
    """One granted decision about to be carried out, inside its transaction.

    `on` is the law's day on which it takes effect; `cause` goes into every entry; `card_serial` is the blank reserved
    for the new card where the service makes one.
    """

    case_id: UUID
    service: str
    person_id: UUID
    driver: Driver
    answers: dict[str, Any]
    facts: Facts
    contents: dict[str, dict[str, Any]]  # evidence by material, as the partners sent it
    book: Book
    on: date
    office: str
    actor: Actor
    cause: str
    card_serial: str = ""
