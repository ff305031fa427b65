"""Which state of a vehicle stands in the way of which service: Order 164 Articles 15 to 54, as one table.

The states are the letters on record (机动车状态), what restrictions add by their days, and what time adds: overdue for
inspection, past the day for scrapping, in its last year. The table is data (`law/parameters/vehicle_states.toml`). What
it says has to happen *with* a service (a mortgagee who joins, an inspection first) is the service's own to see to.
Not modelled: which of two waiting attachments binds, because one is enough to stop.
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_years
from tongban.law.facts import Facts, Restriction, Vehicle
from tongban.law.reasons import reason, verdict
from tongban.law.rules import inspection
from tongban.law.text import Text
from tongban.law.verdict import Reason, Verdict

# The letters of the national register and the row of the table that each leads to. A, normal, is no letter here.
OF_LETTER = {
    "B": "moved_out", "C": "stolen", "E": "ended", "F": "ended", "G": "violation", "H": "customs", "I": "accident",
    "J": "suspected", "K": "attached", "L": "detained", "M": "scrap_due", "N": "accident", "O": "locked",
    "P": "scrap_due", "Q": "overdue",
}  # fmt: skip
OF_RESTRICTION = {
    "mortgage": "mortgaged", "pledge": "pledged", "attachment": "attached", "seizure": "attached",
    "detention": "detained",
}  # fmt: skip
ROWS = (*dict.fromkeys(OF_LETTER.values()), "near_scrap", "mortgaged", "pledged", "differs")
_STOPS = ("no", "released")  # the second: until it is released


def letters_on(vehicle: Vehicle, on: date) -> str:
    """The state as the national register writes it on a day: letters in order, A where there is none."""
    letters = set(vehicle.letters)
    states = {OF_RESTRICTION[one.kind] for one in standing(vehicle, on)}
    letters |= {letter for letter, state in (("K", "attached"), ("L", "detained")) if state in states}
    if not letters & {"E", "F"}:
        letters |= {"Q"} if inspection.overdue(vehicle, on) else set()
        letters |= {"M"} if vehicle.scrap_on and on > vehicle.scrap_on else set()
    return "".join(sorted(letters)) or "A"


def standing(vehicle: Vehicle, on: date) -> list[Restriction]:
    """The restrictions in force on a day, the earliest first."""
    return sorted(
        (one for one in vehicle.restrictions if one.since <= on and (one.until is None or on <= one.until)),
        key=lambda one: one.rank,
    )


def states(vehicle: Vehicle, on: date, book: Book) -> list[str]:
    """The rows of the table that hold on a day, in its order."""
    held = {OF_LETTER[letter] for letter in letters_on(vehicle, on) if letter != "A"}
    held |= {OF_RESTRICTION[one.kind] for one in standing(vehicle, on)}
    if not held & {"ended", "scrap_due"} and _last_year(vehicle, on, book):
        held.add("near_scrap")
    return [row for row in ROWS if row in held]


def _last_year(vehicle: Vehicle, on: date, book: Book) -> bool:
    years = book.value("vehicle_states.near_scrap_years", on)
    return vehicle.scrap_on is not None and on > add_years(vehicle.scrap_on, -years)


def says(state: str, service: str, on: date, book: Book, region: str = "") -> str:
    """The cell of the table: "yes", "no", or what has to happen with the service."""
    return str(book.value(f"vehicle_states.{state}", on, region)[service])


def stops(facts: Facts, service: str, on: date, book: Book) -> Iterator[Reason]:
    """One reason for each state that stands in the way of a service."""
    vehicle = facts.vehicle
    if vehicle is None or not vehicle.own:
        yield reason("vehicle.not_yours")
        return
    for state in states(vehicle, on, book):
        if says(state, service, on, book, facts.region) in _STOPS:
            yield _reason_of(state, vehicle, on)


def needs(facts: Facts, service: str, what: str, on: date, book: Book) -> list[str]:
    """The states with which this has to happen for a service: "officer", "joint" ..."""
    if facts.vehicle is None:
        return []
    return [state for state in states(facts.vehicle, on, book) if says(state, service, on, book, facts.region) == what]


def may(facts: Facts, service: str, on: date, book: Book) -> Verdict:
    """Does nothing in the state of the vehicle stand in the way of a service on this day?"""
    return verdict(stops(facts, service, on, book), on, book, "vehicle_states", "inspections")


def _reason_of(state: str, vehicle: Vehicle, on: date) -> Reason:
    kinds = [kind for kind, row in OF_RESTRICTION.items() if row == state]
    binding = [one for one in standing(vehicle, on) if one.kind in kinds]
    if state in ("attached", "detained"):
        return reason(f"vehicle.{state}", by=_by(binding))
    if state in ("scrap_due", "near_scrap"):
        return reason(f"vehicle.{state}", last=_last(vehicle.scrap_on))
    return reason(f"vehicle.{state}")


def _by(binding: list[Restriction]) -> Text | str:
    """Who restricts it, and under which number: what the person needs in order to ask."""
    named = [one for one in binding if one.holder]
    if not named:
        return ""
    words = [f"{one.holder}，{one.reference}" if one.reference else one.holder for one in named]
    return Text(zh=f"（{'；'.join(words)}）", en=f" ({'; '.join(word.replace('，', ', ') for word in words)})")


def _last(day: date | None) -> Text | str:
    if day is None:
        return ""
    return Text(zh="（使用年限至{day}）", en=" (its years end on {day})").fill(day=day)
