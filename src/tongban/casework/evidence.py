"""Evidence: fetched from whoever holds it, at once and in parallel, before anybody is asked.

A fetcher knows the partner of one material, how to ask, and whether the answer says that there is something.
Asking happens outside any transaction; `store` writes what came back.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from tongban.casework.catalogue import Material
from tongban.casework.models import Case, Evidence
from tongban.core import clock, sealed
from tongban.core.rows import Rows, insert
from tongban.exchange import (
    ability,
    bikes,
    border,
    client,
    hospital,
    marriage,
    mortgages,
    narcotics,
    organisations,
    overdue,
    photos,
    platform,
    population,
    registry,
    residence,
    school,
)
from tongban.exchange.about_vehicles import (
    commerce,
    crime,
    customs,
    industry,
    inspections,
    insurance,
    makers,
    quota,
    recalls,
    tax,
    transport,
)
from tongban.exchange.types import Answer, ExchangeError, Request
from tongban.law.text import Text
from tongban.people import queries as people

_OF_CASE = Rows(Evidence, "case_id = %s")
_ANSWERED = ("state", "partner", "message", "content", "obtained_at", "seconds")
_REPLACES = "ON CONFLICT (case_id, material) DO UPDATE SET " + ", ".join(f"{one} = excluded.{one}" for one in _ANSWERED)
FRESH_FOR = timedelta(minutes=30)  # an answer older than this is fetched again before a decision


@dataclass(frozen=True, slots=True)
class Fetcher:
    """How one material is fetched. `has` says whether the answer contains what the material needs."""

    partner: str
    question: str
    request: Callable[..., Request[Any]]
    has: Callable[[dict[str, Any]], bool]
    about_vehicle: bool = False  # asked by VIN or code, not by the person's number
    about_buyer: bool = False  # asked by the number of the firm that buys
    about_owner: bool = False  # asked by the code of the organisation that owns the vehicle
    paper_counts: bool = False  # while its holder is silent a clerk types off the paper; vehicles' papers count too


def _of_vehicle(partner: str, question: str, request: Callable[..., Request[Any]]) -> Fetcher:
    """What a house knows of a vehicle: "nothing" is an answer, which the rule reads."""
    return Fetcher(partner, question, request, lambda facts: True, about_vehicle=True)


FETCHERS: dict[str, Fetcher] = {
    "identity": Fetcher("population", "person", population.request, lambda facts: bool(facts.get("found"))),
    "portrait": Fetcher("photos", "portrait", photos.request, lambda facts: bool(facts.get("found"))),
    "medical": Fetcher("hospital", "medical", hospital.request, lambda facts: bool(facts.get("certificate"))),
    "education": Fetcher("school", "education", school.request, lambda facts: bool(facts.get("education"))),
    "ability": Fetcher("ability", "ability", ability.request, lambda facts: bool(facts.get("test"))),
    "narcotics": Fetcher("narcotics", "person", narcotics.request, lambda facts: True),
    "residence": Fetcher("residence", "person", residence.request, lambda facts: True),
    "marriage": Fetcher("marriage", "spouse", marriage.request, lambda facts: True, paper_counts=True),
    "organisation": Fetcher(
        "organisations", "organisation", organisations.request, lambda facts: True, about_owner=True, paper_counts=True
    ),
    "contracts": Fetcher("mortgages", "contracts", mortgages.request, lambda facts: True),
    "new_contract": _of_vehicle("mortgages", "of_vehicle", mortgages.request_of_vehicle),
    "vehicles": Fetcher("vehicles", "owned", overdue.request, lambda facts: True),
    "conformity_of_bike": _of_vehicle("certification", "certificate", bikes.request_certificate),
    "riding": Fetcher("delivery", "riders", bikes.request_riders, lambda facts: True),
    "theory": Fetcher("platform", "tests", platform.request_tests, lambda facts: True),
    "platform": Fetcher("platform", "driver", platform.request, lambda facts: True),
    "invoice": _of_vehicle("tax", "invoice", tax.request_invoice),
    "used_invoice": _of_vehicle("tax", "used_invoice", tax.request_used_invoice),
    "purchase_tax": _of_vehicle("tax", "purchase_tax", tax.request_purchase_tax),
    "vehicle_tax": _of_vehicle("tax", "vehicle_tax", tax.request_vehicle_tax),
    "insurance": _of_vehicle("insurance", "compulsory", insurance.request),
    "conformity": _of_vehicle("industry", "certificate", industry.request),
    "import": _of_vehicle("customs", "import", customs.request),
    "inspection": _of_vehicle("inspections", "newest", inspections.request),
    "stolen": _of_vehicle("crime", "stolen", crime.request),
    "home_vehicle": _of_vehicle("home_registers", "vehicle", border.request_home),
    "travel_document": Fetcher("border", "travel_document", border.request_travel, lambda facts: True),
    "customs_filing": _of_vehicle("customs", "filing", customs.request_filing),
    "border_filing": _of_vehicle("border", "filing", border.request_filing),
    "recall": _of_vehicle("recalls", "open", recalls.request),
    "recovery": _of_vehicle("commerce", "recovered", commerce.request_recovered),
    "dealer": Fetcher("commerce", "dealer", commerce.request_dealer, lambda facts: True, about_buyer=True),
    "exit": _of_vehicle("customs", "exit", customs.request_exit),
    "taken_back": _of_vehicle("makers", "returned", makers.request),
    "transport": _of_vehicle("transport", "approval", transport.request),
    "quota": _of_vehicle("quota", "certificate", quota.request),
}


@dataclass(frozen=True, slots=True)
class Gathered:
    """What asking brought: answers by material, and the partners that could not answer now."""

    answers: dict[str, Answer]
    failed: dict[str, ExchangeError]


def held(case_id: UUID) -> dict[str, Evidence]:
    """The evidence of a case by material. One statement."""
    return {row.material: row for row in _OF_CASE.all(case_id)}


def to_fetch(materials: Iterable[Material], rows: dict[str, Evidence]) -> list[Material]:
    """Those of the materials that are missing or no longer fresh. What a person brought is never asked again."""
    oldest = clock.now() - FRESH_FOR
    return [
        material
        for material in materials
        if not material.arrives
        and (
            (row := rows.get(material.key)) is None
            or (row.state == "fetched" and (row.obtained_at is None or row.obtained_at < oldest))
            or (row.state == "missing")
        )
    ]


@dataclass(frozen=True, slots=True)
class Marks:
    """By what partners are asked besides the person's own number; "" while it is not known, or nobody is meant."""

    vehicle: str = ""  # VIN, code of an e-bike
    buyer: str = ""  # number of who buys it
    owner: str = ""  # code of the organisation that owns it

    def of(self, fetcher: Fetcher, number: str) -> str:
        """What a partner is asked by, the person's own `number` where by nothing else."""
        if fetcher.about_vehicle:
            return self.vehicle
        return self.buyer if fetcher.about_buyer else self.owner if fetcher.about_owner else number


def fetch(
    case_id: UUID | None, person_id: UUID, materials: Iterable[Material], purpose: str, marks: Marks | None = None
) -> Gathered:
    """Ask all partners at once whose mark is known. Never inside a transaction: a slow partner must not hold a lock."""
    asked = list(materials)
    if not asked:
        return Gathered({}, {})
    number = people.identity_number(person_id)
    marked = [(one, (marks or Marks()).of(FETCHERS[one.key], number)) for one in asked]
    marked = [(one, mark) for one, mark in marked if mark]
    requests = [
        FETCHERS[one.key].request(mark, purpose=purpose, case_id=case_id, person_id=person_id) for one, mark in marked
    ]
    pairs = list(zip([one for one, _ in marked], client.ask_many(requests), strict=True))
    return Gathered(
        answers={material.key: result for material, result in pairs if isinstance(result, Answer)},
        failed={material.key: result for material, result in pairs if isinstance(result, ExchangeError)},
    )


def holder(material: Material, row: Evidence | None = None) -> Text:
    """Who holds a material: who sent it, is asked for it, or sends it by themselves."""
    if row is not None and row.partner:
        return registry.get_partner(row.partner).name
    return material.arrives or registry.get_partner(FETCHERS[material.key].partner).name


def typed(material: str, content: dict[str, Any]) -> Any:
    """The stored answer of a material's partner as its own type again."""
    return _adapter(material).validate_python(content)


@cache
def _adapter(material: str) -> TypeAdapter[Any]:
    fetcher = FETCHERS[material]
    return TypeAdapter(registry.get_partner(fetcher.partner).question(fetcher.question).answer)


def store(case: Case, gathered: Gathered) -> dict[str, Evidence]:
    """Keep what was fetched, replacing older answers, and return it by material. One statement."""
    rows = [
        Evidence(
            case_id=case.id,
            material=key,
            state="fetched" if FETCHERS[key].has(answer.facts) else "missing",
            partner=answer.partner,
            message=answer.message_id,
            content=sealed.pack(answer.facts),
            obtained_at=answer.received_at,
            seconds=answer.seconds,
        )
        for key, answer in gathered.answers.items()
    ]
    if rows:
        insert(*rows, otherwise=_REPLACES)
    return {row.material: row for row in rows}


def arrived(case_id: UUID, material: str, partner: str, facts: dict[str, Any], since: datetime) -> None:
    """Keep what somebody sent by themselves, asked for at `since`; without a partner it is on record here. One
    statement."""
    now = clock.now()
    row = Evidence(
        case_id=case_id, material=material, state="fetched" if partner else "on_file", partner=partner,
        content=sealed.pack(facts),
        obtained_at=now, seconds=(now - since).total_seconds(),
    )  # fmt: skip
    insert(row, otherwise=_REPLACES)


def drop_about_vehicle(case_id: UUID) -> None:
    """Forget what was said of a vehicle: the case is about another one now. One statement."""
    keys = [key for key, fetcher in FETCHERS.items() if fetcher.about_vehicle]
    Evidence.objects.filter(case_id=case_id, material__in=keys).delete()


def contents(rows: dict[str, Evidence]) -> dict[str, dict[str, Any]]:
    """The open content of what is held, by material; promised or missing materials have none."""
    return {
        key: sealed.unpack(row.content)
        for key, row in rows.items()
        if row.state in ("fetched", "on_file", "shown", "uploaded") and row.content
    }
