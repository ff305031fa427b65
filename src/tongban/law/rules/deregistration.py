"""V35 to V38: the registration of a vehicle ends (注销登记), Order 164 Articles 37 to 42, State Council Order 715.

It is scrapped, lost, no longer used in China, or returned. What stands in the way is the table of states: an attachment
or a mortgage always, open violations and accidents only where the vehicle leaves the country or goes back. Who lets the
years of use pass without an end has the papers announced void: the office opens that case itself, an officer decides.
Not modelled: the seven days of the recycler, which bind the recycler alone; the two months of an exporter, after which
the registration ends all the same.
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.facts import Ending, Facts
from tongban.law.reasons import reason, verdict
from tongban.law.rules import vehicle_kinds, vehicle_states
from tongban.law.verdict import Reason, Verdict

KIND = 2  # signs of a vehicle type that say its class and size
OVERDUE = "scrap_passed"  # the ground on which the office opens a case
NOTHING = Ending()


def may_scrap(facts: Facts, on: date, book: Book) -> Verdict:
    """May the vehicle be deregistered as scrapped on this day?"""
    ending = facts.ending or NOTHING
    reasons = [*_states(facts, "cancel", on, book)]
    if ending.recovered is False:
        reasons.append(reason("deregistration.not_recovered"))
    elif ending.recovered and not ending.recycler_certified:
        reasons.append(reason("deregistration.not_certified"))
    elif ending.recovered and needs_supervision(facts, on, book) and not ending.supervised:
        reasons.append(reason("deregistration.not_supervised"))
    return verdict(reasons, on, book, "vehicle_states", "deregistration")


def needs_supervision(facts: Facts, on: date, book: Book) -> bool:
    """Is it taken apart under the eyes of the police: a large or heavy one, one for hire, a school bus?"""
    vehicle = facts.vehicle
    if vehicle is None:
        return False
    large = vehicle.type[:KIND] in book.value("deregistration.supervised_types", on)
    return large or vehicle_kinds.is_for_hire(vehicle) or vehicle_kinds.is_school_bus(vehicle)


def may_end_lost(facts: Facts, on: date, book: Book) -> Verdict:
    """May it be deregistered as lost, on its owner's written promise that it is?"""
    return verdict(_states(facts, "cancel", on, book), on, book, "vehicle_states", "deregistration")


def may_end_abroad(facts: Facts, on: date, book: Book) -> Verdict:
    """May it be deregistered because it has left the country?"""
    return _abroad(facts, on, book, "deregistration.not_left", (facts.ending or NOTHING).left)


def may_end_returned(facts: Facts, on: date, book: Book) -> Verdict:
    """May it be deregistered because its maker or dealer has taken it back?"""
    return _abroad(facts, on, book, "deregistration.not_returned", (facts.ending or NOTHING).returned)


def _abroad(facts: Facts, on: date, book: Book, missing: str, known: bool | None) -> Verdict:
    reasons = [*_states(facts, "cancel_abroad", on, book)]
    if known is False:
        reasons.append(reason(missing))
    return verdict(reasons, on, book, "vehicle_states", "deregistration")


def _states(facts: Facts, service: str, on: date, book: Book) -> Iterator[Reason]:
    """The states that stand in the way; a vehicle under customs supervision is released first."""
    yield from vehicle_states.stops(facts, service, on, book)
    if vehicle_states.needs(facts, service, "customs", on, book):
        yield reason("deregistration.customs_first")


def overdue(facts: Facts, on: date) -> bool:
    """Have its years of use passed without an end?"""
    vehicle = facts.vehicle
    return vehicle is not None and vehicle.scrap_on is not None and on > vehicle.scrap_on


def at_once(ground: str, on: date, book: Book) -> bool:
    """True: the owner was told two months before, nothing more is waited for."""
    return ground == OVERDUE
