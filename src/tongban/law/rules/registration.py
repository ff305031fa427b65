"""V01: a small or micro car for private use is registered (注册登记), Order 164 Articles 10 to 15.

All that stands in the way is told at once. What a holder has not answered yet is no reason: the case waits for the
holder. Number and check come last, when nothing else is missing: nobody is sent for a number in vain.
Not modelled: an attachment of a vehicle that is in no register; accidents before registration; the bar of one or three
years after false papers, which no register keeps yet; a quota certificate that a region may ask for.
"""

from collections.abc import Iterator
from datetime import date

from tongban.law.book import Book
from tongban.law.dates import add_years
from tongban.law.facts import Built, Facts, NewVehicle
from tongban.law.reasons import reason, verdict
from tongban.law.rules import vehicle_check
from tongban.law.verdict import Reason, Verdict

PRIVATE_CARS = ("K3", "K4")  # small and micro passenger vehicles
DONE = ("paid", "exempt", "out_of_scope")


def may_register_private_car(facts: Facts, on: date, book: Book) -> Verdict:
    """May this vehicle be registered as a private car on this day?"""
    vehicle = facts.new_vehicle
    if vehicle is None:
        return verdict([], on, book, "registration")
    reasons = [*_vehicle(vehicle), *_ownership(vehicle), *_taxes(vehicle, on), *_inspection(vehicle, on, book)]
    if not reasons and vehicle.built:
        if not vehicle.numbered:
            reasons.append(reason("registration.no_number"))
        if not check_spared(vehicle):
            reasons += vehicle_check.stops(facts)
    return verdict(reasons, on, book, "registration")


def officer_looks(facts: Facts, on: date, book: Book) -> bool:
    """Is it for an officer to say: something was taken from paper, or the VIN of an import does not check?"""
    vehicle = facts.new_vehicle
    return vehicle is not None and (vehicle.on_paper or not vehicle.vin_checks)


def check_spared(vehicle: NewVehicle) -> bool:
    """Need the vehicle not be presented?"""
    return vehicle.built is not None and is_private_car(vehicle.built) and vehicle.built.checked_at_maker


def is_private_car(built: Built) -> bool:
    """A small or micro passenger vehicle."""
    return built.type.startswith(PRIVATE_CARS)


def needs_inspection(built: Built, on: date, book: Book) -> bool:
    """Has it to be inspected before it is registered: its type is not exempt, or it is no longer new?"""
    return not built.exempt or on > add_years(built.made_on, book.value("registration.new_years", on))


def _vehicle(vehicle: NewVehicle) -> Iterator[Reason]:
    if vehicle.registered:
        yield reason("registration.registered")
    if vehicle.stolen:
        yield reason("registration.stolen")
    if vehicle.certified is False:
        yield reason("registration.no_certificate")
    if vehicle.built and not vehicle.built.announced:
        yield reason("registration.not_announced")
    if vehicle.built and not is_private_car(vehicle.built):
        yield reason("registration.other_kind")


def _ownership(vehicle: NewVehicle) -> Iterator[Reason]:
    if not vehicle.acts_for_owner:
        yield reason("registration.not_authorised")
    if vehicle.invoiced is False:
        yield reason("registration.no_invoice")
    elif not vehicle.bought_by_owner:
        yield reason("registration.other_buyer")


def _taxes(vehicle: NewVehicle, on: date) -> Iterator[Reason]:
    if vehicle.purchase_tax is not None and vehicle.purchase_tax not in DONE:
        yield reason("registration.no_purchase_tax")
    if vehicle.vehicle_tax_year is not None and vehicle.vehicle_tax_year < on.year:
        yield reason("registration.no_vehicle_tax")
    if not covered(vehicle, on):
        yield reason("registration.uninsured")


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
