"""What law says of a case now, and on what."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tongban.casework import answers, evidence, record, subjects
from tongban.casework.catalogue import Material, Question, Service, services
from tongban.casework.models import Case, Evidence
from tongban.casework.subjects import Subject
from tongban.core import clock, sealed
from tongban.core.law_book import book
from tongban.law.book import Book
from tongban.law.facts import Facts
from tongban.law.rules import fees
from tongban.law.rules.plates import type_of
from tongban.law.verdict import Verdict
from tongban.outlets import queries as outlets
from tongban.people import queries as people
from tongban.people.types import PersonView
from tongban.registers.drivers.types import Driver
from tongban.registers.vehicles import queries as vehicles


@dataclass(frozen=True, slots=True)
class Assessment:
    """The rule's answer for one case on one day, with the facts, the book and the evidence it rests on."""

    service: Service
    on: date
    book: Book
    verdict: Verdict
    facts: Facts
    subject: Subject
    person: PersonView
    rows: dict[str, Evidence]
    parameters: tuple[str, ...]  # the keys of the book that the rule asked for

    @property
    def driver(self) -> Driver | None:
        """The driver file it is about, None where the person has none or it is about a vehicle."""
        return self.subject.driver

    @property
    def for_officer(self) -> bool:
        """True where the service or the rule leaves it to a person to say yes."""
        ask = self.service.officer_if
        return self.service.decided_by == "person" or (ask is not None and ask(self.facts, self.on, self.book))

    @property
    def of_organisation(self) -> bool:
        """True where an organisation owns the vehicle: who applies acts for it."""
        return self.facts.vehicle is not None and self.facts.vehicle.of_organisation

    @property
    def groups(self) -> dict[str, str]:
        """The facts the rule read as canonical JSON, by kind ("applicant", "licence" ...)."""
        return {name: _canonical(value) for name, value in asdict(self.facts).items()}

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical facts the rule read."""
        return hashlib.sha256(_canonical(asdict(self.facts)).encode()).hexdigest()

    @property
    def fee(self) -> Decimal:
        """What the service costs, in yuan; 0 where nothing."""
        if not self.service.fee:
            return Decimal(0)
        amount = fees.fee(self.service.fee, self.on, self.book, self.facts.region, self._plate_type)
        more = self.service.more_fee
        return amount + (more(self.facts, self.on, self.book) if more else Decimal(0))

    @property
    def _plate_type(self) -> str:
        """The type of plate by which a fee may differ: of the vehicle, or of one that is to be registered."""
        if self.subject.vehicle:
            return self.subject.vehicle.plate_type
        built = self.facts.new_vehicle.built if self.facts.new_vehicle else None
        return type_of(built.type, built.fuel)[0] if built else ""

    @property
    def unanswered(self) -> Question | None:
        """The first question the person still has to answer."""
        return answers.unanswered(self.service, self.facts, self.on, self.book)

    @property
    def materials(self) -> tuple[Material, ...]:
        """The materials that this case needs."""
        return tuple(one for one in self.service.needed if self.asks(one))

    def asks(self, material: Material) -> bool:
        """True where a material is needed on what is known now."""
        return material.asked_if is None or material.asked_if(self.facts, self.on, self.book)

    @property
    def may_come_true(self) -> bool:
        """True where all that stands in the way is settled outside, or by an answer that is still open."""
        asked = answers.questions(self.service, self.facts, self.on, self.book)
        settled = {code for one in asked if self.facts.answers.get(one.key) in (None, "") for code in one.settles}
        return all(reason.temporary or reason.code in settled for reason in self.verdict.reasons)


def assess(
    case: Case, rows: dict[str, Evidence] | None = None, more: Mapping[str, dict[str, Any]] | None = None
) -> Assessment:
    """Ask the rule: on the day of acceptance once there is one, today before. Six statements; five where the caller
    has read the evidence (`rows`) in this transaction; one more where the place of the office matters.

    `more`: what partners have just answered and nobody has stored yet.
    """
    service, on = services[case.service], case.law_on or clock.today()
    rows = evidence.held(case.id) if rows is None else rows
    subject = subjects.read(service, case.applicant, case.subject)
    person = people.get_person(case.applicant)
    facts = facts_of(case, person, subject, {**evidence.contents(rows), **(more or {})}, clock.today())
    rules, asked = book().at(facts.region), set[str]()
    verdict = service.rule(facts, on, rules.watched(asked))
    return Assessment(service, on, rules, verdict, facts, subject, person, rows, tuple(sorted(asked)))


def facts_of(case: Case, person: PersonView, subject: Subject, contents: dict[str, dict[str, Any]], on: date) -> Facts:
    """The facts of a case as its rule reads them. Two statements; three where the place of the office matters."""
    service = services[case.service]
    facts = subjects.facts(
        subject,
        service,
        person,
        contents,
        sealed.unpack(case.answers),
        on,
        office=outlets.get_outlet(case.office).region if service.place_matters else "",
        ground=str(case.ground.get("ground", "")),
        case_id=case.id,
        check=vehicles.newest_check(record.cause_of(case)) if service.vehicle_check else None,
    )
    vin = subject.vehicle.vin if subject.vehicle else str(facts.answers.get("vin") or "")
    return service.adds(facts, case.applicant, vin) if service.adds else facts


def _canonical(value: Any) -> str:
    return json.dumps(value, default=_plain, sort_keys=True, ensure_ascii=False)


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else str(value)
