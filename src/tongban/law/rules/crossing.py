"""C01 to C03: a vehicle from Macau or Hong Kong enters for a time with an electronic plate and licence.

Three schemes: "hengqin" (Macau vehicles within Hengqin alone), "macau" and "hongkong" (to Guangdong). Each has its
days; outside them nothing is granted and the reason says so. All reasons are told at once; what a partner has not
answered yet is no reason.
Not modelled: the ports that a scheme names, the draft plan for Hengqin with days outside the island, vehicles with two
plates, and how a breach limits a later application.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from tongban.law.book import Book, NotInForce
from tongban.law.dates import add_days, add_months, add_years, age_on
from tongban.law.facts import Facts
from tongban.law.passing import Entering
from tongban.law.reasons import reason, verdict
from tongban.law.verdict import Reason, Verdict

SCHEMES = ("hengqin", "macau", "hongkong")
HOMES = {"hengqin": "macau", "macau": "macau", "hongkong": "hongkong"}
ADULT = "adult"  # the ground of every resident of age
# The way of a permit, in order.
STEPS = ("applied", "documents_ok", "vehicle_inspected", "insured", "customs_filed", "border_filed", "e_plate_issued")


def may_enter(scheme: str, facts: Facts, on: date, book: Book) -> Verdict:
    """May plate and licence be given for this vehicle under a scheme on this day?"""
    vehicle = facts.entering
    if vehicle is None:
        return verdict([], on, book, "crossing")
    reasons = list(_in_force(scheme, on, book))
    if not reasons:
        reasons = [
            *_owner(scheme, facts, vehicle, on, book),
            *_vehicle(scheme, vehicle, on, book),
            *_proofs(scheme, vehicle, on, book),
            *_place(scheme, facts, vehicle, on, book),
        ]
    return verdict(reasons, on, book, "crossing")


RULES: Mapping[str, Callable[[Facts, date, Book], Verdict]] = {scheme: partial(may_enter, scheme) for scheme in SCHEMES}


def quota(scheme: str, ground: str, on: date, book: Book) -> tuple[str, int] | None:
    """The period ("total", or the month) and the size of the quota that a case takes from; None where there is none."""
    if scheme != "hengqin":
        return None
    total, month = (book.value(f"crossing.hengqin_{name}", on) for name in ("total", "month"))
    if total:
        return "total", total
    return (f"{on:%Y-%m}", month) if month and ground == ADULT else None


def valid_until(scheme: str, insured_until: date, on: date, book: Book) -> date:
    """The last day of plate and licence: by the scheme's own length and end, and never after the insurance."""
    months: int = book.value("crossing.valid", on)[scheme]
    ends = [add_days(add_months(on, months), -1), insured_until]
    scheme_ends = book.entry(f"crossing.{scheme}_in_force", on).until
    return min(ends + ([scheme_ends] if scheme_ends else []))


def most_days(scheme: str, on: date, book: Book) -> tuple[int | None, int | None]:
    """Days of one stay and of a calendar year at most; None where the scheme names none."""
    return _of(scheme, "stay", on, book), _of(scheme, "year", on, book)


def warn_before(on: date, book: Book) -> int:
    """How many days before a limit the owner is told."""
    days: int = book.value("crossing.warn_before", on)
    return days


def step(facts: Facts, on: date, book: Book, scheme: str) -> str:
    """How far a case has come (STEPS): the last step behind which nothing is open."""
    vehicle = facts.entering
    if vehicle is None or vehicle.known is None or vehicle.travels is None:
        return "applied"
    done = [True, True, vehicle.inspected == "passed" or not _to_inspect(scheme, vehicle, on, book)]
    done += [bool(vehicle.insured_until), bool(vehicle.customs_filed), bool(vehicle.border_filed)]
    reached = 0
    while reached + 1 < len(done) and done[reached + 1]:
        reached += 1
    return STEPS[reached]


def _in_force(scheme: str, on: date, book: Book) -> Iterator[Reason]:
    try:
        book.value(f"crossing.{scheme}_in_force", on)
    except NotInForce as error:
        if error.ended is not None:
            yield reason("crossing.ended", ended=error.ended)
        else:
            yield reason("crossing.not_begun", possible_from=error.first)


def _owner(scheme: str, facts: Facts, vehicle: Entering, on: date, book: Book) -> Iterator[Reason]:
    age = book.value("crossing.age", on)
    if age_on(facts.applicant.born, on) < age:
        yield reason("crossing.too_young", age=age, possible_from=add_years(facts.applicant.born, age))
    if scheme == "hengqin" and _ground(facts) not in book.value("crossing.hengqin_grounds", on):
        yield reason("crossing.ground")
    if vehicle.travels is False or (vehicle.travel_until is not None and vehicle.travel_until < on):
        yield reason("crossing.no_travel_permit")
    if vehicle.drivers > book.value("crossing.drivers", on):
        yield reason("crossing.drivers")
    if vehicle.unlicensed:
        yield reason("crossing.unlicensed")


def _vehicle(scheme: str, vehicle: Entering, on: date, book: Book) -> Iterator[Reason]:
    if vehicle.known is False or (vehicle.known and vehicle.home != HOMES[scheme]):
        yield reason("crossing.not_registered")
    if not vehicle.own:
        yield reason("crossing.not_own")
    if vehicle.permitted:
        yield reason("crossing.permitted")
    if not vehicle.known:
        return
    if not vehicle.private:
        yield reason("crossing.not_private")
    most = book.value("crossing.seats", on)[scheme]
    if vehicle.capacity > most:
        yield reason("crossing.seats", seats=most)
    below = _of(scheme, "length_below", on, book)
    if below is not None and vehicle.length_mm >= below * 10:
        yield reason("crossing.length", metres=below / 100)


def _proofs(scheme: str, vehicle: Entering, on: date, book: Book) -> Iterator[Reason]:
    if _to_inspect(scheme, vehicle, on, book) and vehicle.inspected is not None and vehicle.inspected != "passed":
        yield reason("crossing.not_inspected")
    if vehicle.insured is False or (vehicle.insured and not _covered(vehicle, on)):
        yield reason("crossing.uninsured")
    if vehicle.customs_filed is False:
        yield reason("crossing.customs_not_filed")
    if vehicle.border_filed is False:
        yield reason("crossing.border_not_filed")


def _place(scheme: str, facts: Facts, vehicle: Entering, on: date, book: Book) -> Iterator[Reason]:
    asked = quota(scheme, _ground(facts), on, book)
    if asked is None or vehicle.quota_used < asked[1]:
        return
    period, _ = asked
    if period == "total":
        yield reason("crossing.quota")
    else:
        yield reason("crossing.quota_of_month", possible_from=add_months(on.replace(day=1), 1))


def _covered(vehicle: Entering, on: date) -> bool:
    since, until = vehicle.insured_since, vehicle.insured_until
    return since is not None and until is not None and since <= on <= until


def _to_inspect(scheme: str, vehicle: Entering, on: date, book: Book) -> bool:
    years = _of(scheme, "inspected_over", on, book)
    return years is not None and vehicle.made_on is not None and on > add_years(vehicle.made_on, years)


def needs_inspection(scheme: str, facts: Facts, on: date, book: Book) -> bool:
    """Is the inspection of this vehicle asked for?"""
    return facts.entering is not None and _to_inspect(scheme, facts.entering, on, book)


def _ground(facts: Facts) -> str:
    return str(facts.answers.get("ground") or "")


def _of(scheme: str, name: str, on: date, book: Book) -> Any:
    return book.value(f"crossing.{name}", on).get(scheme)
