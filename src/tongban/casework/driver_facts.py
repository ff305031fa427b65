"""From a person, a driver file and evidence to the facts that driver rules read."""

import base64
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from tongban.casework import evidence
from tongban.core import personal, plates
from tongban.documents import photo
from tongban.exchange.school import EducationRecord, NoEducationRecord
from tongban.law.facts import Applicant, Education, Facts, Licence, OwnVehicle
from tongban.law.rules import vehicle_states
from tongban.people import queries as people
from tongban.people.types import PersonView
from tongban.registers.drivers import queries as drivers
from tongban.registers.drivers.types import Driver
from tongban.registers.vehicles import queries as vehicles

_STATES = {"Q": "inspection_overdue", "M": "to_deregister", "P": "to_deregister"}
THEORY = "S1"  # subject 1 as the platform calls it


def build(
    person: PersonView,
    driver: Driver | None,
    contents: dict[str, dict[str, Any]],
    answers: dict[str, Any],
    on: date,
    office: str = "",
    ground: str = "",
) -> Facts:
    """Put together what is known. Two statements: the numbers a person ever had, and the bans on them.

    `office`: the region of the office that handles the case; `ground`: why the office opened it itself.
    """
    known = {key: evidence.typed(key, content) for key, content in contents.items() if key in evidence.FETCHERS}
    identity, narcotics = contents.get("identity", {}), contents.get("narcotics", {})
    bars = drivers.bars_on(_numbers(person, identity), on)
    return Facts(
        applicant=Applicant(
            born=driver.born if driver else person.born,
            alive=identity.get("alive") is not False,  # null where the register does not know the person
            drug_listed=bool(narcotics.get("listed")),
            bans=tuple(bar.code for bar in bars),
            bars=bars,
            renamed=renamed(person, identity),
            home=identity.get("region") or "",
            residence=known["residence"].residence if contents.get("residence", {}).get("found") else None,
        ),
        licence=_licence(driver) if driver else None,
        matters=known["platform"].open_matters if "platform" in known else (),
        medical=known["medical"].medical if "medical" in known else None,
        ability_passed_on=known["ability"].passed_on if "ability" in known else None,
        education=_education(known.get("education")),
        photo=photo.described(base64.b64decode(answers["photo"])) if answers.get("photo") else None,
        vehicles=_overdue_vehicles(person.id, known["vehicles"].facts, on) if "vehicles" in known else (),
        theory_passed_on=known["theory"].passed_on(THEORY) if "theory" in known else None,
        answers=answers,
        region=driver.region if driver else "",
        office=office,
        ground=ground,
    )


def _licence(driver: Driver) -> Licence:
    """The licence; of a cancelled one since when it is. One statement there."""
    if "G" not in driver.licence.letters:
        return driver.licence
    return replace(driver.licence, gone_on=drivers.letter_since(driver.id, "G"))


def renamed(person: PersonView, identity: dict[str, Any]) -> bool:
    """True where the population register has another name or number for this person than we."""
    return bool(identity.get("found")) and (identity["name"] != person.name or bool(identity.get("current_number")))


def _numbers(person: PersonView, identity: dict[str, Any]) -> list[bytes]:
    """Lookups of every number the person ever had here, and of the one the population register gives now."""
    current = identity.get("current_number")
    return [*people.identity_lookups(person.id), *([personal.lookup(current)] if current else [])]


def _overdue_vehicles(person_id: UUID, told: tuple[OwnVehicle, ...], on: date) -> tuple[OwnVehicle, ...]:
    """Own vehicles with something overdue: of those registered here our register says it, of others their partner."""
    ours = vehicles.vehicles_of(person_id)
    here = {vehicle.plate for vehicle in ours}
    letters = ((vehicle.plate, vehicle_states.letters_on(vehicle.law, on)) for vehicle in ours)
    found = [OwnVehicle(plate, _STATES[one]) for plate, held in letters for one in held if one in _STATES]
    return (*found, *(one for one in told if plates.as_typed(one.plate) not in here))


def _education(record: EducationRecord | NoEducationRecord | None) -> Education | None:
    return record.education.education if record and record.education else None
