"""What a case is about: a driver file, one of a person's vehicles, or one of their e-bikes. The engine asks here and
knows no register.

A service says `about`. A person has one driver file at most; which of their vehicles or bikes a case is about is chosen
when it begins and stays: two vehicles are two cases. A decision about a vehicle is carried out only while it is as the
rule saw it, because a court or a bank may reach the same vehicle in the same second.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from tongban.casework import bike_facts, driver_facts, evidence, parties, vehicle_facts
from tongban.casework.catalogue import Service, services
from tongban.casework.models import Case
from tongban.core import entries, sealed
from tongban.core.actor import Actor
from tongban.core.errors import BadInput
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.law.answers_on_vehicles import OwningFirm
from tongban.law.facts import Facts, Sale
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.people.types import PersonView
from tongban.registers.bikes import actions as bike_actions
from tongban.registers.bikes import queries as bikes
from tongban.registers.bikes.types import Bike
from tongban.registers.drivers import actions as driver_actions
from tongban.registers.drivers import queries as drivers
from tongban.registers.drivers.types import Driver
from tongban.registers.vehicles import actions as vehicle_actions
from tongban.registers.vehicles import queries as vehicles
from tongban.registers.vehicles.types import CheckView, Vehicle

OPENINGS = ("registered", "moved_in")  # what opens a vehicle's file
WHICH = Text(zh="请选择要办理的车辆。", en="Choose the vehicle that it is about.")
NO_VEHICLE = Text(
    zh="没有查到您名下的车辆，也没有您经办的单位的车辆。",
    en="We have no vehicle on record that is yours or of an organisation you act for.",
)

WHICH_BIKE = Text(zh="请选择要办理的电动自行车。", en="Choose the e-bike that it is about.")
NO_BIKE = Text(zh="没有查到您名下的电动自行车。", en="We have no e-bike of yours on record.")
NAMED_BY = {"new_vehicle": "vin", "new_bike": "code"}  # the question by which something not registered yet is named


@dataclass(frozen=True, slots=True)
class Subject:
    """What a case is about, as it stands: one of these, or none where the person has none."""

    driver: Driver | None = None
    vehicle: Vehicle | None = None
    bike: Bike | None = None

    @property
    def id(self) -> UUID | None:
        """The register row that it is about."""
        found = self.driver or self.vehicle or self.bike
        return found.id if found else None

    @property
    def as_it_was(self) -> bool:
        """Lock a vehicle or bike until the end of the transaction: True where it is as it was read. A driver file has
        one writer of decisions at a time: its case."""
        if self.bike:
            return bikes.still_at(self.bike)
        return self.vehicle is None or vehicles.still_at(self.vehicle)


def choose(service: Service, applicant: UUID, wanted: UUID | None) -> UUID | None:
    """The register row of a new case: the person's driver file, or the wanted one of their things, the only one where
    none is named. Two statements. Raises BadInput where a vehicle has to be named or is not theirs."""
    if service.about == "driver":
        driver = drivers.find_driver(applicant)
        return driver.id if driver else None
    if service.opens_file:
        return new_id()
    about_bike = service.about == "bike"
    mine = {one.id for one in (bikes.bikes_of(applicant) if about_bike else of_applicant(applicant))}
    if wanted is None and len(mine) == 1:
        return mine.pop()
    if wanted not in mine:
        which, none = (WHICH_BIKE, NO_BIKE) if about_bike else (WHICH, NO_VEHICLE)
        raise BadInput("vehicle", which if mine else none)
    return wanted


def of_applicant(person: UUID) -> list[Vehicle]:
    """The vehicles for which a person may apply: their own, then those of organisations they act for. Two
    statements, one more for each organisation."""
    parties = [person, *people.organisations_of(person)]
    found = {vehicle.id: vehicle for party in parties for vehicle in vehicles.vehicles_of(party)}
    return list(found.values())


def find_for(person: UUID, vehicle_id: UUID) -> Vehicle | None:
    """A vehicle for which a person may apply, None for any other. One statement, one more where an organisation owns
    it."""
    found = vehicles.find_vehicle(vehicle_id)
    seen = _seen_by(found, person) if found else None
    return seen if seen and seen.law.own else None


def read(service: Service, applicant: UUID, subject: UUID | None) -> Subject:
    """What a case is about, as its register has it now. One statement, one more where an organisation owns it."""
    if service.about == "driver":
        return Subject(driver=drivers.find_driver(applicant))
    if service.about in ("bike", "new_bike"):
        bike = bikes.find_bike(subject) if subject else None
        return Subject(bike=bikes.seen_by(bike, applicant) if bike else None)
    found = vehicles.find_vehicle(subject) if subject else None
    return Subject(vehicle=_seen_by(found, applicant) if found else None)


def _seen_by(found: Vehicle, applicant: UUID) -> Vehicle:
    """The vehicle with `law.own` as it is for the applicant, who may act for an organisation."""
    parties = [applicant]
    if any(owner.kind == "organisation" for owner in found.owners):
        parties += people.organisations_of(applicant)
    own = next((party for party in parties if found.is_of(party)), applicant)
    return vehicles.seen_by(found, own)


def mark_of(case: Case) -> str:
    """The mark by which partners are asked: a vehicle's VIN, an e-bike's code; "" where none is asked or known yet. At
    most one statement."""
    service = services[case.service]
    if service.opens_file or service.replaces:
        return str(sealed.unpack(case.answers).get(NAMED_BY.get(service.about, "vin")) or "")
    fetchers = [evidence.FETCHERS[one.key] for one in service.needed if not one.arrives]
    if not any(fetcher.about_vehicle for fetcher in fetchers):
        return ""
    found = vehicles.find_vehicle(case.subject) if case.subject else None
    return found.vin if found else ""


def marks_of(case: Case) -> evidence.Marks:
    """By what partners are asked for a case besides the person's number. At most three statements."""
    service = services[case.service]
    buyer = str(sealed.unpack(case.answers).get("buyer") or "") if service.sells else ""
    return evidence.Marks(vehicle=mark_of(case), buyer=buyer, owner=_owner_of(case))


def _owner_of(case: Case) -> str:
    """The code of the organisation that owns the vehicle, where somebody is asked about it; else ""."""
    asked = [one for one in services[case.service].needed if not one.arrives]
    if not any(evidence.FETCHERS[one.key].about_owner for one in asked):
        return ""
    found = vehicles.find_vehicle(case.subject) if case.subject else None
    owner = found.owners[0] if found else None
    return people.organisation_code(owner.id) if owner and owner.kind == "organisation" else ""


def facts(
    subject: Subject,
    service: Service,
    person: PersonView,
    contents: dict[str, dict[str, Any]],
    answers: dict[str, Any],
    on: date,
    office: str,
    ground: str,
    check: CheckView | None = None,
    case_id: UUID | None = None,
) -> Facts:
    """The facts of a case as its rule reads them. Two statements for a driver's, none for a vehicle's, one for that of
    a new vehicle, two more where an organisation owns it."""
    if service.about == "vehicle":
        built = vehicle_facts.build(person, subject.vehicle, contents, answers, office=office, ground=ground)
        meant = parties.of(service, subject.vehicle, person.id, answers)
        new = _new_vehicle(subject, person, contents, answers, check) if service.replaces else None
        return replace(
            built,
            new_vehicle=new.new_vehicle if new else None,
            approval=vehicle_facts.approval_of(contents, _owner_number(subject, contents)),
            check=check.law if check else None,
            firm=_firm(subject, contents),
            sale=_sale(subject, person, contents, answers, on) if service.sells else None,
            parties=parties.said(case_id, meant, person.id, parties.about(service, answers), on),
        )
    if service.about == "bike":
        return bike_facts.build(person, subject.bike, contents, answers)
    if service.about == "new_bike":
        return bike_facts.build_new(person, subject.id, contents, answers)
    if service.about == "new_vehicle":
        return _new_vehicle(subject, person, contents, answers, check)
    return driver_facts.build(person, subject.driver, contents, answers, on, office=office, ground=ground)


def _firm(subject: Subject, contents: dict[str, dict[str, Any]]) -> OwningFirm | None:
    """What the organisation that owns the vehicle is called by its register, beside what is on record here. Two
    statements, none where nobody was asked."""
    if subject.vehicle is None or "organisation" not in contents:
        return None
    return vehicle_facts.firm(contents, people.get_organisation(subject.vehicle.owners[0].id))


def _owner_number(subject: Subject, contents: dict[str, dict[str, Any]]) -> str:
    """The number by which other authorities know the owner of a vehicle."""
    owner = subject.vehicle.owners[0] if subject.vehicle else None
    if owner and owner.kind == "organisation":
        return people.organisation_code(owner.id)
    return str(contents.get("identity", {}).get("identity_number") or "")


def _sale(
    subject: Subject, person: PersonView, contents: dict[str, dict[str, Any]], answers: dict[str, Any], on: date
) -> Sale | None:
    """What is known of the sale of a vehicle. One statement."""
    if subject.vehicle is None:
        return None
    owner = subject.vehicle.owners[0]
    held = book().value("ownership.held_years", on)
    sold = vehicles.sold_soon(owner.id, on.year, held) if owner.kind == "person" else 0
    seller = contents.get("identity", {}).get("identity_number", "")
    facts, buyer = Sale(by_person=owner.kind == "person", sold=sold), str(answers.get("buyer") or "")
    return replace(
        facts,
        remortgaged=vehicle_facts.remortgaged(contents, subject.vehicle, buyer),
        **vehicle_facts.of_sale(contents, seller if owner.kind == "person" else "", buyer),
    )


def _new_vehicle(
    subject: Subject, person: PersonView, contents: dict[str, dict[str, Any]], answers: dict[str, Any],
    check: CheckView | None,
) -> Facts:  # fmt: skip
    vin, code = str(answers.get("vin") or ""), str(answers.get("organisation") or "")
    organisation = people.find_organisation(code) if code else None
    acts = not code or (organisation is not None and person.id in organisation.authorised_persons)
    own = subject.vehicle.id if subject.vehicle else None
    known = [one for one in (vehicles.find_by_vin(vin) if vin else []) if one.live and one.id != own]
    return vehicle_facts.build_new(
        person, vin, contents, answers, registered=bool(known), acts_for_owner=acts, check=check.law if check else None
    )


def strike(subject: UUID, cause: str, reason: str, on: date, actor: Actor) -> None:
    """Strike what a case wrote in the registers about its subject and nobody has struck yet, the newest first."""
    for register, correct in _CORRECT.items():
        history = entries.history(subject, register)
        struck = {entry.corrects for entry in history}
        for written in reversed(history):
            if written.cause != cause or not written.facts.get("states") or written.id in struck:
                continue
            if register == "vehicles" and written.kind in OPENINGS:  # nothing would be left of it: it is revoked
                vehicle_actions.revoke(vehicle_id=subject, effective_on=on, actor=actor, cause="correction")
            elif (register, written.kind) == ("bikes", "registered"):
                bike_actions.cancel(bike_id=subject, ground="revoked", effective_on=on, actor=actor, cause="correction")
            else:
                correct(subject, written.id, reason, on, actor)


def _correct_driver(subject: UUID, entry: UUID, reason: str, on: date, actor: Actor) -> None:
    driver_actions.correct(driver_id=subject, entry=entry, reason=reason, effective_on=on, actor=actor)


def _correct_vehicle(subject: UUID, entry: UUID, reason: str, on: date, actor: Actor) -> None:
    vehicle_actions.correct(vehicle_id=subject, entry=entry, reason=reason, effective_on=on, actor=actor)


def _correct_bike(subject: UUID, entry: UUID, reason: str, on: date, actor: Actor) -> None:
    bike_actions.correct(bike_id=subject, entry=entry, reason=reason, effective_on=on, actor=actor)


_CORRECT: Mapping[str, Callable[[UUID, UUID, str, date, Actor], None]] = {
    "drivers": _correct_driver,
    "vehicles": _correct_vehicle,
    "bikes": _correct_bike,
}
