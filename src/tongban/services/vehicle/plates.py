"""The plates of a vehicle as a decision orders them: which are lost, and where the new ones go."""

from datetime import date
from typing import Any
from uuid import UUID

from tongban.casework.carrying import Carrying, Undoing
from tongban.casework.catalogue import Question
from tongban.core.plates import Plate
from tongban.documents.plates import handing, ordering
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.vehicles import actions as vehicles

BOTH = "both"
ONE_PLATE = ("M", "B", "G")  # first letters of types of vehicles with a plate behind alone


def order(carrying: Carrying, kind: str, lost: tuple[str, ...] = ()) -> None:
    """Make the plates on the vehicle void and order new ones of the same number. `kind`: how its file calls it."""
    vehicle = carrying.vehicle
    vehicles.record(vehicle_id=vehicle.id, kind=kind, changes=[], **carrying.act)
    ordering.order(
        plate=Plate(vehicle.plate_type, vehicle.plate),
        vehicle_id=vehicle.id,
        to=receiver(carrying),
        lost=lost,
        actor=carrying.actor,
        cause=carrying.cause,
    )


def receiver(carrying: Carrying, holder: UUID | None = None) -> ordering.Receiver:
    """Who gets the plates of a case, and how, by its answers; another `holder` than the applicant collects them."""
    if holder and holder != carrying.person_id:
        return ordering.Receiver(holder, carrying.case_id, carrying.office)
    delivery = str(carrying.answers.get("delivery", "office"))
    address = None
    if delivery == "post":
        address = {
            "name": carrying.person.name,
            "address": carrying.answers.get("delivery_address") or carrying.person.address,
            "phone": people.phone_number(carrying.person_id),
        }
    return ordering.Receiver(carrying.person_id, carrying.case_id, carrying.office, delivery, address)


def withdraw(undoing: Undoing) -> None:
    """The decision was wrong: the set it ordered is void; the one before stays void."""
    handing.withdraw(case_id=UUID(undoing.decided.removeprefix("case:")), actor=undoing.actor)


def lost_places(answers: dict[str, Any]) -> tuple[str, ...]:
    """The places whose plates are lost, from the answer."""
    said = str(answers.get("lost", BOTH))
    return ("front", "rear") if said == BOTH else (said,)


def _which(facts: Facts, on: date, book: Book) -> list[tuple[str, Text]]:
    both = (BOTH, Text(zh="前后两面都丢了", en="Both plates"))
    front = ("front", Text(zh="只丢了前面的", en="The front plate alone"))
    rear = ("rear", Text(zh="只丢了后面的", en="The rear plate alone"))
    return [rear] if facts.vehicle and facts.vehicle.type.startswith(ONE_PLATE) else [both, front, rear]


LOST = Question(
    key="lost",
    kind="choice",
    label=Text(zh="丢了哪面号牌？", en="Which plate is lost?"),
    hint=Text(
        zh="一副号牌一起换新。没丢的那面，领新号牌时请交回。",
        en="The whole set is made anew. Hand in the plate you still have when you get the new ones.",
    ),
    options=_which,
)
