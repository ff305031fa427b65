"""V09 to V13, V17, V41: a change of a registered vehicle is registered (变更登记), Order 164 Articles 16, 17, 20, 21.

The vehicle is presented and checked; after another engine, body or frame it has passed an inspection since. Who comes
later than ten days after the change is served all the same: an officer looks, and says whether a warning follows.
A whole vehicle that was exchanged for its faults takes the papers of a new one, and the word of a mortgagee. A change
of use is not possible in the last year; what it makes of the years of use is `service_life.last_day_after`.
Not modelled: the engine options that an announcement approves, which the owner states and the officer compares; a
region that asks for a quota certificate for a changed use.
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_days, add_years
from tongban.law.facts import Facts, Vehicle
from tongban.law.reasons import reason, verdict
from tongban.law.rules import agreement, registration, vehicle_check, vehicle_kinds, vehicle_states
from tongban.law.verdict import Reason, Verdict

NO_LONGER_FOR_HIRE = {"D": "M", "T": "U"}  # 出租转非, 预约出租转非; every other use for hire: L, 营转非
UNSETTLED = {"G": "violation", "I": "accident", "N": "accident"}


def may_change_colour(facts: Facts, on: date, book: Book) -> Verdict:
    """May another colour of this vehicle be registered on this day?"""
    reasons = list(vehicle_states.stops(facts, "change", on, book))
    if facts.check and facts.check.away and facts.vehicle and not vehicle_kinds.is_small(facts.vehicle):
        reasons.append(reason("check.at_home_only"))
    return _checked_last(facts, reasons, on, book)


def may_change_engine(facts: Facts, on: date, book: Book) -> Verdict:
    """May another engine of this vehicle be registered on this day?"""
    reasons = [*vehicle_states.stops(facts, "change", on, book), *_inspected_since(facts)]
    if facts.answers.get("engine_model") == "other":
        reasons.append(reason("change.other_engine"))
    return _checked_last(facts, reasons, on, book)


def may_change_body(facts: Facts, on: date, book: Book) -> Verdict:
    """May another body or frame of this vehicle be registered on this day?"""
    return _checked_last(facts, [*vehicle_states.stops(facts, "change", on, book), *_inspected_since(facts)], on, book)


def may_replace_whole(facts: Facts, on: date, book: Book) -> Verdict:
    """May the vehicle be another one from this day on, exchanged for its faults? A mortgagee applies too."""
    reasons = [*vehicle_states.stops(facts, "change", on, book), *agreement.stops(facts, "O164.32")]
    reasons += registration.replacement_stops(facts, on, book)
    vehicle, new = facts.vehicle, facts.new_vehicle
    if vehicle and new and new.built and new.built.type != vehicle.type:
        reasons.append(reason("change.other_vehicle"))
    return _checked_last(facts, reasons, on, book)


def may_change_use(facts: Facts, on: date, book: Book) -> Verdict:
    """May another use of this vehicle be registered on this day?"""
    use, vehicle = str(facts.answers.get("use") or ""), facts.vehicle
    reasons = list(vehicle_states.stops(facts, "change_use", on, book))
    if vehicle and use:
        if vehicle_kinds.is_school_bus(vehicle) and vehicle.type in vehicle_kinds.SCHOOL_BUSES:
            reasons.append(reason("change.school_bus"))
        if use_after(vehicle, use) == vehicle.use:
            reasons.append(reason("change.same_use"))
        elif use not in registration.uses_for(vehicle.type, on, book):
            reasons.append(reason("registration.use_does_not_fit"))
        reasons += registration.approval_stops(facts, use, on, book)
    return _checked_last(facts, [*reasons, *_number(facts, reasons)], on, book)


def may_have_new_energy_plate(facts: Facts, on: date, book: Book) -> Verdict:
    """May an ordinary number of this vehicle be changed to a new-energy one on this day (V41)?"""
    reasons, plate = list(vehicle_states.stops(facts, "reissue", on, book)), facts.plate
    if plate and plate.type in ("51", "52"):
        reasons.append(reason("change.green_already"))
    elif plate and not plate.new_energy:
        reasons.append(reason("change.no_new_energy"))
    return verdict([*reasons, *_number(facts, reasons)], on, book, "vehicle_states")


def may_swap(facts: Facts, on: date, book: Book) -> Verdict:
    """May this vehicle and another one of the same owner exchange their numbers on this day (V17)?"""
    reasons, swap = list(vehicle_states.stops(facts, "change", on, book)), facts.swap
    if facts.answers.get("other") and swap is None:
        reasons.append(reason("swap.not_yours"))
    if swap is not None and facts.vehicle is not None:
        other = vehicle_states.stops(
            Facts(facts.applicant, None, vehicle=swap.other, region=facts.region), "change", on, book
        )
        reasons += (one for one in other if one.code not in {known.code for known in reasons})
        reasons += _unsettled((facts.vehicle, swap.other))
        if not swap.same_office:
            reasons.append(reason("swap.other_office"))
        if not swap.same_type:
            reasons.append(reason("swap.other_type"))
        if {facts.vehicle.use, swap.other.use} - vehicle_kinds.NOT_FOR_HIRE:
            reasons.append(reason("swap.for_hire"))
        again = swap.last_on and add_years(swap.last_on, book.value("vehicle_change.swap_years", on))
        if again and on < again:
            reasons.append(reason("swap.within_a_year", possible_from=again))
    return verdict(reasons, on, book, "vehicle_states", "vehicle_change")


def officer_looks(facts: Facts, on: date, book: Book) -> bool:
    """Is it for an officer: the change is older than its owner had time to register it?"""
    changed_on = changed(facts)
    return changed_on is not None and on > register_by(changed_on, on, book)


def officer_rechecks(facts: Facts, on: date, book: Book) -> bool:
    """Is it for an officer: another office made the check, where the vehicle is?"""
    return facts.check is not None and facts.check.away


def register_by(changed_on: date, on: date, book: Book) -> date:
    """The last day on which a change is registered in time."""
    return add_days(changed_on, book.value("vehicle_change.days", on))


def changed(facts: Facts) -> date | None:
    """The day of the change, as its owner states it."""
    said = facts.answers.get("changed_on")
    return date.fromisoformat(str(said)) if said else None


def use_after(vehicle: Vehicle, use: str) -> str:
    """The use as it is registered: a passenger vehicle that was for hire says so for ever."""
    if (
        use != registration.OWN_USE
        or not vehicle_kinds.is_passenger(vehicle)
        or vehicle.use in vehicle_kinds.NOT_FOR_HIRE
    ):
        return vehicle.use if use == registration.OWN_USE and vehicle.use in ("L", "M", "U") else use
    return NO_LONGER_FOR_HIRE.get(vehicle.use, "L")


def _checked_last(facts: Facts, reasons: Iterator[Reason] | list[Reason], on: date, book: Book) -> Verdict:
    found = list(reasons)
    if not found:
        found += vehicle_check.stops(facts)
    return verdict(found, on, book, "vehicle_states", "vehicle_checks", "vehicle_change")


def _inspected_since(facts: Facts) -> Iterator[Reason]:
    """Whether it has passed an inspection since the change; nothing while nobody has answered."""
    done, changed_on = facts.inspection, changed(facts)
    if done is None or changed_on is None:
        return
    if done.on is None or done.on < changed_on:
        yield reason("change.not_inspected")
    elif not done.passed:
        yield reason("change.inspection_failed")


def _number(facts: Facts, reasons: list[Reason]) -> Iterator[Reason]:
    """The number that a changed type of plate takes, asked for when nothing else is missing."""
    plate = facts.plate
    if not reasons and plate and plate.wanted and plate.wanted != plate.type and not plate.reserved:
        yield reason("change.no_number")


def _unsettled(both: tuple[Vehicle, Vehicle]) -> Iterator[Reason]:
    found = {UNSETTLED[letter] for vehicle in both for letter in vehicle.letters & set(UNSETTLED)}
    for state in sorted(found):
        yield reason(f"vehicle.{state}")
