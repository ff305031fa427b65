"""V01 to V04: a vehicle is registered for the first time (注册登记), Order 164 Articles 10 to 15.

All that stands in the way is told at once. What a holder has not answered yet is no reason: the case waits for the
holder. Number and check come last, when nothing else is missing: nobody is sent for a number in vain. A region may ask
for a quota certificate (指标) first; nationwide there is none.
Not modelled: an attachment of a vehicle that is in no register; accidents before registration; the bar of one or three
years after false papers, which no register keeps yet; emission standards of a region.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_years
from tongban.law.facts import Built, Facts, NewVehicle
from tongban.law.reasons import reason, verdict
from tongban.law.rules import vehicle_check
from tongban.law.rules.plates import type_of
from tongban.law.verdict import Reason, Verdict

PRIVATE_CARS = ("K3", "K4")  # small and micro passenger vehicles
OWN_USE = "A"  # 非营运: its owner's own, not for hire
DONE = ("paid", "exempt", "out_of_scope")


def may_register_private_car(facts: Facts, on: date, book: Book) -> Verdict:
    """May this vehicle be registered as a private car on this day (V01)?"""
    return _may_register(facts, on, book, lambda built: is_private_car(built) and not built.imported)


def may_register_motorcycle(facts: Facts, on: date, book: Book) -> Verdict:
    """May this vehicle be registered as a motorcycle or moped on this day (V02)?"""
    return _may_register(facts, on, book, lambda built: is_motorcycle(built) and not built.imported)


def may_register_other(facts: Facts, on: date, book: Book) -> Verdict:
    """May this vehicle be registered for the use that its owner states on this day (V03)? Any but those that V01 and
    V02 register, and small cars for another use than their owner's own."""
    return _may_register(facts, on, book, lambda built: not built.imported and _is_other(built, facts))


def may_register_import(facts: Facts, on: date, book: Book) -> Verdict:
    """May this imported vehicle be registered for the use that its owner states on this day (V04)?"""
    return _may_register(facts, on, book, lambda built: built.imported)


def _may_register(facts: Facts, on: date, book: Book, is_of_it: Callable[[Built], bool]) -> Verdict:
    vehicle = facts.new_vehicle
    if vehicle is None:
        return verdict([], on, book, "registration")
    reasons = [*_vehicle(vehicle, is_of_it), *_use(facts, on, book), *_ownership(vehicle)]
    reasons += [*_taxes(vehicle, on, book), *_inspection(vehicle, on, book), *_quota(facts, on, book)]
    if not reasons and vehicle.built:
        if not vehicle.numbered:
            reasons.append(reason("registration.no_number"))
        if not check_spared(vehicle, use_of(facts)):
            reasons += vehicle_check.stops(facts)
    return verdict(reasons, on, book, "registration")


def replacement_stops(facts: Facts, on: date, book: Book) -> Iterator[Reason]:
    """What stands in the way of a vehicle that takes the place of a faulty one: the papers of a new one, but for the
    tax, which was paid for the one before."""
    vehicle = facts.new_vehicle
    if vehicle is None:
        return
    yield from _vehicle(vehicle, lambda built: True)
    yield from _ownership(vehicle)
    yield from _inspection(vehicle, on, book)
    if not covered(vehicle, on):
        yield reason("registration.uninsured")


def use_of(facts: Facts) -> str:
    """The use (使用性质) for which it is to be registered: what its owner states, else their own."""
    return str(facts.answers.get("use") or OWN_USE)


def asks_approval(facts: Facts, on: date, book: Book) -> bool:
    """Is the transport approval of the owner looked up for this use?"""
    return use_of(facts) in book.value("registration.approval_uses", on)


def asks_quota(facts: Facts, on: date, book: Book) -> bool:
    """Does the region ask for a quota certificate before this vehicle is registered?"""
    built = facts.new_vehicle.built if facts.new_vehicle else None
    if built is None:
        return False
    return type_of(built.type, built.fuel)[0] in book.value("registration.quota_plates", on)


def uses_for(vehicle_type: str, on: date, book: Book) -> tuple[str, ...]:
    """The uses for which a vehicle of this type may be registered, every one there is where the type is not known."""
    known: Mapping[str, tuple[str, ...]] = book.value("registration.uses", on)
    if not vehicle_type:
        return tuple(sorted({use for uses in known.values() for use in uses}))
    return tuple(known.get(vehicle_type[:1], ()))


def officer_looks(facts: Facts, on: date, book: Book) -> bool:
    """Is it for an officer to say: something was taken from paper, or the VIN of an import does not check?"""
    vehicle = facts.new_vehicle
    return vehicle is not None and (vehicle.on_paper or not vehicle.vin_checks)


def check_spared(vehicle: NewVehicle, use: str = OWN_USE) -> bool:
    """Need the vehicle not be presented? A small car for its owner's own use whose check at the maker is linked."""
    built = vehicle.built
    return built is not None and is_private_car(built) and use == OWN_USE and built.checked_at_maker


def is_private_car(built: Built) -> bool:
    """A small or micro passenger vehicle."""
    return built.type.startswith(PRIVATE_CARS)


def is_motorcycle(built: Built) -> bool:
    """With two or three wheels, mopeds included."""
    return built.type.startswith("M")


def _is_other(built: Built, facts: Facts) -> bool:
    return not is_motorcycle(built) and not (is_private_car(built) and use_of(facts) == OWN_USE)


def needs_inspection(built: Built, on: date, book: Book) -> bool:
    """Has it to be inspected before it is registered: its type is not exempt, or it is no longer new?"""
    return not built.exempt or on > add_years(built.made_on, book.value("registration.new_years", on))


def _vehicle(vehicle: NewVehicle, is_of_it: Callable[[Built], bool]) -> Iterator[Reason]:
    if vehicle.registered:
        yield reason("registration.registered")
    if vehicle.stolen:
        yield reason("registration.stolen")
    if vehicle.certified is False:
        yield reason("registration.no_certificate")
    if vehicle.built and not vehicle.built.announced:
        yield reason("registration.not_announced")
    if vehicle.built and vehicle.built.supervised:
        yield reason("registration.customs")
    if vehicle.built and not is_of_it(vehicle.built):
        yield reason("registration.other_kind")


def _use(facts: Facts, on: date, book: Book) -> Iterator[Reason]:
    """Whether such a vehicle is registered for the stated use, and the transport approval that the use asks for."""
    built = facts.new_vehicle.built if facts.new_vehicle else None
    if built and use_of(facts) not in uses_for(built.type, on, book):
        yield reason("registration.use_does_not_fit")
    yield from approval_stops(facts, use_of(facts), on, book)


def approval_stops(facts: Facts, use: str, on: date, book: Book) -> Iterator[Reason]:
    """What the transport approval of the owner has against a use, where the law asks for one."""
    approval = facts.approval
    if use not in book.value("registration.approval_uses", on) or approval is None:
        return
    if use not in approval.uses or not approval.own:
        yield reason("registration.no_approval")
    elif approval.until is not None and approval.until < on:
        yield reason("registration.approval_over", last_day=approval.until)


def _quota(facts: Facts, on: date, book: Book) -> Iterator[Reason]:
    built, quota = facts.new_vehicle and facts.new_vehicle.built, facts.quota
    if not built or quota is None or not asks_quota(facts, on, book):
        return
    if quota.plate_type != type_of(built.type, built.fuel)[0] or not quota.own:
        yield reason("registration.no_quota")
    elif quota.used:
        yield reason("registration.quota_used")
    elif quota.until is not None and quota.until < on:
        yield reason("registration.quota_over", last_day=quota.until)


def _ownership(vehicle: NewVehicle) -> Iterator[Reason]:
    if not vehicle.acts_for_owner:
        yield reason("registration.not_authorised")
    if vehicle.invoiced is False:
        yield reason("registration.no_invoice")
    elif not vehicle.bought_by_owner:
        yield reason("registration.other_buyer")


def _taxes(vehicle: NewVehicle, on: date, book: Book) -> Iterator[Reason]:
    if vehicle.purchase_tax is not None and vehicle.purchase_tax not in DONE and not _untaxed(vehicle, on, book):
        yield reason("registration.no_purchase_tax")
    if vehicle.vehicle_tax_year is not None and vehicle.vehicle_tax_year < on.year:
        yield reason("registration.no_vehicle_tax")
    if not covered(vehicle, on):
        yield reason("registration.uninsured")


def _untaxed(vehicle: NewVehicle, on: date, book: Book) -> bool:
    """A motorcycle that is too small for purchase tax: there is nothing that the tax authority could have."""
    built = vehicle.built
    if built is None or not is_motorcycle(built):
        return False
    return bool(built.displacement_ml <= book.value("registration.motorcycle_untaxed_ml", on))


def covered(vehicle: NewVehicle, on: date) -> bool:
    """Is it insured on the day, or has the insurer not answered yet?"""
    if not vehicle.insured:
        return vehicle.insured is None
    since, until = vehicle.insured_since, vehicle.insured_until
    return since is not None and until is not None and since <= on <= until


def _inspection(vehicle: NewVehicle, on: date, book: Book) -> Iterator[Reason]:
    if vehicle.built is None or vehicle.inspected is None or not needs_inspection(vehicle.built, on, book):
        return
    if vehicle.inspected == "failed":
        yield reason("registration.inspection_failed")
    elif vehicle.inspected != "passed":
        yield reason("registration.not_inspected")
