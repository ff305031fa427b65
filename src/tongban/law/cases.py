"""The jurist's cases: TOML files that say day, facts and the answer the law gives.

    [who.wang]                                     # a person, used by several cases
    born = 1980-05-01
    licence = { classes = "C1", from = 2020-05-10, to = 2026-05-10 }

    [[case]]
    title = { zh = "...", en = "..." }
    article = "O162.63"
    ask = "renewal"                                # a key of QUESTIONS
    who = "wang"
    with = { licence = { letters = "H" } }         # laid over the person
    at = [
        { day = 2026-02-08, reasons = ["renewal.too_early"], possible_from = 2026-02-09 },
        { day = 2026-02-09 },                      # no reasons: allowed
    ]

A question that is not a verdict is answered by `answer`, in plain words and numbers. Where a value is uncertain,
`read = { "topic.name" = value }` asks by another reading of it, so that both outcomes are written down.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from tongban.law.answers_on_vehicles import (
    CoOwnership,
    Inspection,
    Misstated,
    OwningFirm,
    PlateChange,
    Quota,
    TransportApproval,
)
from tongban.law.book import Book
from tongban.law.facts import (
    Accident,
    Applicant,
    Arrival,
    Bar,
    Bike,
    BikeBuilt,
    Built,
    Cover,
    Cycle,
    Education,
    Ending,
    Exam,
    ExamBooking,
    Facts,
    HeldClass,
    Licence,
    LostClass,
    Medical,
    MortgageContract,
    NewBike,
    NewVehicle,
    OpenMatter,
    OwnVehicle,
    Party,
    Photo,
    Postponement,
    Residence,
    Restriction,
    Rider,
    Sale,
    Swap,
    Vehicle,
    VehicleCheck,
)
from tongban.law.learning_facts import Demerit, LimitReached, Reduced, Study, StudyDay
from tongban.law.passing import Entering, TemporaryUse
from tongban.law.questions import QUESTIONS
from tongban.law.rules.exams import SUBJECTS
from tongban.law.text import Text
from tongban.law.values import freeze
from tongban.law.verdict import Verdict

_EXPECTATIONS = ("reasons", "possible_from", "waits", "provisional", "answer")
_REMOVABLE = (
    "licence",
    "medical",
    "education",
    "vehicle",
    "mortgage",
    "new_vehicle",
    "approval",
    "inspection",
    "plate",
    "swap",
    "quota",
    "temporary",
    "entering",
    "arrival",
    "cover",
    "check",
    "built",
    "sale",
    "co_ownership",
    "misstated",
    "ending",
    "new_bike",
    "bike",
    "exam",
    "study",
)
_FIT = {"serial": "1", "hospital": "1", "height_cm": 175, "left_vision": 5.0, "right_vision": 5.0}
_SOUND = {"vision_corrected": False, "colour_blind": False, "hearing_ok": True, "hearing_aid": False}


class BadCase(ValueError):
    """A case that cannot be read: the message names file, case and what is wrong."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question on one day with the expected answer (`expected`: some of the keys of `_EXPECTATIONS`)."""

    name: str
    title: Text
    article: str
    ask: str
    day: date
    facts: Facts
    details: Mapping[str, Any]
    expected: Mapping[str, Any]
    read: Mapping[str, Any]


def load_cases(folder: Path) -> list[Case]:
    """Every case of every file of the folder. Raises `BadCase`."""
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise BadCase(f"{folder}: no case files")
    return [case for path in paths for case in _cases_of(path)]


def answer(case: Case, book: Book) -> Any:
    """What the rules answer: a verdict, or plain values."""
    for key, value in case.read.items():
        old = book.entry(key, case.day, case.facts.region)
        book = book.replaced(old, replace(old, value=freeze(case.name, old.unit, value)))
    return QUESTIONS[case.ask](case.facts, case.day, book.at(case.facts.region), case.details)


def faults(case: Case, book: Book) -> list[str]:
    """In which points the rules answer otherwise than the jurist; empty where they agree."""
    given = answer(case, book)
    if not isinstance(given, Verdict):
        expected = case.expected.get("answer")
        return [] if given == expected else [f"answer: expected {expected!r}, the rules say {given!r}"]
    points = {
        "reasons": sorted(reason.code for reason in given.reasons),
        "possible_from": given.possible_from,
        "waits": given.can_wait,
        "provisional": given.provisional,
    }
    expected = {"reasons": [], **case.expected}
    expected["reasons"] = sorted(expected["reasons"])
    return [
        f"{point}: expected {value!r}, the rules say {points[point]!r}"
        for point, value in expected.items()
        if points[point] != value
    ]


def _cases_of(path: Path) -> Iterator[Case]:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    people = content.get("who", {})
    for number, row in enumerate(content.get("case", []), start=1):
        where = f"{path.stem}-{number:02}"
        try:
            yield from _days_of(where, row, people)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BadCase(f"{where}: cannot be read: {error!r}") from error


def _days_of(where: str, row: dict[str, Any], people: dict[str, Any]) -> Iterator[Case]:
    if row["ask"] not in QUESTIONS:
        raise BadCase(f"{where}: no question is called {row['ask']!r}")
    base = _laid_over(people[row["who"]] if "who" in row else {}, row.get("with", {}))
    for number, at in enumerate(row["at"], start=1):
        details = _laid_over(row.get("details", {}), at.get("details", {}))
        unknown = set(at) - {"day", "with", "details", "read", *_EXPECTATIONS}
        if unknown:
            raise BadCase(f"{where}: unknown words {sorted(unknown)}")
        yield Case(
            name=f"{where}-{number}-{at['day']}",
            title=Text(**row["title"]),
            article=row["article"],
            ask=row["ask"],
            day=at["day"],
            facts=_facts(_laid_over(base, at.get("with", {}))),
            details=details,
            expected={key: at[key] for key in _EXPECTATIONS if key in at},
            read=at.get("read", {}),
        )


def _laid_over(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """`over` wins; tables inside are laid over each other; false takes a whole table away."""
    merged = dict(base)
    for key, value in over.items():
        under = merged.get(key)
        merged[key] = _laid_over(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return {key: value for key, value in merged.items() if value is not False or key not in _REMOVABLE}


def _facts(row: dict[str, Any]) -> Facts:
    applicant = Applicant(
        born=row.get("born", date(1980, 5, 1)),
        alive=row.get("alive", True),
        drug_listed=row.get("drug_listed", False),
        bars=tuple(Bar(**bar) for bar in row.get("bars", [])),
        renamed=row.get("renamed", False),
        moved=row.get("moved", False),
        home=row.get("home", ""),
        residence=Residence(**row["residence"]) if "residence" in row else None,
    )
    return Facts(
        applicant=applicant,
        licence=_licence(row["licence"]) if row.get("licence") else None,
        matters=tuple(OpenMatter(**matter) for matter in row.get("matters", [])),
        medical=_medical(row["medical"]) if row.get("medical") else None,
        ability_passed_on=row.get("ability_passed_on") or None,
        photo=Photo(**row["photo"]) if row.get("photo") else None,
        education=Education(**row["education"]) if row.get("education") else None,
        vehicles=tuple(OwnVehicle(**vehicle) for vehicle in row.get("vehicles", [])),
        theory_passed_on=row.get("theory_passed_on"),
        vehicle=_vehicle(row["vehicle"]) if row.get("vehicle") else None,
        mortgage=MortgageContract(**row["mortgage"]) if row.get("mortgage") else None,
        arrival=Arrival(**row["arrival"]) if row.get("arrival") else None,
        cover=Cover(**row["cover"]) if row.get("cover") else None,
        new_vehicle=_new_vehicle(row["new_vehicle"]) if row.get("new_vehicle") else None,
        entering=Entering(**row["entering"]) if row.get("entering") else None,
        temporary=TemporaryUse(**row["temporary"]) if row.get("temporary") else None,
        approval=TransportApproval(**{**row["approval"], "uses": tuple(row["approval"].get("uses", ""))})
        if row.get("approval")
        else None,
        inspection=Inspection(**row["inspection"]) if row.get("inspection") else None,
        plate=PlateChange(**row["plate"]) if row.get("plate") else None,
        swap=_swap(row["swap"]) if row.get("swap") else None,
        quota=Quota(**row["quota"]) if row.get("quota") else None,
        sale=Sale(**row["sale"]) if row.get("sale") else None,
        firm=OwningFirm(**row["firm"]) if row.get("firm") else None,
        misstated=Misstated(**row["misstated"]) if row.get("misstated") else None,
        co_ownership=CoOwnership(**row["co_ownership"]) if row.get("co_ownership") else None,
        parties=tuple(Party(role, said) for role, said in row.get("parties", {}).items()),
        ending=Ending(**row["ending"]) if row.get("ending") else None,
        check=_check(row["check"]) if row.get("check") else None,
        new_bike=_new_bike(row["new_bike"]) if row.get("new_bike") else None,
        bike=Bike(**row["bike"]) if row.get("bike") else None,
        exam=_exam(row["exam"]) if row.get("exam") else None,
        study=_study(row["study"]) if row.get("study") else None,
        riders=tuple(Rider(**one) for one in row["riders"]) if "riders" in row else None,
        answers=row.get("answers", {}),
        region=row.get("region", ""),
        office=row.get("office", ""),
        ground=row.get("ground", ""),
    )


def _licence(row: dict[str, Any]) -> Licence:
    first = row.get("first", row["from"])
    return Licence(
        classes=tuple(_held(word, first) for word in row["classes"].split()),
        first_issue_on=first,
        valid_from=row["from"],
        valid_to=row.get("to") or None,
        term_years=row.get("years", 6) if row.get("to") else None,
        letters=frozenset(row.get("letters", "")),
        postponements=tuple(Postponement(**postponed) for postponed in row.get("postponed", [])),
        cycles=tuple(Cycle(**cycle) for cycle in row.get("cycles", [])),
        medical_due_on=row.get("medical_due") or None,
        review_due_on=row.get("review_due") or None,
        suspended_until=row.get("suspended_until"),
        gone_on=row.get("gone_on"),
        extended_to=row.get("extended_to"),
        lost_for_age=tuple(LostClass(**lost) for lost in row.get("lost", [])),
        accidents=tuple(Accident(**accident) for accident in row.get("accidents", [])),
        demerits=tuple(Demerit(**one) for one in row.get("demerits", [])),
        reduced=tuple(Reduced(**one) for one in row.get("reduced", [])),
        limits=tuple(LimitReached(**one) for one in row.get("limits", [])),
        educated=Education(**row["educated"]) if row.get("educated") else None,
        frauds=tuple(row.get("frauds", ())),
    )


def _study(row: dict[str, Any]) -> Study:
    listed: dict[str, Any] = {
        "days": tuple(StudyDay(**day) for day in row.get("days", [])),
        **{key: tuple(row.get(key, ())) for key in ("topics", "failed_at", "passed")},
    }
    return Study(**{**row, **listed, "studied_on": row.get("studied_on") or None})


def _vehicle(row: dict[str, Any]) -> Vehicle:
    restrictions = (
        Restriction(**{"rank": rank, **one}) for rank, one in enumerate(row.get("restrictions", []), start=1)
    )
    known = {"letters": frozenset(row.get("letters", "")), "restrictions": tuple(restrictions)}
    return Vehicle(**{"type": "K33", "use": "A", "capacity": 5, **row, **known})


def _swap(row: dict[str, Any]) -> Swap:
    return Swap(**{**row, "other": _vehicle(row["other"])})


def _new_vehicle(row: dict[str, Any]) -> NewVehicle:
    return NewVehicle(**{**row, "built": Built(**row["built"]) if row.get("built") else None})


def _new_bike(row: dict[str, Any]) -> NewBike:
    return NewBike(**{**row, "built": BikeBuilt(**row["built"]) if row.get("built") else None})


def _exam(row: dict[str, Any]) -> Exam:
    listed: dict[str, Any] = {
        "subjects": tuple(row.get("subjects", SUBJECTS)),
        "bookings": tuple(ExamBooking(**one) for one in row.get("bookings", [])),
        "unsigned": tuple(row.get("unsigned", ())),
    }
    return Exam(**{"kind": "initial", "accepted_on": date(2026, 1, 5), **row, **listed})


def _check(row: dict[str, Any]) -> VehicleCheck:
    return VehicleCheck(**{**row, "failed": tuple(row.get("failed", ()))})


def _held(word: str, first: date) -> HeldClass:
    """C1, or C1=2015-03-01 where the class came later than the first licence."""
    code, _, since = word.partition("=")
    return HeldClass(code, date.fromisoformat(since) if since else first)


def _medical(row: dict[str, Any]) -> Medical:
    return Medical(**{**_FIT, **_SOUND, **row})
