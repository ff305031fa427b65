"""One made-up person as everybody knows them: the office, the register of drivers, the partners. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from tongban.demo import words
from tongban.demo.history import DriverFile
from tongban.demo.motoring import Car
from tongban.law import facts
from tongban.law.facts import Applicant, Bike, Education, Facts, Medical, OpenMatter, OwnVehicle, Residence

NOTHING: Mapping[str, Any] = MappingProxyType({})

HEALTHY: Mapping[str, Any] = MappingProxyType(
    {
        "hospital": "320104-9",
        "hospital_name": "云锦路社区医院",
        "doctor": "程静",
        "height_cm": 170,
        "left_vision": 5.0,
        "right_vision": 5.0,
        "vision_corrected": False,
        "colour_blind": False,
        "hearing_ok": True,
        "hearing_aid": False,
        "limbs": "sound",
        "trunk_ok": True,
        "sits_unaided": True,
        "monocular_field_deg": None,
        "declared_illness": False,
    }
)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar to applying (N01 to N13) and what it rests on. `until` None: for life."""

    code: str
    since: date
    until: date | None
    reference: str


@dataclass(frozen=True, slots=True)
class OwnBike:
    """An e-bike on record here."""

    code: str
    motor: str
    colour: str
    registered_on: date


@dataclass(frozen=True, slots=True)
class Resident:
    """A made-up person. `population` holds only what the population register says otherwise than the office."""

    number: str
    name: str
    sex: str
    born: date
    region: str
    address: str
    phone: str = ""
    old_phone: str = ""
    driver: DriverFile | None = None
    died_on: date | None = None
    photo_on_file: bool = True
    population: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    medical: Mapping[str, Any] | None = None
    education: Mapping[str, Any] | None = None
    ability: Mapping[str, Any] | None = None
    narcotics: Mapping[str, Any] | None = None
    residence: Mapping[str, str] | None = None
    marriage: Mapping[str, str] | None = None
    matters: tuple[Mapping[str, Any], ...] = ()
    bars: tuple[Bar, ...] = ()
    vehicles: tuple[Mapping[str, Any], ...] = ()
    tests: tuple[Mapping[str, Any], ...] = ()
    contracts: tuple[Mapping[str, Any], ...] = ()  # of mortgages, as banks know them
    of_cars: tuple[Mapping[str, Any], ...] = ()  # what partners know of vehicles besides, by "vin"
    cars: tuple[Car, ...] = ()  # on record here; `vehicles` are those that another place tells of
    bikes: tuple[OwnBike, ...] = ()
    riding: tuple[Mapping[str, Any], ...] = ()  # for which delivery firms


def certificate(number: str, examined_on: date, **findings: Any) -> dict[str, Any]:
    """Return a medical certificate as a hospital sends it: healthy but for the findings."""
    serial = f"TJ{examined_on:%Y%m%d}{number[-4:]}"
    return {**HEALTHY, "serial": serial, "examined_on": examined_on.isoformat(), **findings}


def known_to_partners(resident: Resident) -> dict[str, Any]:
    """Return what the partners know of a resident, as the sandbox's control address takes it."""
    person = {
        "name": resident.name,
        "sex": resident.sex,
        "born": resident.born.isoformat(),
        "region": resident.region,
        "address": resident.address,
        "alive": resident.died_on is None,
        "photo_on_file": resident.photo_on_file,
        **resident.population,
    }
    told: dict[str, Any] = {"identity_number": resident.number, "person": person}
    for key in ("medical", "education", "ability", "narcotics", "residence", "marriage"):
        known = getattr(resident, key)
        if known:
            told[key] = dict(known)
    for key in ("vehicles", "tests", "riding", "contracts"):
        listed = getattr(resident, key)
        if listed:
            told[key] = [dict(one) for one in listed]
    if resident.driver:
        cycles = resident.driver.licence.cycles
        told["matters"] = [dict(matter) for matter in resident.matters]
        told["points"] = cycles[-1].points if cycles else 0
        told["cycles"] = [
            {"starts_on": one.starts_on.isoformat(), "ends_on": one.ends_on.isoformat(), "points": one.points}
            for one in cycles
        ]
    return told


def facts_of(resident: Resident, on: date, answers: Mapping[str, object] = NOTHING) -> Facts:
    """Return what the law's rules would be told about a resident once every partner has answered."""
    bars = [bar for bar in resident.bars if bar.since <= on and (bar.until is None or on <= bar.until)]
    return Facts(
        applicant=Applicant(
            born=resident.born,
            alive=resident.died_on is None,
            drug_listed=bool(resident.narcotics),
            bans=tuple(bar.code for bar in bars),
            bars=tuple(facts.Bar(bar.code, bar.since) for bar in bars),
            renamed=resident.population.get("name", resident.name) != resident.name,
            home=resident.population.get("region", resident.region),
            residence=_residence(resident.residence) if resident.residence else None,
        ),
        licence=resident.driver.licence if resident.driver else None,
        matters=tuple(_matter(matter) for matter in resident.matters),
        medical=_medical(resident.medical) if resident.medical else None,
        ability_passed_on=_ability(resident.ability) if resident.ability else None,
        education=_education(resident.education) if resident.education else None,
        vehicles=tuple(OwnVehicle(one["plate"], one["state"]) for one in resident.vehicles if one["state"] != "ok"),
        theory_passed_on=max((date.fromisoformat(one["passed_on"]) for one in resident.tests), default=None),
        vehicle=resident.cars[0].law if resident.cars else None,
        bike=Bike() if resident.bikes else None,
        answers=dict(answers),
        region=resident.driver.region if resident.driver else "",
        office=words.CITY,
    )


def _residence(told: Mapping[str, str]) -> Residence:
    return Residence(told["region"], date.fromisoformat(told["valid_to"]))


def _matter(told: Mapping[str, Any]) -> OpenMatter:
    until = told.get("until")
    return OpenMatter(
        kind=told["kind"],
        number=told["number"],
        place=told["place"],
        on=date.fromisoformat(told["on"]),
        letter=told.get("letter", ""),
        until=date.fromisoformat(until) if until else None,
    )


def _education(told: Mapping[str, Any]) -> Education:
    return Education(date.fromisoformat(told["completed_on"]), told["hours"])


def _ability(told: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(told["taken_on"]) if told["passed"] else None


def _medical(told: Mapping[str, Any]) -> Medical:
    names = set(Medical.__dataclass_fields__) & set(told)
    values = {name: told[name] for name in names}
    return Medical(**{**values, "examined_on": date.fromisoformat(told["examined_on"])})
